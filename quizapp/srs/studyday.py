"""Study days: numbered local days that begin in the early morning, not at midnight.

A study day is the number of days from 1970-01-01 to the local date at which it begins, so a review
at 22:00 and one at 02:00 belong to one day, and one at 09:00 to the next.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

EPOCH = date(1970, 1, 1)
DAY_STARTS_AT = timedelta(hours=4)
"""The local time at which a study day begins unless the person says otherwise."""


def study_day(at: datetime, offset: timedelta, starts_at: timedelta = DAY_STARTS_AT) -> int:
    """Return the study day of the aware instant `at` where local time is UTC + `offset`.

    ValueError for an instant without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a study day needs an aware instant")
    local = at.astimezone(UTC) + offset - starts_at
    return (local.date() - EPOCH).days


def noon(day: int) -> datetime:
    """Return noon UTC of a study day: the instant that stands for the whole day in FSRS."""
    return datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)


def date_of(day: int) -> date:
    """Return the local date on which a study day begins."""
    return EPOCH + timedelta(days=day)


def day_of(when: date) -> int:
    """Return the study day that begins on the local date `when`."""
    return (when - EPOCH).days
