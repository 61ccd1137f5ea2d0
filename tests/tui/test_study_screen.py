"""The study screen driven by keys: what is posted, what is shown, what is never accepted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from quizapp.config import Config
from quizapp.errors import EnvironmentProblem
from quizapp.session.events import Command, Rate, Submit, Ticked, Write
from quizapp.session.item import Item
from quizapp.session.stages import Asking, Finished, Judged, NothingDue
from quizapp.srs.state import Rating
from quizapp.tui.screens.dialogs import Palette
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.screens.topics import TopicsScreen
from tests.tui.canned import Stage, choice, conv, recall, snippet, stage


async def settle(pilot: Pilot[int], held: Stage) -> None:
    """Wait until the drive's thread has nothing left and the screen has taken it in."""
    for _ in range(3):
        await asyncio.wrap_future(held.app.runner.submit(lambda _: None))
        await pilot.pause()


@asynccontextmanager
async def studying(
    *items: Item,
    size: tuple[int, int] = (80, 24),
    start: str = "study",
    config: Config | None = None,
) -> AsyncIterator[tuple[Pilot[int], Stage]]:
    held = stage(*items, start=start, config=config)
    async with held.app.run_test(size=size) as pilot:
        await settle(pilot, held)
        yield pilot, held
        held.app.runner.close()


@asynccontextmanager
async def opening(*items: Item) -> AsyncIterator[tuple[Pilot[int], Stage, threading.Event]]:
    """Study whose first question comes when the event is set."""
    held, let_go = stage(*items, start="study"), threading.Event()
    open_house = held.app.doors.open_house

    def slowly(config: Config) -> Any:
        assert let_go.wait(30)
        return open_house(config)

    held.app.doors = replace(held.app.doors, open_house=slowly)
    async with held.app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield pilot, held, let_go
    held.app.runner.close()


@contextmanager
def busy(held: Stage) -> Iterator[None]:
    """The drive's thread is held up: what is posted is done when this is left."""
    let_go = threading.Event()
    held.app.runner.submit(lambda _: let_go.wait(30))
    try:
        yield
    finally:
        let_go.set()


async def give(pilot: Pilot[int], held: Stage, text: str) -> None:
    """Type an answer and hand it in, then let the guard open."""
    held.app.screen.query_one("#line", Input).value = text
    await pilot.press("enter")
    await settle(pilot, held)


async def test_an_answer_is_read_as_it_is_typed() -> None:
    async with studying(conv()) as (pilot, held):
        await pilot.press(*"16x19x19")
        await pilot.pause()
        assert "     read as  (16, 19, 19)" in held.rows()
        await pilot.press("x")
        await pilot.pause()
        rows = held.rows()
        line = rows.index("     can't read  16x19x19x")
        assert rows[line + 1].startswith(" " * 26 + "^ ")
        assert not any(isinstance(event, Submit) for event in held.desk.events)


async def test_an_unreadable_answer_costs_nothing_and_stays_in_the_field() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16x19x")
        loop = held.desk.state.loop
        assert loop is not None
        assert loop.tries == ()
        assert held.app.screen.query_one("#line", Input).value == "16x19x"


async def test_a_miss_says_not_yet_empties_the_field_and_stands_while_one_types() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16 19 19")
        assert held.app.screen.query_one("#line", Input).value == ""
        assert any(row.startswith(" ✗ not yet     19 is what comes out") for row in held.rows())
        assert any(row.endswith("enter  try again    ?  show me") for row in held.rows())
        assert "16, 21, 21" not in held.text()
        await give(pilot, held, "16x")
        assert any(row.startswith(" ✗ not yet     19 is what") for row in held.rows())


async def test_keys_before_and_just_after_the_verdict_never_accept_it() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        assert isinstance(held.desk.state.stage, Judged)
        await pilot.press("enter", "space", "1")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Judged)
        assert not any(isinstance(event, Rate) for event in held.desk.events)
        held.clock.advance(0.249)
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Judged)
        held.clock.advance(0.002)
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Asking)


