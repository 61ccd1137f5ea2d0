"""A whole interview in lines, over a real store and a real bank."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.diagnostics import ExitCode
from quizapp.drive.interview import InterviewDrive
from quizapp.drive.interviews import kept_cards
from quizapp.drive.study import StudyDrive
from quizapp.plain.home import PlainHome
from quizapp.plain.interview import PlainInterview
from quizapp.plain.study import PlainStudy
from quizapp.session.interview_stages import Answering
from quizapp.session.terms import Terms
from tests.houses import NO_TORCH, ToldClient, small_house
from tests.scripted_console import ScriptedConsole

TERMS = Terms(minutes=15, level="beginner", seed=5)


class Candidate(ScriptedConsole):
    """Answers by the kind of question that is open, then types the given lines at the end.

    `wrong` names the ids of questions that are answered wrongly; `first` are lines typed before
    anything else.
    """

    def __init__(
        self, drive: InterviewDrive, *end: str, wrong: str = "", first: tuple[str, ...] = ()
    ) -> None:
        super().__init__(*end)
        self._drive = drive
        self._wrong = wrong
        self._first = list(first)

    def ask(self, prompt: str) -> str:
        if self._first:
            self.said.append(prompt)
            return self._first.pop(0)
        if prompt.startswith(("More", "How sure", "Enter for the next question")):
            self.said.append(prompt)
            return ""
        if prompt.startswith("y yes"):
            self.said.append(prompt)
            return "n" if "claim" in self.said[-2] else "y"
        stage = self._drive.state.stage
        if prompt.startswith("Answer") and isinstance(stage, Answering):
            self.said.append(prompt)
            self._drive.house.clock.advance(30)  # type: ignore[attr-defined]
            item = stage.loop.item
            if item.key.endswith("and-gate"):
                return "1 1 1" if self._wrong else "1 1 -1.5"
            return item.right or "the slopes multiply"
        return super().ask(prompt)


def played(
    tmp_path: Path,
    *end: str,
    terms: Terms = TERMS,
    wrong: str = "",
    first: tuple[str, ...] = (),
    client: ToldClient | None = None,
) -> tuple[ScriptedConsole, ExitCode]:
    with small_house(tmp_path, client=client) as house:
        drive = InterviewDrive(house)
        console = Candidate(drive, *end, wrong=wrong, first=first)
        return console, PlainInterview(drive, console).run(terms)


def test_a_round_is_played_to_its_scorecard_and_no_verdict_is_told_before(tmp_path: Path) -> None:
    console, code = played(tmp_path, "q", wrong="and-gate")
    assert code is ExitCode.OK
    during, _, after = console.text.partition("Practice scorecard.")
    assert during.count("How sure are you?") == 4
    assert "Right" not in during
    assert "Wrong" not in during
    lines = after.splitlines()
    assert lines[0] == " Beginner, fundamentals. 2 minutes, 4 questions."
    assert "Too little was asked for one number." in lines
    assert "Maths and shapes: not enough seen, 2 of 3." in lines
    assert "Sure: 3 right, 1 wrong." in lines
    assert any(line.startswith("Cost 1. ") and "Sure, and wrong." in line for line in lines)


def test_going_through_it_tells_each_answer_its_truth_and_its_run(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "", "", "", "", "q", wrong="and-gate")
    _, _, through = console.text.partition("Answer 1 of 4.")
    assert "Wrong, and you were sure." in through
    assert through.count("Right.") == 3
    assert "Step 1 of" in through
    assert "A model answer:" in through
    assert "Run: conv2d.output_size(), agrees" in through


def test_words_behind_a_slash(tmp_path: Path) -> None:
    first = (
        "/help",
        "/clock",
        "/clock",
        "/= 3*47",
        "/again",
        "/example",
        "/ask",
        "/ask the loss",
        "/hint",
        "/zzz",
        "/pause",
        "",
        "/pass",
    )
    console, _ = played(tmp_path, "q", first=first)
    for line in (
        "/pass: move on; it counts as passed.",
        "The clock is hidden.",
        "Say what you want to see: /ask gradient norm",
        "There is nothing on that.",
        "There is no command /zzz. Type /help.",
        "Paused, the clock stands. Enter to go on:",
        "Passed: 1.",
    ):
        assert line in console.said, line
    assert any(line.startswith("The clock is shown. 15 minutes left") for line in console.said)
    assert any("141" in line for line in console.said)


def test_unreadable_input_and_odd_sureness_are_asked_again(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "q", first=("", "", "10 x", "10", "perhaps", "?"))
    assert "Press enter for sure, or type ? for not sure." in console.said
    with small_house(tmp_path) as house:
        assert sum(not line.sure for line in kept_cards(house.store)[0].filed.lines) == 1


def test_feedback_at_once_tells_the_verdict_after_each_answer(tmp_path: Path) -> None:
    terms = Terms(minutes=15, level="beginner", seed=5, feedback="now")
    console, _ = played(tmp_path, "q", terms=terms)
    during, _, _ = console.text.partition("Practice scorecard.")
    assert during.count("Right.") == 4


def test_the_end_offers_study_rule_markdown_and_new_numbers(tmp_path: Path) -> None:
    ends = ("s", "?", "/stop", "x", "m", "k", "a", "/stop")
    console, code = played(tmp_path, *ends, wrong="and-gate")
    assert code is ExitCode.OK
    assert any(line.startswith("Question 1. ") for line in console.said)
    assert any("sure and wrong: 0" in line for line in console.said)
    assert any(line.startswith("Written to ") for line in console.said)
    assert "There is nothing on 'k' here." in console.said
    assert console.text.count("Mock interview. Round: fundamentals.") == 2
    with small_house(tmp_path) as house:
        held = house.store.list_sessions("interview")
        assert [session.config["seed"] for session in held] == [6, 5]
        assert sorted(held[0].plan["queue"]) == sorted(held[1].plan["queue"])  # type: ignore[arg-type, type-var]
        assert (house.config.data / "scorecards" / "2026-12-02-1.md").exists()


def test_leaving_in_the_middle_files_what_was_answered(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        console = ScriptedConsole("?", "?")
        code = PlainInterview(InterviewDrive(house), console).run(TERMS)
        assert code is ExitCode.OK
        assert "Stopped. Every answer that was given is kept." in console.said
        assert [card.filed.finished for card in kept_cards(house.store)] == [True]


def test_too_few_questions_end_with_a_sentence_and_code_two(tmp_path: Path) -> None:
    console, code = played(tmp_path, terms=Terms(15, round="scope", level="beginner"))
    assert code is ExitCode.USAGE
    assert console.said[0].startswith("The banks in use have 0 questions for a scope round")


def test_without_torch_no_verdict_claims_a_run(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "q", client=ToldClient(NO_TORCH))
    assert (
        "0 of 4 verdicts come from a run, 3 from the solution alone, 1 from your own ticks."
        in console.said
    )


def test_a_contradicting_run_is_told_and_leaves_the_card(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "q", client=ToldClient(contradict=True))
    assert any("counts for nothing" in line for line in console.said)
    with small_house(tmp_path) as house:
        keys = {line.key for line in kept_cards(house.store)[0].filed.lines}
        assert keys == {"small/why-residual", "small/why-gradients-vanish"}


@pytest.mark.parametrize("chosen", ["", "1"])
def test_home_opens_an_interview_and_comes_back(tmp_path: Path, chosen: str) -> None:
    with small_house(tmp_path) as house:
        PlainStudy(StudyDrive(house), ScriptedConsole("10")).run(5)
        console = ScriptedConsole("i", "9", "i", "9" * 5000, "i", chosen, "/stop", "q")
        assert PlainHome(house, console).run() is ExitCode.OK
    assert console.said.count("Type the number of a round.") == 2
    assert any(line.startswith("Mock interview. Round: fundamentals.") for line in console.said)
    assert "Nothing was answered, so there is no scorecard." in console.said


def test_everything_said_is_plain(tmp_path: Path) -> None:
    console, _ = played(tmp_path, "", "", "", "", "x", "q", wrong="and-gate")
    assert console.text.isascii()
