"""Answers as a session would hand them to the store."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from quizapp.clock import Clock
from quizapp.srs.scheduler import FsrsScheduler
from quizapp.srs.state import CardKey, Rating, with_sureness
from quizapp.srs.studyday import study_day
from quizapp.store.records import CardRecord, Conflict, NewAnswer, Recorded

SCHEDULER = FsrsScheduler()
KEY = CardKey("deep-learning", "conv-output-size")
OTHER = CardKey("deep-learning", "pool-output-size")


def study_answer(
    clock: Clock,
    card: CardRecord | None = None,
    rating: Rating = Rating.GOOD,
    key: CardKey = KEY,
    **more: Any,
) -> NewAnswer:
    """A study answer that the scheduler has rated."""
    now = clock.now()
    offset = clock.local_offset(now)
    state = SCHEDULER.review(card.state if card else None, rating, now, offset, key=key)
    right = rating.passed
    state = with_sureness(state, right=right, sure=more.get("sure", True))
    given: dict[str, Any] = {
        "key": key,
        "mode": "study",
        "at": now,
        "offset_minutes": int(offset / timedelta(minutes=1)),
        "study_day": state.last_day,
        "verdict": "correct" if right else "wrong",
        "seconds": 30.0,
        "suggested": rating,
        "rating": rating,
        "state": state,
    }
    return NewAnswer(**(given | more))


def other_answer(clock: Clock, key: CardKey = KEY, **more: Any) -> NewAnswer:
    """A practice answer, or an interview's with `mode`: no rating, no state."""
    now = clock.now()
    given: dict[str, Any] = {
        "key": key,
        "mode": "practice",
        "at": now,
        "offset_minutes": 0,
        "study_day": study_day(now, timedelta(0)),
        "verdict": "correct",
        "seconds": 20.0,
    }
    return NewAnswer(**(given | more))


def recorded(done: Recorded | Conflict | None) -> Recorded:
    """`done`, which must be an answer on disk."""
    assert isinstance(done, Recorded)
    return done


def card_of(done: Recorded | Conflict | None) -> CardRecord:
    """The card after an answer that must be on disk."""
    card = recorded(done).card
    assert card is not None
    return card
