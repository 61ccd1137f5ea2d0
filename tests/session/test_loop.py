"""The loop of one question: tries, hints, doubt, rubric, and what it comes to."""

from __future__ import annotations

import pytest

from quizapp.grading.verdict import Correct, Partial, Wrong
from quizapp.session import loop as question
from quizapp.session.loop import LONGEST_GAP, Loop, open_loop
from quizapp.srs.state import Rating
from tests.session_items import choice, code, compute, recall


def played(loop: Loop, *texts: str) -> Loop:
    """Return the loop after these texts, a second apart."""
    for at, text in enumerate(texts, 1):
        loop = question.answer(loop, text, float(at))
    return loop


def test_a_right_first_answer_closes_the_question_as_easy_at_first_meeting() -> None:
    loop = played(open_loop(compute(), 0.0), "10")
    assert loop.outcome is not None
    assert isinstance(loop.outcome.verdict, Correct)
    assert loop.outcome.suggested == Rating.EASY
    assert len(loop.outcome.attempts) == 1


def test_a_right_answer_marked_as_not_sure_is_hard() -> None:
    loop = played(open_loop(compute(), 0.0), "10 ?")
    assert loop.outcome is not None
    assert not loop.outcome.sure
    assert loop.outcome.suggested == Rating.HARD


def test_an_unreadable_answer_costs_no_try_and_says_where() -> None:
    loop = played(open_loop(compute(), 0.0), "10 x 10 x")
    assert loop.tries == ()
    assert loop.outcome is None
    assert loop.notice is not None
    assert loop.notice.sort == "unreadable"


def test_a_wrong_answer_names_its_slip_and_leaves_a_second_try() -> None:
    loop = played(open_loop(compute(), 0.0), "9")
    assert loop.outcome is None
    assert loop.notice is not None
    assert loop.notice.sort == "not-yet"
    assert "first position is not counted" in loop.notice.text
    assert "10" not in loop.notice.text


def test_right_after_a_named_slip_is_again_and_right_after_a_typo_is_hard() -> None:
    after_slip = played(open_loop(compute(), 0.0), "9", "10")
    after_typo = played(open_loop(compute(), 0.0), "1000", "10")
    assert after_slip.outcome is not None
    assert after_slip.outcome.suggested == Rating.AGAIN
    assert after_slip.outcome.slips[0].name == "off-by-one"
    assert after_typo.outcome is not None
    assert after_typo.outcome.suggested == Rating.HARD


def test_two_wrong_answers_show_the_steps_with_the_learners_own_number() -> None:
    loop = played(open_loop(compute(), 0.0), "9", "8")
    assert loop.outcome is not None
    assert isinstance(loop.outcome.verdict, Wrong)
    assert loop.outcome.sure
    assert [step.yours for step in loop.outcome.worked] == ["", "", "9"]


def test_a_question_mark_alone_shows_the_solution_and_is_no_claim() -> None:
    loop = played(open_loop(compute(), 0.0), "?")
    assert loop.outcome is not None
    assert loop.outcome.shown
    assert not loop.outcome.sure
    assert loop.outcome.attempts == ()
    assert loop.outcome.suggested == Rating.AGAIN


def test_a_choice_of_few_options_has_no_second_try() -> None:
    loop = played(open_loop(choice(), 0.0), "b")
    assert loop.outcome is not None
    assert isinstance(loop.outcome.verdict, Wrong)


@pytest.mark.parametrize(("hints", "rating"), [(1, Rating.HARD), (2, Rating.AGAIN)])
def test_the_nudge_makes_it_hard_and_the_formula_again(hints: int, rating: Rating) -> None:
    loop = open_loop(compute(), 0.0)
    for _ in range(hints):
        loop = question.hint(loop, 1.0)
    loop = played(loop, "10")
    assert loop.outcome is not None
    assert loop.outcome.suggested == rating