async def test_after_wrong_enter_first_opens_what_is_folded() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "1 2 3")
        await give(pilot, held, "1 2 3")
        held.clock.advance(1)
        assert " enter  the rest" in held.text()
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Judged)
        assert "window's left edge" in held.text()
        assert " enter  next" in held.text()
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Asking)


async def test_the_run_line_follows_by_itself() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        assert "   run  on its way" in held.rows()
        held.desk.prove("Conv2d(3, 16, 7)   agrees, (16, 21, 21)   cpu")
        await settle(pilot, held)
        assert "   ran  Conv2d(3, 16, 7)   agrees, (16, 21, 21)   cpu" in held.rows()


async def test_a_run_that_contradicts_withdraws_the_question_and_says_so() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.desk.prove("Conv2d(3, 16, 7)   gives (16, 20, 20)   cpu", contradicts=True)
        await settle(pilot, held)
        assert "your answer counts for nothing" in held.text().replace("\n   ", " ")


async def test_a_withdrawn_answer_is_not_rated_and_it_says_why() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.desk.prove("Conv2d(3, 16, 7)   gives (16, 20, 20)   cpu", contradicts=True)
        await settle(pilot, held)
        held.clock.advance(1)
        await pilot.press("1")
        await settle(pilot, held)
        assert "there is no rating to change" in held.text().replace("\n   ", " ")


async def test_the_rating_bar_opens_with_previews_and_a_digit_changes_the_rating() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.clock.advance(1)
        await pilot.press("r")
        await settle(pilot, held)
        assert any("● 3 good 11 days    4 easy 24 days" in row for row in held.rows())
        await pilot.press("4")
        await settle(pilot, held)
        assert any("● 4 easy" in row for row in held.rows())
        assert held.desk.events[-1] == Rate(Rating.EASY, held.clock.monotonic())


async def test_slash_lists_commands_that_narrow_and_are_obeyed() -> None:
    async with studying(conv()) as (pilot, held):
        await pilot.press("/")
        await pilot.pause()
        assert "/skip  put it aside" in held.text()
        await pilot.press(*"hi")
        await pilot.pause()
        assert held.rows()[-1] == " /hint  one hint more"
        await pilot.press("enter")
        await settle(pilot, held)
        assert "   hint 1  Find the height with padding first." in held.rows()
        assert held.app.screen.query_one("#line", Input).value == ""


async def test_the_calculator_answers_in_place() -> None:
    async with studying(conv()) as (pilot, held):
        await pilot.press(*"/=3*47")
        await pilot.pause()
        assert any("141" in row for row in held.rows()[9:14])
        await pilot.press("enter")
        await settle(pilot, held)
        assert any("141" in row for row in held.rows()[9:14])
        assert isinstance(held.desk.state.stage, Asking)


async def test_an_unknown_command_names_the_nearest() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "/hnit")
        assert any("There is no command /hnit. /hint?" in row for row in held.rows())


async def test_escape_makes_letters_keys_and_enter_goes_back() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await pilot.press("escape", "h")
        await settle(pilot, held)
        assert "Find the height" in held.text()
        await pilot.press("i", "7")
        await settle(pilot, held)
        assert held.app.screen.query_one("#line", Input).value == "7"
        await pilot.press("escape", "s")
        await settle(pilot, held)
        loop = held.desk.state.loop
        assert loop is not None
        assert loop.item.key == "bundled/softmax-nan"


async def test_a_question_mark_shows_the_solution() -> None:
    async with studying(conv()) as (pilot, held):
        await give(pilot, held, "?")
        assert " – not known yet     right (16, 21, 21)" in held.rows()


async def test_options_are_picked_by_letter_or_by_arrows() -> None:
    async with studying(choice()) as (pilot, held):
        await pilot.press("down", "down")
        await pilot.pause()
        assert any(row.startswith("   › ● b") for row in held.rows())
        assert held.app.screen.query_one("#line", Input).value == "b"
        await pilot.press("backspace", "a")
        await pilot.pause()
        assert any("● a  [nan, nan]" in row for row in held.rows())
        assert any("○ c  List[int] of [/b] inf" in row for row in held.rows())
        await pilot.press("enter")
        await settle(pilot, held)
        assert any(row.startswith(" ✓ right    a  [nan, nan]") for row in held.rows())


