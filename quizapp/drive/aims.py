"""What a learner aims at, as typed: the day, the minutes, the job, the level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quizapp.bank.model import Role
from quizapp.dates import describe, parse_goal_date
from quizapp.errors import UsageError
from quizapp.levels import LEVELS
from quizapp.session.first_run_events import Setting
from quizapp.setting_values import whole_in

MINUTES = 30
MOST_MINUTES = 600
LEVEL = "intermediate"
NO_DATE = "no date yet"


def understood(
    setting: Setting, text: str, roles: Mapping[str, Role], today: date
) -> tuple[object, str]:
    """Return the setting's value and how it was read; an empty text is its default.

    Raises UsageError with a sentence for what cannot be read.
    """
    match setting:
        case "goal_date":
            day = parse_goal_date(text, today) if text else None
            return day, describe(day, today) if day else NO_DATE
        case "minutes":
            return _minutes(text)
        case "role":
            ids = list(roles)
            chosen = _chosen(text, ids, [role.title for role in roles.values()], "job")
            if chosen is None:
                return (ids[0], roles[ids[0]].title) if ids else ("any", "any deep learning")
            return chosen, roles[chosen].title
        case "level":
            level = _chosen(text, list(LEVELS), list(LEVELS), "level") or LEVEL
            return level, level


def role_choices(roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the roles' titles in the order of their numbers."""
    return tuple(role.title for role in roles.values())


def _minutes(text: str) -> tuple[int, str]:
    words = text.removesuffix("minutes").removesuffix("min").strip()
    if not words:
        return MINUTES, f"{MINUTES} minutes a day"
    minutes = whole_in(words, 1, MOST_MINUTES)
    if minutes is None:
        raise UsageError(f"Minutes are a whole number from 1 to {MOST_MINUTES}.")
    return minutes, f"{minutes} minutes a day"


def _chosen(text: str, ids: list[str], titles: list[str], noun: str) -> str | None:
    """Return the id that a number, an id or the beginning of a title names; None when empty."""
    wanted = text.casefold()
    if not wanted:
        return None
    if place := whole_in(wanted, 1, len(ids)):
        return ids[place - 1]
    fits = [
        name
        for name, title in zip(ids, titles, strict=True)
        if wanted == name.casefold() or title.casefold().startswith(wanted)
    ]
    if len(fits) != 1:
        raise UsageError(f"There is no {noun} {text[:40]!r}: type its number.")
    return fits[0]
