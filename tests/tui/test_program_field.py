"""The field in which a function is written: keys, what is handed in, what is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from engines.api import Judgement
from engines.values import Program, Value
from quizapp.bank.presented import Presented
from quizapp.grading.asked import Asked, CannotJudge
from quizapp.session.events import Submit
from quizapp.session.interview_events import HandIn
from quizapp.session.item import Item
from quizapp.session.stages import Asking, Judged
from quizapp.session.terms import Terms
from quizapp.tui.widgets.answer import AnswerText
from tests.tui.canned import MET, Stage, conv
from tests.tui.rounds import held_round
from tests.tui.test_study_screen import settle, studying

STARTER = "def double(x):\n    "
SOLUTION = "def double(x):\n    return x + x"


def _judge(given: Value) -> Judgement:
    """Stands for the runs: what doubles is right, what squares is right for 2 and 0 alone."""
    text = str(given)
    if text.count("(") != text.count(")"):
        raise CannotJudge("line 1: SyntaxError: '(' was never closed")
    if "2 * x" in text or "x + x" in text:
        return Judgement(True, 1.0, ("4 cases, all right", "it printed  [b]loud[/b]"))
    if "x ** 2" in text:
        evidence = ("double(3)", "it returned  9", "wanted  6", "it printed  hello")
        return Judgement(False, 0.5, evidence, "2 of 4 cases fail: double(3); double(5).")
    return Judgement(False, 0.0, ("double(0)", "it returned  1"), "None of the 4 cases passes.")


def function(judge: Callable[[Value], Judgement] = _judge) -> Item:
    """A question that asks for a function which doubles."""
    return Item(
        key="bundled/double",
        presented=Presented(
            key="bundled/double",
            kind="code",
            topic="Python",
            level="beginner",
            prompt="Write a function that doubles.",
            seconds=300,
            starter=STARTER,
            solution=SOLUTION,
            answer_help="Write the function double.",
            explanation="Adding a number to itself doubles it.",
        ),
        seed=1,
        why="due",
        asked=Asked(Program("double"), SOLUTION, judge=judge),
        card=MET,
        last_row=1,
    )


def area(held: Stage) -> AnswerText:
    return held.app.screen.query_one("#text", AnswerText)


async def typed(pilot: Pilot[int], held: Stage, text: str) -> None:
    """Type a text key by key; a line break is enter."""
    for char in text:
        await pilot.press("enter" if char == "\n" else "space" if char == " " else char)
    await settle(pilot, held)


def handed_in(held: Stage) -> list[str]:
    return [event.text for event in held.desk.events if isinstance(event, Submit)]


async def test_the_field_begins_with_the_starter_and_says_how_to_hand_in() -> None:
    async with studying(function(), conv()) as (_, held):
        assert area(held).display
        assert area(held).text == STARTER
        assert area(held).cursor_location == (1, 4)
        assert "two empty lines hand it in, tab indents, /show shows a solution" in held.text()
        assert "enter thrice  hand in" in held.text()
        assert "Write the function double." in held.text()


async def test_enter_keeps_the_indentation_deepens_it_behind_a_colon_and_tab_indents() -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, "if x:\nreturn x")
        assert area(held).text == "def double(x):\n    if x:\n        return x"
        await typed(pilot, held, "\n")
        await pilot.press("backspace", "backspace", "backspace", "backspace", "tab")
        await typed(pilot, held, "y")
        assert area(held).text.split("\n")[3] == "        y"
        assert area(held).has_focus


async def test_one_empty_line_within_a_function_hands_nothing_in() -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, "y = x\n\nreturn 2 * x")
        assert handed_in(held) == []
        assert area(held).text == "def double(x):\n    y = x\n    \n    return 2 * x"


async def test_two_empty_lines_hand_the_function_in_as_it_was_typed() -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, "y = '?'\n\nreturn 2 * x\n\n")
        assert handed_in(held) == []
        await typed(pilot, held, "\n")
        assert handed_in(held) == ["def double(x):\n    y = '?'\n    \n    return 2 * x"]
        assert isinstance(held.desk.state.stage, Judged)


async def test_empty_lines_in_the_middle_of_a_program_hand_nothing_in() -> None:
    async with studying(function()) as (pilot, held):
        area(held).text = "def double(x):\n\n\n    return 2 * x"
        area(held).move_cursor((2, 0))
        await typed(pilot, held, "\n")
        assert handed_in(held) == []


async def test_right_shows_the_program_and_what_it_printed() -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, "return 2 * x\n\n\n")
        text = held.text()
        assert "✓ right    2 lines" in text
        assert "return 2 * x" in text
        assert "4 cases, all right" in text
        assert "it printed [b]loud[/b]" in " ".join(text.split())


async def test_partly_right_stays_open_with_the_program_and_the_case_that_fails() -> None:
    async with studying(function(), size=(80, 40)) as (pilot, held):
        await typed(pilot, held, "return x ** 2\n\n\n")
        stage = held.desk.state.stage
        assert isinstance(stage, Asking)
        assert len(stage.loop.tries) == 1
        assert area(held).text == "def double(x):\n    return x ** 2"
        text = held.text()
        assert "✗ not yet     2 of 4 cases fail: double(3); double(5)." in text
        for line in ("double(3)", "it returned 9", "wanted 6", "it printed hello"):
            assert line in " ".join(text.split())
        await typed(pilot, held, "\n\n\n")
        await typed(pilot, held, "\n\n\n")
        assert isinstance(held.desk.state.stage, Judged)
        assert "partly right, 50 %" in held.text()
        assert "a solution" in held.text()
        assert "return x + x" in held.text()


async def test_what_cannot_be_run_costs_nothing_and_says_why() -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, "return (x\n\n\n")
        stage = held.desk.state.stage
        assert isinstance(stage, Asking)
        assert stage.loop.tries == ()
        assert "can't run it" in held.text()
        assert "'(' was never closed" in held.text()
        assert area(held).text == "def double(x):\n    return (x"


@pytest.mark.parametrize("keys", ["?\n", "/show\n"])
async def test_a_question_mark_or_a_command_on_the_last_line_works_beside_a_program(
    keys: str,
) -> None:
    async with studying(function()) as (pilot, held):
        await typed(pilot, held, f"y = x\n{keys}")
        assert isinstance(held.desk.state.stage, Judged)
        assert "return x + x" in held.text()


async def test_while_a_program_runs_that_is_said_and_keys_are_let_go() -> None:
    let_go = threading.Event()

    def slow(given: Value) -> Judgement:
        assert let_go.wait(30)
        return _judge(given)

    async with studying(function(slow)) as (pilot, held):
        await pilot.press(*"return", "space", *"x+x", "enter", "enter", "enter")
        await pilot.pause()
        running = held.text()
        await pilot.press("z", "enter")
        let_go.set()
        await settle(pilot, held)
        assert "     running it" in running
        assert handed_in(held) == ["def double(x):\n    return x+x"]


async def test_the_next_question_has_its_own_field() -> None:
    async with studying(function(), conv()) as (pilot, held):
        await typed(pilot, held, "return 2 * x\n\n\n")
        held.clock.advance(1)
        await pilot.press("enter")
        await settle(pilot, held)
        if isinstance(held.desk.state.stage, Judged):
            await pilot.press("enter")
            await settle(pilot, held)
        assert not area(held).display
        assert not area(held).program
        assert area(held).text == ""


async def test_an_interview_takes_programs_in_the_same_field() -> None:
    items = tuple(replace(function(), key=f"bundled/double-{n}") for n in range(3))
    async with held_round(*items, terms=Terms(minutes=10, round="code")) as rounds:
        field = rounds.held.app.screen.query_one("#text", TextArea)
        assert field.text == STARTER
        field.text = f"{SOLUTION}\n\n\n"
        field.move_cursor(field.document.end)
        await rounds.press("enter")
        given = [event.text for event in rounds.desk.events if isinstance(event, HandIn)]
        assert given == [SOLUTION]
