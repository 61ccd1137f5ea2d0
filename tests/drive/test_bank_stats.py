"""How questions fare, read out of a real log."""

from __future__ import annotations

from pathlib import Path

from quizapp.config import Config
from quizapp.drive.bank_stats import items_of
from quizapp.drive.house import House
from quizapp.drive.study import StudyDrive
from quizapp.plain.study import PlainStudy
from tests.frozen import FrozenClock
from tests.houses import TOPIC, small_house, write_bank
from tests.scripted_console import ScriptedConsole

WRONG = """\
    wrong:
      - {answer: "{{H}}", why: That is the input.}
"""


def play(house: House, *lines: str, mode: str = "study") -> None:
    drive = StudyDrive(house, mode)  # type: ignore[arg-type]
    PlainStudy(drive, ScriptedConsole(*lines)).run(30)


def test_first_tries_slips_and_unexplained_answers_are_told(tmp_path: Path) -> None:
    topic = TOPIC.replace("    asked: often\n", f"    asked: often\n{WRONG}", 1)
    write_bank(tmp_path / "bank", topic)
    with small_house(tmp_path) as house:
        # First the input itself (known wrong), then a slip; then nothing explains 123.
        play(house, "12", "9", "/stop")
        play(house, "123", "10", "/stop", mode="practice")
        questions = house.library.questions
        config = house.config
    lines = {line.key: line for line in items_of(config, questions, FrozenClock())}
    line = lines["small/conv-size"]
    assert line.answers >= 1
    assert line.facility == 0.0
    assert dict(line.slips).keys() == {"no_plus_one"}
    assert "12" not in dict(line.unexplained)
    assert "123" in dict(line.unexplained)


def test_an_empty_log_is_no_error_and_no_database_is_made(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    assert items_of(config, ()) == ()
    assert not (tmp_path / "data").exists()
    with small_house(tmp_path) as house:
        assert items_of(house.config, house.library.questions) == ()


def test_answers_to_questions_that_have_gone_are_left_out(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        play(house, "10", "", "/stop")
        assert items_of(house.config, house.library.questions) != ()
        assert items_of(house.config, ()) == ()


def test_an_answer_that_was_taken_back_does_not_count(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        play(house, "10", "/undo", "/stop")
        assert items_of(house.config, house.library.questions) == ()