async def test_several_options_are_picked_with_space() -> None:
    async with studying(choice(multi=True)) as (pilot, held):
        await pilot.press("down", "space", "down", "down", "space")
        await pilot.pause()
        assert held.app.screen.query_one("#line", Input).value == "a c"
        await pilot.press("up", "space", "space", "enter")
        await settle(pilot, held)
        assert any(row.startswith(" ✓ right    a, c") for row in held.rows())


@pytest.mark.parametrize("typed", ["a c", "a, c", "c a", "c,a"])
async def test_between_typed_letters_space_is_a_space(typed: str) -> None:
    async with studying(choice(multi=True)) as (pilot, held):
        await pilot.press(*("space" if char == " " else char for char in typed))
        await pilot.pause()
        assert held.app.screen.query_one("#line", Input).value == typed
        await pilot.press("enter")
        await settle(pilot, held)
        assert any(row.startswith(" ✓ right    a, c") for row in held.rows())


async def test_recall_is_typed_then_ticked_point_by_point() -> None:
    async with studying(recall()) as (pilot, held):
        held.app.screen.query_one("#text", TextArea).text = "slope is 1"
        held.app.screen.query_one("#text", TextArea).move_cursor((0, 10))
        await pilot.press("enter", *"die", "enter", "enter")
        await settle(pilot, held)
        rows = held.rows()
        assert "   ▏ slope is 1" in rows
        assert "   ▏ die" in rows
        assert any(row.endswith("1 of 3") for row in rows)
        held.clock.advance(1)
        await pilot.press("n")
        await settle(pilot, held)
        await pilot.press("backspace")
        await settle(pilot, held)
        for key in "ypn":
            await pilot.press(key)
            await settle(pilot, held)
        ticks = [event.mark for event in held.desk.events if isinstance(event, Ticked)]
        assert ticks == ["n", "y", "p", "n"]
        assert " ~ partly right, 75 %" in held.rows()
        assert "   1 again" in held.text().replace("● ", "")


async def test_a_command_below_a_long_answer_is_obeyed_and_the_answer_stays() -> None:
    async with studying(recall()) as (pilot, held):
        field = held.app.screen.query_one("#text", TextArea)
        field.text = "slope is 1"
        field.move_cursor((0, 10))
        await pilot.press("enter", *"/= 3*47", "enter")
        await settle(pilot, held)
        assert field.text == "slope is 1"
        assert any("141" in row for row in held.rows())
        assert not [event for event in held.desk.events if isinstance(event, Submit)]


async def test_words_of_the_point_that_were_said_are_underlined_and_nothing_is_ticked() -> None:
    from quizapp.tui.layout import Look
    from quizapp.tui.views.asking import own_words

    [line] = own_words("the Slope is one", "its slope is 1", Look(80, 20))
    assert [(line.plain[s.start : s.end], str(s.style)) for s in line.spans if s.start > 4] == [
        ("Slope", "underline")
    ]


async def test_code_is_shown_as_it_was_written() -> None:
    async with studying(snippet()) as (_, held):
        assert "     ▏ x[i] = v" in held.rows()
        assert "     ▏ print(sess.run(a + b))  # [/] [bold]" in held.rows()


async def test_undo_asks_the_question_again() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.clock.advance(1)
        await pilot.press("u")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Asking)
        assert "Taken back" in held.text()


async def test_star_bury_and_a_report_reach_the_session() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.clock.advance(1)
        await pilot.press("asterisk")
        await settle(pilot, held)
        assert "Starred." in held.text()
        await pilot.press("exclamation_mark", *"off", "enter")
        await settle(pilot, held)
        assert Write("report", "off", held.clock.monotonic()) in held.desk.events
        await pilot.press("minus")
        await settle(pilot, held)
        assert [mark.sort for mark in held.desk.marks] == ["star", "report", "bury"]


async def test_stopping_ends_with_a_summary_and_tomorrow() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "1 2 3")
        await give(pilot, held, "?")
        held.clock.advance(1)
        await pilot.press("q")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Finished)
        text = held.text()
        assert "right   0 of 1" in text
        assert "Sure, and wrong" in text
        assert "Tomorrow: 11 due, about 10 minutes, and 14 new." in text
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.app.screen, StudyScreen), "not within the first moment"
        held.clock.advance(1)
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.app.screen, HomeScreen)


