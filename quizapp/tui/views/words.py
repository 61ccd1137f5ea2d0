"""Phrases that several views share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.wording import plural

if TYPE_CHECKING:
    from quizapp.session.events import Receipt
    from quizapp.srs.state import Rating

_LONG = 90


def wait(days: int | None, seconds: float | None) -> str:
    """``in about 10 minutes``, ``tomorrow``, ``in 11 days``."""
    if seconds is not None:
        return f"in about {plural(max(round(seconds / 60), 1), 'minute')}"
    if days is None or days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days < _LONG else f"in about {round(days / 30.4)} months"


def until(receipt: Receipt) -> str:
    """When a card comes back."""
    return wait(receipt.in_days, receipt.in_seconds)


def rating_name(rating: Rating) -> str:
    """``again``, ``hard``, ``good`` or ``easy``."""
    return rating.name.lower()
