"""`quizapp doctor` looks at everything, changes nothing, and ends with the worst it found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.cli import checkup, main
from quizapp.cli.checkup import Examined
from quizapp.cli.doctor import exit_code, line
from quizapp.config import Config, ConfigProblem
from quizapp.terminal import Terminal

CHECKS = [
    "python",
    "system",
    "terminal",
    "packages",
    "settings",
    "data",
    "database",
    "banks",
    "engine",
    "sandbox",
]
GOOD = Terminal(80, 24, is_tty=True, utf8=True, colours=256, name="xterm-256color")


@pytest.mark.slow
def test_json_has_every_check_and_its_facts(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("QUIZAPP_DATA", str(home))
    code = main(["doctor", "--json"])
    told = json.loads(capfd.readouterr().out)
    assert list(told) == ["quizapp", "exit_code", "checks"]
    assert list(told["checks"]) == CHECKS
    assert told["exit_code"] == code
    for check in told["checks"].values():
        assert list(check) == ["state", "text", "facts"]
        assert check["state"] in ("fine", "note", "problem", "broken")
    facts = {name: check["facts"] for name, check in told["checks"].items()}
    assert facts["packages"]["requirements"]["textual"]
    assert facts["database"] == {
        "revision": None,
        "head": facts["database"]["head"],
        "where": str(home / "quizapp.db"),
    }
    assert facts["banks"]["questions"] > 0
    assert not home.exists()


def test_the_worst_state_decides_the_exit_code() -> None:
    def of(*states: checkup.State) -> int:
        return exit_code([Examined("x", state, "") for state in states])

    assert of("fine", "note") == 0
    assert of("fine", "problem", "note") == 1
    assert of("problem", "broken", "fine") == 3


def test_a_thing_examined_is_one_cleaned_line_with_its_label_first() -> None:
    examined = Examined("data", "broken", "Nothing \x1b[2Jcan be saved.\nReally.")
    assert line(examined) == "data: BROKEN. Nothing can be saved.\n    Really."


def test_problems_of_the_settings_are_listed(tmp_path: Path) -> None:
    problem = ConfigProblem("environment", "QUIZAPP_MINUTES", "a whole number is expected")
    examined = checkup.of_settings(tmp_path / "config.toml", (problem,))
    assert examined.state == "problem"
    assert examined.facts["problems"] == [str(problem)]


def test_a_data_folder_that_cannot_be_is_broken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    examined = checkup.data_folder(tmp_path / "file" / "below")
    assert examined.state == "broken"
    assert "Set QUIZAPP_DATA" in examined.text
    assert checkup.data_folder(tmp_path / "new" / "deep").state == "fine"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://u:secret@h/db", "mysql"),
        ("postgresql://u:secret@127.0.0.1:1/db", "127.0.0.1"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(url: str, told: str) -> None:
    examined = checkup.database(Config(database_url=url))
    assert examined.state == "broken"
    assert told in examined.text
    assert "secret" not in examined.text + str(examined.facts)


def test_a_foreign_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "quizapp.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table other (x)")
    before = path.read_bytes()
    examined = checkup.database(Config(data=tmp_path))
    assert examined.state == "broken"
    assert "another program" in examined.text
    assert path.read_bytes() == before


def test_a_bank_without_questions_is_broken(tmp_path: Path) -> None:
    examined = checkup.banks(Config(banks=(tmp_path,), data=tmp_path / "data"))
    assert examined.state == "broken"
    assert examined.facts["questions"] == 0


def test_a_terminal_too_small_is_noted() -> None:
    small = Terminal(50, 24, is_tty=True, utf8=False, colours=0, name="xterm")
    examined = checkup.of_terminal(Config(), small)
    assert examined.state == "note"
    assert "60x18 is needed" in examined.text
    assert "ASCII signs are used" in examined.text
    assert checkup.of_terminal(Config(), GOOD).facts["plain"] is False


def test_a_requirement_that_is_missing_breaks_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["textual>=8", 'pytest>=8; extra == "dev"', "no-such-thing-here[x]>=1", "torch>=2"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: asked)
    examined = checkup.packages()
    assert (examined.state, examined.text) == ("broken", "not installed: no-such-thing-here")


def test_a_look_that_fails_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Config) -> Examined:
        raise RuntimeError("half installed")

    monkeypatch.setattr(checkup, "database", fail)
    monkeypatch.setattr(checkup, "engine", fail)
    config = Config(data=tmp_path)
    found = list(checkup.examine(config, (), tmp_path / "config.toml", GOOD))
    assert [examined.name for examined in found] == CHECKS
    assert found[CHECKS.index("engine")].state == "broken"
    assert found[CHECKS.index("engine")].text == "RuntimeError: half installed"
    assert found[0].state == "fine"
