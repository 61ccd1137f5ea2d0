"""A question of one's own in a few lines typed."""

from __future__ import annotations

import pytest

from quizapp.plain.add_question import Draft, ask_for_draft, too_long
from quizapp.plain.console import Stopped
from tests.scripted_console import ScriptedConsole


def test_the_answer_and_up_to_five_points_are_asked_for() -> None:
    console = ScriptedConsole("Because.", "one", "two", "")
    assert ask_for_draft(console, "Why?", None, ()) == Draft("Why?", "Because.", ("one", "two"))
    console = ScriptedConsole("Because.", *"123456")
    assert ask_for_draft(console, "Why?", None, ()).points == ("1", "2", "3", "4", "5")


def test_nothing_is_asked_for_that_was_given() -> None:
    console = ScriptedConsole()
    assert ask_for_draft(console, "Why?", "Because.", ("one",)) == Draft(
        "Why?", "Because.", ("one",)
    )
    assert ask_for_draft(console, "Why?", "Because.", ()) == Draft("Why?", "Because.", ())
    assert console.said == []


def test_an_empty_answer_is_asked_for_again_and_the_end_of_input_stops() -> None:
    console = ScriptedConsole("", "  ", "Because.", "")
    assert ask_for_draft(console, "Why?", None, ()).answer == "Because."
    assert sum("nothing to learn" in line for line in console.said) == 2
    with pytest.raises(Stopped):
        ask_for_draft(ScriptedConsole(), "Why?", None, ())


def test_without_a_text_the_question_is_asked_for() -> None:
    console = ScriptedConsole("", "Why?", "Because.", "")
    assert ask_for_draft(console, "", None, ()) == Draft("Why?", "Because.", ())


def test_a_text_that_is_too_long_is_told_and_ends_the_questions_with_nothing_lost() -> None:
    console = ScriptedConsole("Because.", "p" * 20_001, "never typed")
    draft = ask_for_draft(console, "Why?", None, ())
    assert draft == Draft("Why?", "Because.", ("p" * 20_001,))
    assert too_long(draft) == "Point 1 has 20,001 characters; at most 20,000 are kept."
    assert draft.as_text == f"Why?\n\nBecause.\n\n{'p' * 20_001}\n"
    assert ask_for_draft(ScriptedConsole("a" * 20_001), "Why?", None, ()).points == ()
    assert too_long(Draft("Why?", "a" * 20_000)) == ""
