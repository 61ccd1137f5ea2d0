"""The one-line calculator: the grammar of answers, nothing more."""

from __future__ import annotations

from fractions import Fraction

from quizapp.grading.literals import ElementForm, exact, scalar
from quizapp.grading.normalise import Refused, normalise
from quizapp.grading.readers.understood import plain_number

_LONGEST_FRACTION = 20


def calculate(text: str) -> str:
    """Return ``= 0.333333`` for an expression, with an exact fraction where one is short, or why
    it has no value. Never raises."""
    try:
        typed = normalise(text)
        if not typed.text:
            return "type an expression, like (32 - 3) / 2 + 1"
        value, _ = scalar(typed, ElementForm())
    except Refused as refusal:
        place = "" if refusal.position is None else f" at character {refusal.position + 1}"
        return f"can't reckon{place}: {refusal.reason}"
    plain = exact(value)
    fraction = f"{plain.numerator}/{plain.denominator}" if isinstance(plain, Fraction) else ""
    if not fraction or len(fraction) > _LONGEST_FRACTION or _is_short_decimal(value):
        return f"= {plain_number(value)}"
    return f"= {plain_number(value)}  ({fraction})"


def _is_short_decimal(value: Fraction | float) -> bool:
    return isinstance(value, Fraction) and (value * 10**6).denominator == 1
