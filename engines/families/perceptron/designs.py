"""What was given for a design: its numbers as they were typed, and how evidence shows them."""

from __future__ import annotations

from fractions import Fraction

from engines.families.worked import shown
from engines.values import Value, as_number

_HUGE = 10**9


def numbers_given(given: Value, count: int) -> tuple[Fraction, ...] | None:
    """Return `count` finite numbers as they were typed, or None for anything else. One number may
    stand by itself."""
    entries = given if isinstance(given, tuple) else (given,)
    if len(entries) != count:
        return None
    try:
        return tuple(map(_typed, entries))
    except (TypeError, ValueError, OverflowError):
        return None


def brief(number: Fraction) -> str:
    """Return a number as evidence shows it, however large."""
    if abs(number) < _HUGE:
        return shown(number)
    return "a huge number" if number > 0 else "a huge negative number"


def _typed(entry: Value) -> Fraction:
    found = as_number(entry)
    return Fraction(repr(found)) if isinstance(found, float) else Fraction(found)
