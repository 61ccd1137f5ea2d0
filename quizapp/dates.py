"""The day of the interview as people write it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from quizapp.errors import UsageError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](?:\d{2}){1,2})?\.?", re.ASCII)
_WEEKDAY = re.compile(
    r"(?:on |this |next )?"
    r"(?:(mon)(?:day)?|(tue)s?(?:day)?|(wed)(?:nesday)?|(thu)(?:rs?)?(?:day)?"
    r"|(fri)(?:day)?|(sat)(?:urday)?|(sun)(?:day)?)"
)
_NEVER = frozenset({"", "none", "no", "never", "not yet", "none yet", "-"})
_FARTHEST = timedelta(days=5 * 365)
_LONGEST = 60
_EXAMPLES = "Write it like 14 dec, in 3 weeks, or 2026-12-14; none for no date."


def parse_goal_date(text: str, today: date) -> date | None:
    """The day that `text` names, seen from `today`; None where it says that there is none yet.

    A day without a year is the next such day, today included; a weekday alone is the next one after
    today. Raises UsageError, with the reading where there is one, for anything unreadable,
    ambiguous, past, or more than five years away.
    """
    words = " ".join(text.lower().split())
    if words in _NEVER:
        return None
    found = _read(words, today) if len(words) <= _LONGEST else None
    if found is None:
        shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."
        raise UsageError(f'"{shown}" cannot be read as a day.', hint=_EXAMPLES)
    if found < today:
        raise UsageError(f"{day_name(found)} {found.year} is past.", hint=_EXAMPLES)
    if found - today > _FARTHEST:
        raise UsageError(
            f"{day_name(found)} {found.year} is more than five years away.", hint=_EXAMPLES
        )
    return found


def describe(day: date, today: date) -> str:
    """`day` and how far it is: "Mon 14 Dec, 21 days"; with its year when that is not obvious."""
    away = (day - today).days
    shown = day_name(day) if abs(away) < 300 else f"{day_name(day)} {day.year}"
    match away:
        case 0:
            return f"{shown}, today"
        case 1:
            return f"{shown}, tomorrow"
        case _ if away < 0:
            return f"{shown}, past"
        case _:
            return f"{shown}, {away} days"


def day_name(day: date) -> str:
    """``Wed 2 Dec``."""
    return f"{_DAYS[day.weekday()]} {short_day(day)}"


def short_day(day: date) -> str:
    """``2 Dec``."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _read(words: str, today: date) -> date | None:
    if _ISO.fullmatch(words):
        year, month, day = (int(part) for part in words.split("-"))
        try:
            return date(year, month, day)
        except ValueError:
            return None
    if weekday := _WEEKDAY.fullmatch(words):
        ahead = (weekday.lastindex or 0) - 1 - today.weekday()
        return today + timedelta(days=ahead % 7 or 7)
    first_is_day = True
    if numbers := _NUMBERS.fullmatch(words):
        first, second = int(numbers[1]), int(numbers[2])
        if first <= 12 and second <= 12 and first != second:
            one, other = _MONTHS[second - 1], _MONTHS[first - 1]
            raise UsageError(
                f'"{words}" may mean {first} {one} or {second} {other}.',
                hint="Write the month as a word.",
            )
        first_is_day = first > 12
    return _from_words(words, today, first_is_day)


def _from_words(words: str, today: date, first_is_day: bool) -> date | None:
    # A tenth of a second to import: only for what is not written as a plain date.
    from dateparser import parse

    # Seen from the evening before, a day without a year may be today.
    seen_from = datetime.combine(today, time(12))
    for base in (seen_from - timedelta(days=1), seen_from) if _names_a_day(words) else (seen_from,):
        found = parse(
            words,
            languages=["en"],
            settings={
                "DATE_ORDER": "DMY" if first_is_day else "MDY",
                "PREFER_DATES_FROM": "future",
                "RELATIVE_BASE": base,
                "REQUIRE_PARTS": ["day", "month"],
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
        if found is not None:
            return found.date()
    return None


def _names_a_day(words: str) -> bool:
    return any(month.lower() in words for month in _MONTHS) or bool(_NUMBERS.fullmatch(words))
