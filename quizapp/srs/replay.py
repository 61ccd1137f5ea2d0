"""A card's answers told again to another scheduler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quizapp.srs.scheduler import Scheduler
from quizapp.srs.state import CardKey, CardState, Phase, Rating


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that stands, and the state it led to at the time."""

    at: datetime
    offset: timedelta
    rating: Rating
    state: CardState


def replay(scheduler: Scheduler, key: CardKey, answers: Iterable[Answered]) -> CardState | None:
    """Return the card that `scheduler` makes of these answers, oldest first; None without any.

    Whether a question had a learning step is read from the states: only after again, or hard in
    the first steps, does it matter, and there a card without a step went straight to days.
    """
    state: CardState | None = None
    for answer in answers:
        long = answer.state.phase is Phase.REVIEW
        state = scheduler.review(state, answer.rating, answer.at, answer.offset, key=key, long=long)
        state = replace(state, sure_wrong=answer.state.sure_wrong)
    return state