async def test_nothing_due_offers_practice() -> None:
    async with studying() as (pilot, held):
        assert isinstance(held.desk.state.stage, NothingDue)
        assert "Nothing due." in held.text()
        held.clock.advance(1)
        await pilot.press("p")
        await settle(pilot, held)
        assert [desk.mode for desk in held.desks] == ["study", "practice"]
        held.clock.advance(1)
        await pilot.press("b")
        await settle(pilot, held)
        assert isinstance(held.app.screen, TopicsScreen)


async def test_a_house_that_cannot_be_opened_is_a_sentence() -> None:
    held = stage(conv(), start="study", fails=EnvironmentProblem("The database is locked."))
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle_failed(pilot)
        assert "This session cannot go on." in held.text()
        assert "The database is locked." in held.text()
        held.clock.advance(1)
        await pilot.press("q")
        await settle_failed(pilot)
        assert isinstance(held.app.screen, HomeScreen)
        assert "The database is locked." in held.text()


async def settle_failed(pilot: Pilot[int]) -> None:
    """Wait where no job of the drive's thread can succeed."""
    for _ in range(20):
        await asyncio.sleep(0.01)
        await pilot.pause()


async def test_an_unexpected_error_ends_the_app_and_is_kept_for_the_log() -> None:
    held = stage(conv(), start="study", fails=ZeroDivisionError("secret"))
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle_failed(pilot)
    assert isinstance(held.app.crash, ZeroDivisionError)
    assert held.app.return_value == 3


async def test_a_window_that_is_too_small_says_so_and_keeps_the_answer() -> None:
    async with studying(conv()) as (pilot, held):
        await pilot.press(*"16x")
        await pilot.resize_terminal(50, 15)
        await pilot.pause()
        assert "50 x 15 is too small." in held.text()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.press("5")
        await pilot.pause()
        assert held.app.screen.query_one("#line", Input).value == "16x5"
        assert any(row.startswith("   › 16x5") for row in held.rows())


async def test_a_pasted_matrix_becomes_one_line() -> None:
    from textual import events

    async with studying(conv()) as (pilot, held):
        held.app.screen.focused.post_message(events.Paste("1 2\n3 4\x1b[2J\n"))  # type: ignore[union-attr]
        await pilot.pause()
        assert held.app.screen.query_one("#line", Input).value == "1 2; 3 4"


async def test_what_is_typed_while_an_answer_is_judged_is_the_second_try_and_hands_nothing_in() -> (
    None
):
    async with studying(conv()) as (pilot, held):
        field = held.app.screen.query_one("#line", Input)
        field.value = "16 19 19"
        field.cursor_position = 8
        with busy(held):
            await pilot.press("enter", *"16x", "enter")
        await settle(pilot, held)
        loop = held.desk.state.loop
        assert loop is not None
        assert [t.text for t in loop.tries] == ["16 19 19"]
        assert field.value == "16x"
        await pilot.press("2")
        assert field.value == "16x2"


async def test_what_is_typed_behind_a_command_stays() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        with busy(held):
            await pilot.press(*"/hint", "enter", *"16")
        await settle(pilot, held)
        assert held.app.screen.query_one("#line", Input).value == "16"
        await give(pilot, held, "")
        with busy(held):
            held.app.screen.query_one("#line", Input).value = "/skip"
            await pilot.press("enter", *"ac")
        await settle(pilot, held)
        assert Command("skip", held.clock.monotonic()) in held.desk.events
        assert held.app.screen.query_one("#line", Input).value == "ac"


async def test_what_is_typed_before_the_first_question_waits_in_its_field() -> None:
    async with opening(conv()) as (pilot, held, let_go):
        await pilot.press(*"sq3x", "backspace", "enter")
        let_go.set()
        await settle(pilot, held)
        assert isinstance(held.app.screen, StudyScreen)
        assert held.app.screen.typed == "sq3"
        assert not any(isinstance(event, Submit) for event in held.desk.events)
        await pilot.press("4")
        assert held.app.screen.typed == "sq34"


