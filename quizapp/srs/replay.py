"""A card's answers told again to another scheduler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quizapp.srs.scheduler import Scheduler
from quizapp.srs.state import CardKey, CardState, Rating


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that stands. `long`: it led straight to days, without a learning step.

    Only after again, or hard in the first steps, does that tell a long question from a short one;
    nowhere else does it matter.
    """

    at: datetime
    offset: timedelta
    rating: Rating
    long: bool
    sure_wrong: bool


def replay(scheduler: Scheduler, key: CardKey, answers: Iterable[Answered]) -> CardState | None:
    """Return the card that `scheduler` makes of these answers, oldest first; None without any."""
    state: CardState | None = None
    for answer in answers:
        state = scheduler.review(
            state, answer.rating, answer.at, answer.offset, key=key, long=answer.long
        )
        state = replace(state, sure_wrong=answer.sure_wrong)
    return state
