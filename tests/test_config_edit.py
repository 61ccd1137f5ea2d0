"""Settings are changed one by one, and whatever goes wrong leaves the file as it was."""

from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path

import pytest

from quizapp import atomic
from quizapp.config import ConfigError, load_config
from quizapp.config_edit import save_config
from quizapp.errors import EnvironmentProblem


def test_saved_settings_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "config.toml"
    changes = {
        "minutes": "45",
        "goal_date": date(2026, 12, 14),
        "banks": (Path("/a"),),
        "day_starts_at": time(5, 30),
        "ascii": True,
        "keys": {"next": "space"},
        "level": "advanced",
    }
    assert save_config(changes, file=file) == file
    config = load_config(environ={}, file=file)
    assert (config.minutes, config.goal_date, config.banks) == (
        45,
        date(2026, 12, 14),
        (Path("/a"),),
    )
    assert (config.day_starts_at, config.ascii, config.level) == (time(5, 30), True, "advanced")
    assert config.keys == {"next": "space"}


def test_comments_and_other_settings_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\nminutes = 20 # enough\ntheme = 'light'\n")
    save_config({"minutes": 30, "role": "vision"}, file=file)
    text = file.read_text()
    assert "# mine\nminutes = 30 # enough\ntheme = 'light'\n" in text
    assert 'role = "vision"' in text


def test_none_takes_a_setting_back_to_its_default(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    save_config({"goal_date": date(2026, 12, 14), "minutes": 20}, file=file)
    save_config({"goal_date": None, "retention": None}, file=file)
    assert file.read_text().strip() == "minutes = 20"


def test_a_value_that_could_not_be_read_back_is_refused_with_all_others(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("minutes = 20\n")
    with pytest.raises(ConfigError) as caught:
        save_config({"minutes": 0, "levle": "advanced", "theme": "light"}, file=file)
    assert [problem.key for problem in caught.value.problems] == ["minutes", "levle"]
    assert "did you mean level?" in caught.value.message
    assert file.read_text() == "minutes = 20\n"


def test_a_file_that_is_not_toml_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("minutes = = 20\n")
    with pytest.raises(ConfigError, match="is not TOML"):
        save_config({"minutes": 30}, file=file)
    assert file.read_text() == "minutes = = 20\n"


def test_where_nothing_can_be_written_the_way_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(EnvironmentProblem, match="Nothing can be saved in") as caught:
        save_config({"minutes": 30}, file=tmp_path / "taken" / "config.toml")
    assert caught.value.hint == "Set QUIZAPP_DATA to a folder of yours."


def test_a_linked_settings_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "config.toml"
    real.write_text("minutes = 20\n")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    save_config({"minutes": 30}, file=link)
    assert link.is_symlink()
    assert real.read_text() == "minutes = 30\n"


def test_permissions_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "secret.toml"
    file.write_text("old")
    file.chmod(0o600)
    atomic.write_text(file, "new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.toml"
    file.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write_text(file, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
    assert file.read_text() == "old"
