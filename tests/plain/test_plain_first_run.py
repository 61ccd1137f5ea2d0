"""The first run in lines: a verdict before any set-up, defaults everywhere, nothing asked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.config import load_config
from quizapp.drive.first_run import FirstRunDrive
from quizapp.plain.console import Stopped
from quizapp.plain.first_run import PlainFirstRun
from quizapp.session.first_run_stages import Done
from tests.houses import small_house
from tests.scripted_console import ScriptedConsole


def played(tmp_path: Path, *lines: str) -> tuple[ScriptedConsole, Done | None]:
    """Play the first run; the end is None where the input ended first."""
    console = ScriptedConsole(*lines)
    with small_house(tmp_path) as house:
        try:
            return console, PlainFirstRun(FirstRunDrive(house), console).run()
        except Stopped:
            return console, None


def test_the_first_question_comes_before_any_set_up(tmp_path: Path) -> None:
    console, done = played(tmp_path)
    assert done is None
    assert console.said[1] == "One question first."
    assert any("12" in line for line in console.said[2:5])


def test_a_right_answer_leads_to_a_what_if_and_the_run_line(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "10", "")
    assert "Run: conv2d.output_size(), agrees, 10, cpu." in console.said
    after = console.said[console.said.index("Now one number changes: what then?") :]
    assert any("stride 2" in line for line in after)


def test_a_wrong_answer_is_named_and_costs_nothing(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "9", "9", "")
    assert any(line.startswith("Not yet. ") for line in console.said)
    assert any(line.startswith("Step 1 of") for line in console.said)
    assert "Interview date? Enter: none yet." in console.said


def test_enter_takes_every_default_and_the_settings_are_kept(tmp_path: Path) -> None:
    console, done = played(tmp_path, "?", "", "", "", "", "", "s", "s")
    assert done == Done(study=False, topic=None)
    kept = load_config()
    assert (kept.minutes, kept.level, kept.goal_date) == (30, "intermediate", None)
    assert kept.first_run_done
    assert [line for line in console.said if line.startswith("Kept: ")] == [
        "Kept: no date yet.",
        "Kept: 30 minutes a day.",
        "Kept: any deep learning.",
        "Kept: intermediate.",
    ]


def test_what_is_typed_is_echoed_and_what_cannot_be_read_is_asked_again(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "?", "", "soonish", "in 3 weeks", "lots", "45", "", "3")
    kept = load_config()
    assert (kept.minutes, kept.level) == (45, "advanced")
    assert kept.goal_date is not None
    assert console.said.count("Interview date? Enter: none yet.") == 2
    assert "Minutes are a whole number from 1 to 600." in console.said


@pytest.mark.parametrize(("given", "known"), [("10", "at home in 1 topic,"), ("?", "new to 1")])
def test_the_placement_says_where_one_stands(tmp_path: Path, given: str, known: str) -> None:
    console, done = played(tmp_path, "/skip", "", "", "", "", "", given, given, "y", "y", "n", "")
    assert any(known in line for line in console.said)
    assert done is not None
    assert done.study


def test_placement_answers_enter_the_schedule_only_when_right(tmp_path: Path) -> None:
    played(tmp_path, "/skip", "", "", "", "", "", "?")
    with small_house(tmp_path) as house:
        assert house.store.cards() == []
        assert len(house.store.missed_unstudied()) == 1
    played(tmp_path / "other", "/skip", "", "", "", "", "", "10")
    with small_house(tmp_path / "other") as house:
        assert [facts.key.question for facts in house.store.cards()] == ["conv-size"]


def test_a_setting_can_be_skipped_and_the_first_run_left(tmp_path: Path) -> None:
    console, done = played(tmp_path, "?", "", "/skip", "/stop")
    assert done == Done(study=False)
    assert load_config().first_run_done
    assert not any("cannot be read" in line for line in console.said)
