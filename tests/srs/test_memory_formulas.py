"""The fast formulas against py-fsrs, its slow and obvious reference."""

from datetime import timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.srs import memory
from quizapp.srs.state import Rating
from quizapp.srs.studyday import noon

WEIGHTS = fsrs.scheduler.DEFAULT_PARAMETERS
GAPS = st.one_of(st.just(0), st.integers(0, 400))
RATINGS = st.sampled_from(list(Rating))


@given(st.lists(st.tuples(GAPS, RATINGS), min_size=1, max_size=12))
def test_histories_equal_the_library(history: list[tuple[int, Rating]]) -> None:
    library = fsrs.Scheduler(
        learning_steps=(), relearning_steps=(), enable_fuzzing=False, desired_retention=0.9
    )
    card, day = fsrs.Card(card_id=1), 20_000
    pair: tuple[float, float] | None = None
    for gap, rating in history:
        day += gap
        card, _ = library.review_card(card, fsrs.Rating(rating), noon(day))
        if pair is None:
            pair = memory.first(WEIGHTS, rating)
        else:
            pair = memory.after(WEIGHTS, *pair, gap, rating)
        assert pair == pytest.approx((card.stability, card.difficulty), rel=1e-9)
        days = memory.interval(WEIGHTS, pair[0], 0.9, 36500)
        assert timedelta(days=days) == card.due - noon(day)


@given(st.floats(0.01, 5000), st.integers(0, 5000))
def test_recall_equals_the_library(stability: float, days: int) -> None:
    card = fsrs.Card(
        card_id=1, state=fsrs.State.Review, stability=stability, last_review=noon(10_000)
    )
    expected = fsrs.Scheduler().get_card_retrievability(card, noon(10_000 + days))
    assert memory.recall(WEIGHTS, stability, days) == pytest.approx(expected, rel=1e-12)
