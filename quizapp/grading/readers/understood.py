"""What a reader makes of a text, and how numbers are echoed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from engines.values import Value
from quizapp.grading.arithmetic import Amount
from quizapp.grading.literals import exact

WIDEST = 60
"""Characters of an echo; the rest is cut."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A value and its echo. `tolerance` is what the way of writing allows (bytes with a unit),
    `unit` the unit that was typed."""

    value: Value
    echo: str
    tolerance: Fraction | None = None
    unit: str = ""


def plain_number(amount: Amount | int) -> str:
    """Return a number as an echo shows it: whole ones in full, others to six digits."""
    if isinstance(amount, float) and not math.isfinite(amount):
        return "nan" if math.isnan(amount) else ("inf" if amount > 0 else "-inf")
    value = exact(amount) if isinstance(amount, Fraction) else amount
    if isinstance(value, int) and abs(value) < 10**21:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return f"{float(value):.6g}"
    except OverflowError:
        return _huge(value)


def _huge(value: int | Fraction | float) -> str:
    digits = str(abs(math.floor(value)))
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:6]}e+{len(digits) - 1}"


def number_echo(amount: Amount, typed: str, *, reckoned: bool) -> str:
    """Return ``1000``, or ``= 0.333333 (1/3)`` where the value is not plain from the text."""
    shown = plain_number(amount)
    if not reckoned:
        return shown
    text = " ".join(typed.split())
    return f"= {shown} ({shortened(text)})"


def shortened(text: str) -> str:
    """Return `text`, cut to WIDEST characters."""
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def list_echo(amounts: tuple[Amount, ...], brackets: str = "[]") -> str:
    """Return a row in brackets; of a long one the first entries and the count."""
    shown: list[str] = []
    for amount in amounts:
        if sum(map(len, shown)) + 2 * len(shown) > WIDEST:
            return f"{brackets[0]}{', '.join(shown)}, …{brackets[1]} {len(amounts)} numbers"
        shown.append(plain_number(amount))
    comma = "," if brackets == "()" and len(shown) == 1 else ""
    return f"{brackets[0]}{', '.join(shown)}{comma}{brackets[1]}"