def test_hints_end_with_the_last_one() -> None:
    loop = open_loop(compute(), 0.0)
    for _ in range(9):
        loop = question.hint(loop, 1.0)
    assert loop.hints_shown == ("Begin with the padding.", "floor((H + 2P - K) / S) + 1")


@pytest.mark.parametrize(
    ("ticks", "verdict", "rating"),
    [
        ("yyn", Correct(), Rating.GOOD),
        (
            "ypn",
            Partial(0.75, "saturating activations make it worse"),
            Rating.AGAIN,
        ),
        (
            "yyy",
            Partial(0.5, "says that it is fixed by a larger learning rate"),
            Rating.AGAIN,
        ),
        ("nnn", Wrong(dont_know=True), Rating.AGAIN),
    ],
)
def test_a_rubric_comes_to_what_was_ticked(ticks: str, verdict: object, rating: Rating) -> None:
    loop = played(open_loop(recall(), 0.0), "they shrink")
    assert loop.stage == "ticking"
    for mark in ticks:
        loop = question.tick(loop, mark, 2.0)  # type: ignore[arg-type]
    assert loop.outcome is not None
    assert loop.outcome.verdict == verdict
    assert loop.outcome.suggested == rating
    assert loop.typed == "they shrink"


def test_a_tick_can_be_taken_back() -> None:
    loop = played(open_loop(recall(), 0.0), "they shrink")
    loop = question.untick(question.tick(loop, "n", 2.0), 3.0)
    assert loop.ticks == ()
    assert loop.point == loop.rubric[0]


def test_not_knowing_a_recall_question_shows_the_model_answer_as_again() -> None:
    loop = played(open_loop(recall(), 0.0), "?")
    assert loop.outcome is not None
    assert loop.outcome.suggested == Rating.AGAIN
    assert not loop.outcome.sure


def test_points_not_ticked_when_the_solution_is_shown_count_as_not_said() -> None:
    loop = played(open_loop(recall(), 0.0), "they shrink")
    loop = question.dont_know(question.tick(loop, "y", 2.0), 3.0)
    assert loop.outcome is not None
    assert loop.outcome.verdict == Partial(0.5, "saturating activations make it worse")
    assert loop.outcome.ticks == ("y", "n", "n")
    assert loop.outcome.suggested == Rating.AGAIN


def test_an_empty_recall_answer_is_not_taken() -> None:
    loop = played(open_loop(recall(), 0.0), "   ")
    assert loop.stage == "answering"
    assert loop.notice is not None


def test_idle_minutes_are_cut_out_of_the_time() -> None:
    loop = question.hint(open_loop(compute(), 0.0), 10.0)
    loop = question.answer(loop, "10", 10.0 + 5000.0)
    assert loop.outcome is not None
    assert loop.outcome.seconds == 10.0 + LONGEST_GAP


def test_a_function_has_three_tries_partly_right_ones_included() -> None:
    loop = played(open_loop(code(), 0.0), "half", "none")
    assert loop.outcome is None
    assert loop.notice is not None
    assert (loop.notice.sort, loop.notice.text) == ("not-yet", "All fail.")
    loop = played(loop, "half")
    assert loop.outcome is not None
    assert loop.outcome.verdict == Partial(0.5, "Half fail.")
    assert loop.outcome.sentence == "Half fail."
    assert loop.outcome.evidence == ("f(2)",)
    assert loop.outcome.suggested == Rating.AGAIN


def test_a_function_that_cannot_be_run_costs_no_try() -> None:
    loop = played(open_loop(code(), 0.0), "broken", "broken", "broken", "all")
    assert loop.outcome is not None
    assert isinstance(loop.outcome.verdict, Correct)
    assert len(loop.outcome.attempts) == 1
    loop = played(open_loop(code(), 0.0), "broken")
    assert loop.notice is not None
    assert (loop.notice.sort, loop.notice.text) == ("not-run", "no Python")
