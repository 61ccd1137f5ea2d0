"""Each row of the table from what happened to a rating."""

import pytest

from quizapp.srs.ratings import Facts, Rubric, suggest
from quizapp.srs.state import Rating

AGAIN, HARD, GOOD, EASY = Rating

ROWS = [
    ("right, first try, met before", Facts("correct"), GOOD),
    ("first meeting, no bound", Facts("correct", first_meeting=True), EASY),
    (
        "first meeting, twenty possible",
        Facts("correct", first_meeting=True, possible_answers=20),
        EASY,
    ),
    (
        "first meeting, nineteen possible",
        Facts("correct", first_meeting=True, possible_answers=19),
        GOOD,
    ),
    ("first meeting, not sure", Facts("correct", first_meeting=True, sure=False), HARD),
    ("right but not sure", Facts("correct", sure=False), HARD),
    ("right after the nudge", Facts("correct", hint=1), HARD),
    ("first meeting after the nudge", Facts("correct", first_meeting=True, hint=1), HARD),
    ("second near", Facts("near"), HARD),
    ("second near at first meeting", Facts("near", first_meeting=True), HARD),
    ("second try, no slip: mistyped", Facts("correct", first_try=False), HARD),
    ("second try after a slip", Facts("correct", first_try=False, slip_named=True), AGAIN),
    ("after the formula", Facts("correct", hint=2), AGAIN),
    ("after a deeper hint", Facts("correct", hint=4), AGAIN),
    ("shown", Facts("correct", shown=True), AGAIN),
    ("don't know", Facts("wrong", dont_know=True), AGAIN),
    ("wrong", Facts("wrong"), AGAIN),
    ("wrong and unsure", Facts("wrong", sure=False), AGAIN),
    ("partial from 0.8", Facts("partial", score=0.8), HARD),
    ("partial below", Facts("partial", score=0.79), AGAIN),
    ("recall, all musts", Facts("correct", rubric=Rubric(3, 0, 0)), GOOD),
    ("recall, all musts, first meeting", Facts("correct", True, rubric=Rubric(3, 0, 0)), GOOD),
    ("recall, all musts, a red flag", Facts("partial", rubric=Rubric(3, 0, 1)), AGAIN),
    ("recall, one of three missing", Facts("partial", rubric=Rubric(3, 1, 0)), HARD),
    ("recall, two halves of three", Facts("partial", rubric=Rubric(3, 1.0, 0)), HARD),
    ("recall, one and a half of three", Facts("partial", rubric=Rubric(3, 1.5, 0)), AGAIN),
    ("recall, one of two missing", Facts("partial", rubric=Rubric(2, 1, 0)), AGAIN),
    ("recall, half of two missing", Facts("partial", rubric=Rubric(2, 0.5, 0)), AGAIN),
    ("recall, one missing and a red flag", Facts("partial", rubric=Rubric(4, 1, 1)), AGAIN),
    ("recall, all musts, not sure", Facts("correct", sure=False, rubric=Rubric(3, 0, 0)), HARD),
    ("recall, not known", Facts("wrong", dont_know=True, rubric=Rubric(3, 3, 0)), AGAIN),
    ("design, first run", Facts("correct", runs=1), GOOD),
    ("design, second run", Facts("correct", first_try=False, runs=2), HARD),
    ("design, third run after a slip", Facts("correct", False, True, runs=3), HARD),
    ("code, fourth run", Facts("correct", first_try=False, runs=4), AGAIN),
    ("design, never accepted", Facts("wrong", first_try=False, runs=3), AGAIN),
]


@pytest.mark.parametrize(("facts", "rating"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_suggested_rating(facts: Facts, rating: Rating) -> None:
    assert suggest(facts) is rating


def test_ticks_are_counted_by_role() -> None:
    rubric = Rubric.of(
        [
            ("must", "y"),
            ("must", "p"),
            ("must", "n"),
            ("must", "y"),
            ("nice", "n"),
            ("ask", "n"),
            ("red_flag", "p"),
            ("red_flag", "n"),
        ]
    )
    assert rubric == Rubric(musts=4, missing=1.5, red_flags=1)
    assert rubric.share == pytest.approx(0.625)


def test_a_rubric_without_musts_is_whole() -> None:
    assert Rubric.of([("nice", "n")]).share == 1.0
