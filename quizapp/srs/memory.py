"""FSRS-6's formulas on plain numbers, for what is asked thousands of times.

The scheduler itself runs py-fsrs; this is its fast twin for predicted recall and simulated days,
tested equal to it. Formulas: the FSRS wiki of open-spaced-repetition, "The Algorithm", FSRS-6;
`w` are its 21 weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from math import pow as power

from quizapp.srs.state import Rating

SHORTEST_STABILITY = 0.001
CAP_DAYS = 36500
"""The longest interval."""


def recall(w: Sequence[float], stability: float, days: float) -> float:
    """Return the probability of recall after `days` without a review."""
    decay = -w[20]
    factor = power(0.9, 1 / decay) - 1
    return power(1 + factor * max(days, 0.0) / stability, decay)


def interval(w: Sequence[float], stability: float, retention: float, cap: int) -> int:
    """Return the whole days after which recall has sunk to `retention`, 1 to `cap`."""
    decay = -w[20]
    factor = power(0.9, 1 / decay) - 1
    days = stability / factor * (power(retention, 1 / decay) - 1)
    return min(max(round(days), 1), cap)


def first(w: Sequence[float], rating: Rating) -> tuple[float, float]:
    """Return stability and difficulty after the first answer."""
    return max(w[rating - 1], SHORTEST_STABILITY), _within(_first_difficulty(w, rating))


def after(
    w: Sequence[float], stability: float, difficulty: float, days: int, rating: Rating
) -> tuple[float, float]:
    """Return stability and difficulty after an answer given `days` after the last one."""
    harder = _next_difficulty(w, difficulty, rating)
    if days < 1:
        return _same_day(w, stability, rating), harder
    forgotten = 1 - recall(w, stability, days)
    if rating is Rating.AGAIN:
        return _forgotten(w, stability, difficulty, forgotten), harder
    bonus = {Rating.HARD: w[15], Rating.GOOD: 1.0, Rating.EASY: w[16]}[rating]
    growth = exp(w[8]) * (11 - difficulty) * power(stability, -w[9]) * (exp(forgotten * w[10]) - 1)
    return max(stability * (1 + growth * bonus), SHORTEST_STABILITY), harder


def _same_day(w: Sequence[float], stability: float, rating: Rating) -> float:
    growth = exp(w[17] * (rating - 3 + w[18])) * power(stability, -w[19])
    if rating.passed:
        growth = max(growth, 1.0)
    return max(stability * growth, SHORTEST_STABILITY)


def _forgotten(w: Sequence[float], stability: float, difficulty: float, forgotten: float) -> float:
    grown = power(stability + 1, w[13]) - 1
    kept = w[11] * power(difficulty, -w[12]) * grown * exp(forgotten * w[14])
    return max(min(kept, stability / exp(w[17] * w[18])), SHORTEST_STABILITY)


def _first_difficulty(w: Sequence[float], rating: Rating) -> float:
    return w[4] - exp(w[5] * (rating - 1)) + 1


def _next_difficulty(w: Sequence[float], difficulty: float, rating: Rating) -> float:
    damped = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
    return _within(w[7] * _first_difficulty(w, Rating.EASY) + (1 - w[7]) * damped)


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
