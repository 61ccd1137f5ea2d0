"""`quizapp goal` shows and sets the goal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.cli.goal import tell
from quizapp.config import Config, load_config


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("home")
def test_without_anything_it_shows_the_defaults(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["goal"]) == 0
    assert capfd.readouterr().out == (
        "Interview: none yet\nMinutes a day: 30\nRole: any\nLevel: intermediate\n"
    )


def test_a_goal_is_saved_and_shown(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    args = [
        "goal",
        "in",
        "3",
        "weeks",
        "--minutes",
        "45",
        "--role",
        "vision",
        "--level",
        "advanced",
    ]
    assert main(args) == 0
    assert ", 21 days\nMinutes a day: 45\nRole: vision\n" in capfd.readouterr().out
    config = load_config(file=home / "config.toml", environ={})
    today = datetime.now(UTC).date()
    assert config.goal_date is not None
    assert abs(config.goal_date - today - timedelta(days=21)) <= timedelta(days=1)
    assert main(["goal", "none"]) == 0
    assert load_config(file=home / "config.toml", environ={}).goal_date is None


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["2020-01-01"], "is past"),
        (["soonish"], "cannot be read as a day"),
        ([""], "The date is empty."),
        (["--minutes", "0", "--level", "expert"], "2 settings are not usable"),
        (["--role", "banana"], "There is no role 'banana' in the banks in use."),
    ],
)
def test_what_cannot_be_a_goal_is_refused_and_nothing_saved(
    home: Path, args: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["goal", *args]) == 2
    out, err = capfd.readouterr()
    assert (out, told in err) == ("", True)
    assert not (home / "config.toml").exists()


def test_where_nothing_can_be_saved_it_says_what_to_do(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (home / "config.toml").mkdir()
    assert main(["goal", "--minutes", "45"]) == 3
    assert "Set QUIZAPP_DATA to a folder of yours." in capfd.readouterr().err


def test_the_day_is_echoed_with_its_distance() -> None:
    config = Config(goal_date=date(2026, 12, 14))
    assert tell(config, date(2026, 11, 23))[0] == "Interview: Mon 14 Dec, 21 days"
