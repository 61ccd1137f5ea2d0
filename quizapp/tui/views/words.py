"""Phrases that several views share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.session.events import Receipt
    from quizapp.srs.state import Rating

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = 90


def plural(count: int, one: str, many: str = "") -> str:
    """``1 minute``, ``2 minutes``."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def day_name(day: date) -> str:
    """``Wed 2 Dec``."""
    return f"{_DAYS[day.weekday()]} {short_day(day)}"


def short_day(day: date) -> str:
    """``2 Dec``."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


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