async def test_what_is_typed_behind_the_key_that_starts_waits_in_the_field() -> None:
    held = stage(recall())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        # In one burst: the letters are on their way to the home screen when study opens over it.
        for character, key in (("\r", "enter"), ("i", "i"), ("q", "q"), ("p", "p")):
            held.app.post_message(events.Key(key, character))
        await pilot.pause()
        await settle(pilot, held)
        assert isinstance(held.app.screen, StudyScreen)
        assert held.app.screen.query_one("#text", TextArea).text == "iqp"
    held.app.runner.close()


async def test_what_is_typed_while_the_next_question_is_drawn_waits_in_its_field() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.clock.advance(1)
        with busy(held):
            await pilot.press("enter", *"1u-3?", "enter", "enter")
        await settle(pilot, held)
        stage_now = held.desk.state.stage
        assert isinstance(stage_now, Asking)
        assert stage_now.loop.tries == ()
        assert held.app.screen.query_one("#line", Input).value == "1u-3?"
        assert not any(isinstance(event, Rate) for event in held.desk.events)
        assert held.desk.marks == []


async def test_what_was_typed_into_an_answered_question_is_not_for_the_next_one() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        held.app.screen.query_one("#line", Input).value = "16 21 21"
        held.app.screen.query_one("#line", Input).cursor_position = 8
        with busy(held):
            await pilot.press("enter", "3")
        await settle(pilot, held)
        held.clock.advance(1)
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Asking)
        assert held.app.screen.query_one("#line", Input).value == ""


async def test_a_key_pressed_as_the_verdict_comes_does_nothing_to_the_card() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        await pilot.press("minus", "u", "at", "asterisk", "n", "t", "3", "q")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Judged)
        assert held.desk.marks == []
        assert not any(isinstance(event, (Rate, Command)) for event in held.desk.events)


async def test_a_key_pressed_as_the_points_come_ticks_none() -> None:
    async with studying(recall()) as (pilot, held):
        with busy(held):
            await pilot.press(*"relu", "enter", "enter", *"yes")
        await settle(pilot, held)
        await pilot.press(*"ny")
        await settle(pilot, held)
        assert not any(isinstance(event, Ticked) for event in held.desk.events)
        held.clock.advance(0.3)
        await pilot.press("y")
        await settle(pilot, held)
        assert [event.mark for event in held.desk.events if isinstance(event, Ticked)] == ["y"]


async def test_q_before_the_first_question_goes_back_to_home() -> None:
    async with opening(conv()) as (pilot, held, let_go):
        await pilot.press("q")
        await pilot.pause()
        let_go.set()
        await settle(pilot, held)
        assert held.app.crash is None
        assert isinstance(held.app.screen, HomeScreen)


async def test_keys_of_the_settings_are_obeyed_and_shown() -> None:
    config = Config(keys={"judged.next": "x"})
    async with studying(conv(), choice(), config=config) as (pilot, held):
        await give(pilot, held, "16 21 21")
        held.clock.advance(1)
        assert " x  next" in held.text()
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Judged)
        await pilot.press("x")
        await settle(pilot, held)
        assert isinstance(held.desk.state.stage, Asking)


async def test_every_plain_word_becomes_a_command() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        for name in ("unsure", "star", "redo", "hint", "undo", "skip"):
            await give(pilot, held, f"/{name}")
            assert Command(name, held.clock.monotonic()) in held.desk.events


async def test_a_command_typed_in_one_burst_is_for_the_list_and_no_key_of_the_screen() -> None:
    async with studying(conv(), choice()) as (pilot, held):
        await give(pilot, held, "16 21 21")
        assert isinstance(held.desk.state.stage, Judged)
        held.clock.advance(1)
        screen = held.app.screen
        for character, key in (("/", "slash"), ("n", "n"), ("o", "o"), ("t", "t"), ("e", "e")):
            screen.post_message(events.Key(key, character))
        await pilot.pause()
        await settle(pilot, held)
        assert isinstance(held.app.screen, Palette)
        assert held.app.screen.query_one(Input).value == "note"
        assert not any(isinstance(event, Rate) for event in held.desk.events)
