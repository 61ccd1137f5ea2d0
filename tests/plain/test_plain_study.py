"""The line mode's twin of every study journey, on a real store and bank."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from itertools import pairwise
from pathlib import Path

import pytest

from engines.protocol import Witness
from engines.values import Value
from quizapp.diagnostics import ExitCode
from quizapp.drive.study import StudyDrive
from quizapp.plain.study import PlainStudy
from quizapp.plain.words import receipt_line
from quizapp.session.events import Begin, Receipt, Submit
from quizapp.srs.state import CardKey, Rating
from tests.frozen import FrozenClock
from tests.houses import NO_TORCH, ToldClient, small_house
from tests.scripted_console import ScriptedConsole
from tests.session_items import compute, recall

CONV = CardKey("small", "conv-size")


def played(
    tmp_path: Path, *lines: str, mode: str = "study", client: ToldClient | None = None
) -> tuple[ScriptedConsole, ExitCode]:
    """Play a session with these lines typed; return the console and the exit code."""
    console = ScriptedConsole(*lines)
    with small_house(tmp_path, client=client) as house:
        drive = StudyDrive(house, mode)  # type: ignore[arg-type]
        code = PlainStudy(drive, console).run(30)
    return console, code


def test_a_wrong_answer_gets_its_slip_a_second_try_and_then_the_steps(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "9", "8", "/stop")
    said = console.text
    assert "Not yet." in said
    assert "Read as 9." in said
    before, _, after = said.partition("Answer again, or ? to be shown:")
    assert "The right answer is" not in before
    assert "Wrong, and you were sure. The right answer is 10." in after
    assert "Step 1 of" in after
    assert "Rated again. Back in about 10 minutes with other numbers." in after


def test_the_run_line_is_said_once(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "10", "", "/stop")
    runs = [line for line in console.said if line.startswith("Run: ")]
    assert runs == ["Run: conv2d.output_size(), agrees, 10, cpu."]


class LateClient(ToldClient):
    """A worker whose runs contradict, each told only when the next question is asked."""

    def __init__(self) -> None:
        super().__init__(contradict=True)
        self.held: list[tuple[Future[Witness], Witness]] = []

    def witness(self, family: str, params: Mapping[str, Value]) -> Future[Witness]:
        run: Future[Witness] = Future()
        self.held.append((run, super().witness(family, params).result()))
        return run


def test_a_run_that_contradicts_after_enter_is_told_and_counts_for_nothing(tmp_path: Path) -> None:
    client = LateClient()

    class Console(ScriptedConsole):
        def ask(self, prompt: str) -> str:
            answered = len([line for line in self.said if line.startswith("Rated")])
            if answered and prompt.startswith("Answer") and client.held:
                run, witness = client.held.pop()
                run.set_result(witness)
            return super().ask(prompt)

    console = Console("10", "", "a", "/stop")
    with small_house(tmp_path, client=client) as house:
        PlainStudy(StudyDrive(house, "study"), console).run(30)
        assert house.store.card(CONV) is None
    told = [line for line in console.said if line.startswith("The run contradicts")]
    assert len(told) == 1
    assert "small/conv-size" in told[0]


def test_without_torch_the_run_line_says_what_to_install(tmp_path: Path) -> None:
    console, code = played(tmp_path, "10", "", "/stop", client=ToldClient(NO_TORCH))
    assert "Run: not run: PyTorch is not installed. make run TORCH=cpu." in console.said
    assert code is ExitCode.OK


def test_unreadable_input_says_where_and_costs_nothing(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "10 x", "10", "/stop")
    assert any(
        line.startswith("Can't read this") and line.endswith("No try is used.")
        for line in console.said
    )
    assert any(line.startswith("Rated easy.") for line in console.said)


def test_a_calculator_hint_and_example_are_at_hand(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "/= 3*47", "/hint", "/hint", "/ex", "/zzz", "10", "/stop")
    assert any("141" in line for line in console.said)
    assert any(line.startswith("Hint 1.") for line in console.said)
    assert any(line.startswith("Hint 2.") for line in console.said)
    assert any(line.startswith("Typed like this:") for line in console.said)
    assert any(line.startswith("There is no command /zzz.") for line in console.said)
    assert any(line.startswith("Rated again.") for line in console.said)


def test_undo_asks_the_same_question_with_the_same_numbers(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "9 ?", "?", "/undo", "10", "/stop")
    prompts = [line for line in console.said if "12" in line and "positions" in line]
    assert len(prompts) >= 2
    assert "Taken back: the question is asked again, with the same numbers." in console.said


def test_a_rating_can_be_changed_and_mistyped_is_hard(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "10", "/rate hard", "/rate", "/stop")
    assert any(line.startswith("Rated hard. Back in") for line in console.said)
    assert any(
        line.startswith("Ratings: 1 again, 2 hard, 3 good, 4 easy.") for line in console.said
    )


@pytest.mark.parametrize("word", ["", "/stop"])
def test_leaving_at_any_moment_keeps_what_was_judged(tmp_path: Path, word: str) -> None:
    lines = ["10", word] if word else ["10"]
    console, code = played(tmp_path, *lines)
    assert code is ExitCode.OK
    assert any(line.startswith("Done. 1 question in 1 minute, 1 right.") for line in console.said)
    assert any(line.startswith("Tomorrow: ") for line in console.said)
    with small_house(tmp_path) as house:
        assert house.store.card(CONV) is not None


def test_sure_and_wrong_comes_back_in_the_summary(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "9", "9", "/stop")
    assert any(
        line.startswith("Sure and wrong: Convolution. Right is 10.") for line in console.said
    )


def test_all_kinds_can_be_played_in_lines(tmp_path: Path) -> None:
    answers = {
        "spatial": "10",
        "residual": "x + F(x)",
        "sigmoid networks": "slopes",
        "w1": "w1=1 w2=1 b=-1.5",
        "print": "7",
    }
    console = _Answering(answers)
    with small_house(tmp_path) as house:
        code = PlainStudy(StudyDrive(house), console).run(30)
        assert len(house.store.cards()) == 5
    assert code is ExitCode.OK
    assert any(line.startswith("Done. 5 questions") for line in console.said)
    assert "  with tf.Session() as sess:" in console.said
    assert "A model answer:" in console.said
    assert any(line.startswith("Point 3 of 3. Did you claim:") for line in console.said)


class _Answering(ScriptedConsole):
    """Answers by the words of the last question; enter goes on, points are all said but flags."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__()
        self._answers = answers

    def ask(self, prompt: str) -> str:
        self.said.append(prompt)
        if prompt.startswith("Enter for the next"):
            return ""
        if prompt.startswith("y yes"):
            return "n" if "claim" in self.said[-2] else "y"
        start = max(n for n, line in enumerate(self.said) if line.startswith("Question "))
        question = "\n".join(self.said[start:])
        return next((text for words, text in self._answers.items() if words in question), "10")


