"""Where each setting comes from, and what a person is told when one cannot be used."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time
from pathlib import Path

import pytest

from quizapp.config import (
    COMMAND_LINE,
    ENVIRONMENT,
    SETTINGS,
    Config,
    ConfigError,
    ConfigProblem,
    load_config,
    read_config,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(file: Path, environ: dict[str, str] | None = None, **flags: object) -> Config:
    return load_config(flags, environ=environ or {}, file=file)


def problems(file: Path, environ: dict[str, str] | None = None, **flags: object) -> list[str]:
    return [str(one) for one in read_config(flags, environ=environ or {}, file=file)[1]]


def test_every_setting_has_a_reader_and_the_other_way_round() -> None:
    assert [one.name for one in fields(Config)] == list(SETTINGS)


def test_without_anything_the_defaults_hold(file: Path) -> None:
    config = load(file)
    assert (config.minutes, config.level, config.ui, config.device) == (
        30,
        "intermediate",
        "tui",
        "auto",
    )
    assert config.day_starts_at == time(4)
    assert config.goal_date is None
    assert config.ascii is None
    assert config.database == config.data / "quizapp.db"


def test_flag_beats_environment_beats_file_beats_default(file: Path) -> None:
    file.write_text('minutes = 10\nlevel = "advanced"\nrole = "vision"\ntheme = "light"\n')
    environ = {"QUIZAPP_MINUTES": "20", "QUIZAPP_LEVEL": "beginner", "QUIZAPP_ROLE": ""}
    config = load(file, environ, minutes=40, theme=None)
    assert (config.minutes, config.level, config.role, config.theme, config.retention) == (
        40,
        "beginner",
        "vision",
        "light",
        None,
    )


def test_every_kind_of_value_is_read_from_the_file(file: Path) -> None:
    file.write_text(
        'banks = ["/a", "~/b"]\ndata = "/d"\ndatabase_url = "postgresql://h/x"\nretention = 0.88\n'
        "day_starts_at = 05:30:00\ngoal_date = 2026-12-14\ntime_factor = 1.5\nascii = true\n"
        'reduced_motion = true\nfirst_run_done = true\nmouse = false\nkeys = {next = "space,n"}\n'
    )
    config = load(file)
    assert config.banks == (Path("/a"), Path.home() / "b")
    assert config.data == Path("/d")
    assert config.database == "postgresql://h/x"
    assert (config.retention, config.time_factor) == (0.88, 1.5)
    assert config.day_starts_at == time(5, 30)
    assert config.goal_date == date(2026, 12, 14)
    assert (config.ascii, config.reduced_motion, config.first_run_done) == (True, True, True)
    assert config.mouse is False
    assert config.keys == {"next": "space,n"}


def test_every_kind_of_value_is_read_from_the_environment(file: Path) -> None:
    environ = {
        "QUIZAPP_BANKS": "/a:/b",
        "QUIZAPP_DATA": "/d",
        "QUIZAPP_RETENTION": "0.9",
        "QUIZAPP_DAY_STARTS_AT": "5",
        "QUIZAPP_GOAL_DATE": "none",
        "QUIZAPP_ASCII": "auto",
        "QUIZAPP_REDUCED_MOTION": "yes",
        "QUIZAPP_KEYS": "next=space; undo = ctrl+z",
    }
    config = load(file, environ)
    assert config.banks == (Path("/a"), Path("/b"))
    assert config.data == Path("/d")
    assert config.day_starts_at == time(5)
    assert (config.retention, config.goal_date, config.ascii) == (0.9, None, None)
    assert config.reduced_motion is True
    assert config.keys == {"next": "space", "undo": "ctrl+z"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("minutes = 0", "minutes: a whole number from 1 to 600 is expected"),
        ("minutes = true", "minutes: a whole number from 1 to 600 is expected"),
        ("minutes = 2.5", "minutes: a whole number from 1 to 600 is expected"),
        ("retention = 1.2", "retention: a number from 0.7 to 0.97 is expected"),
        ("retention = nan", "retention: a number from 0.7 to 0.97 is expected"),
        ('level = "advnced"', "is expected; did you mean advanced?"),
        ('theme = "lihgt"', "one of dark, light, ansi is expected; did you mean light?"),
        ("device = 1", "device: one of auto, cpu, cuda is expected"),
        ('ascii = "maybe"', "ascii: true or false is expected"),
        ('goal_date = "soon"', "goal_date: a day such as 2026-12-14 is expected"),
        ("day_starts_at = 24", "day_starts_at: a time of day such as 04:00 is expected"),
        ('day_starts_at = "4:99"', "day_starts_at: a time of day such as 04:00 is expected"),
        ("banks = 3", "banks: a list of files or folders is expected"),
        ("banks = [1]", "banks: the name of a folder or file is expected"),
        ('data = ""', "data: the name of a folder or file is expected"),
        ("keys = {next = 1}", "keys: a table of key names is expected"),
        ("minuts = 3", "minuts: there is no such setting; did you mean minutes?"),
        ("zzz = 3", "zzz: there is no such setting"),
        ("minutes = ", "is not TOML"),
    ],
)
def test_a_bad_line_is_told_with_file_and_key(file: Path, line: str, told: str) -> None:
    file.write_text(line)
    (only,) = problems(file)
    assert only.startswith(f"{file}: ")
    assert told in only


def test_all_problems_are_told_at_once_and_good_values_stand(file: Path) -> None:
    file.write_text('minutes = 45\nlevel = "x"\nminuts = 3\n')
    environ = {"QUIZAPP_DEVICE": "gpu", "QUIZAPP_MINUTS": "3", "QUIZAPP_TEST_POSTGRES": "x"}
    config, found = read_config({"minutes": "many"}, environ=environ, file=file)
    assert [(one.source, one.key) for one in found] == [
        (str(file), "level"),
        (str(file), "minuts"),
        (ENVIRONMENT, "QUIZAPP_DEVICE"),
        (ENVIRONMENT, "QUIZAPP_MINUTS"),
        (COMMAND_LINE, "minutes"),
    ]
    assert (config.minutes, config.level, config.device) == (45, "intermediate", "auto")
    with pytest.raises(ConfigError, match="5 settings are not usable") as caught:
        load_config({"minutes": "many"}, environ=environ, file=file)
    assert all(str(one) in caught.value.message for one in found)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = [" * 5000, b"\0"])
def test_a_file_that_is_no_settings_file_is_one_problem(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert len(problems(file)) == 1


def test_a_folder_in_place_of_the_file_is_one_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: cannot be read: Is a directory"]


def test_a_problem_of_a_whole_file_has_no_key() -> None:
    assert str(ConfigProblem("a.toml", "", "is not UTF-8 text")) == "a.toml: is not UTF-8 text"