def test_nothing_due_offers_practice(tmp_path: Path) -> None:
    test_all_kinds_can_be_played_in_lines(tmp_path)
    console, code = played(tmp_path)
    assert code is ExitCode.OK
    assert "Nothing due. Practising leaves the schedule alone." in console.said
    offered, _ = played(tmp_path, "", "?", "")
    assert "Practice: the schedule is left alone." in offered.said


def test_no_box_or_block_character_is_ever_said(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "9", "8", "", "a", "", "/help", "/stop")
    assert not [char for char in console.text if "\u2500" <= char <= "\u25ff"]
    assert console.text.isascii()


def test_a_question_put_away_is_said_once_and_undo_asks_it_again(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "/suspend", "/undo", "/stop")
    assert console.said.count("Suspended: it is not asked until you take that back.") == 1
    assert console.said.count("Taken back: the question is asked after all.") == 1
    said = [line for line in console.said if line]
    prompts = [below for line, below in pairwise(said) if line.startswith("Question 1.")]
    assert prompts[0] == prompts[2] != prompts[1]


def test_a_suspension_that_ends_says_so_and_asks_nothing_twice(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        house.store.mark(CONV, suspended=True)
        console = ScriptedConsole("/suspend", "/stop")
        PlainStudy(StudyDrive(house, "practice"), console).run(30, keys=(str(CONV),))
        assert not house.store.marks(CONV).suspended
    assert "No longer suspended: it is asked again." in console.said
    assert sum(line.startswith("Question 1.") for line in console.said) == 1


def test_a_question_missed_four_times_says_so_in_one_line(tmp_path: Path) -> None:
    clock = FrozenClock()
    said = []
    with small_house(tmp_path, clock) as house:
        for _ in range(4):
            drive = StudyDrive(house)
            loop = drive.post(Begin(30, drive.now(), keys=(str(CONV),))).loop
            assert loop is not None
            drive.post(Submit(loop.item.right, drive.now()))
            clock.advance(86_400 * 60)
            console = ScriptedConsole("?", "/stop")
            PlainStudy(StudyDrive(house), console).run(30, keys=(str(CONV),))
            said.append([line for line in console.said if line.startswith("Missed ")])
            clock.advance(86_400)
    assert said == [[], [], [], ["Missed 4 times by now."]]


def test_a_withdrawn_answer_cannot_be_rated_and_the_session_goes_on(tmp_path: Path) -> None:
    told = ToldClient(contradict=True)
    console, code = played(tmp_path, "10", "/rate good", "/rate hard", "/stop", client=told)
    refused = "The question is withdrawn: there is no rating to change."
    assert console.said.count(refused) == 2
    assert code is ExitCode.OK


def test_a_question_comes_back_with_other_numbers_where_it_has_any() -> None:
    missed = Receipt(1, Rating.AGAIN, in_seconds=600.0)
    assert receipt_line(compute(), missed) == (
        "Rated again. Back in about 10 minutes with other numbers."
    )
    assert receipt_line(recall(), missed) == "Rated again. Back in about 10 minutes."
