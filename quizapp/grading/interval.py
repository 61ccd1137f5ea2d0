"""What would be accepted, in words: for authors' previews and for checks."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.values import (
    Acceptance,
    Count,
    Estimate,
    Float,
    Matrix,
    SetOf,
    Value,
    Vector,
    as_number,
)


def interval(acceptance: Acceptance, truth: Value) -> str:
    """Return ``0.3328 to 0.3338``, ``exactly 16``, or for several entries what holds for each.

    The ends are rounded inwards, so that both would be accepted as printed.
    """
    match acceptance:
        case Float() | Estimate() | Count():
            return _around(acceptance, truth)
        case Vector() | Matrix() if isinstance(truth, tuple):
            return _each(acceptance.rule(truth), truth)
        case SetOf() if isinstance(truth, tuple) and isinstance(acceptance.element, Float):
            return _each(acceptance.element, truth)
        case _:
            return f"exactly {acceptance.show(truth)}"


def _around(acceptance: Float | Estimate | Count, truth: Value) -> str:
    number = as_number(truth)
    if not math.isfinite(number):
        return f"exactly {acceptance.show(truth)}"
    low, high = acceptance.bounds(number)
    if low == high:
        return f"exactly {acceptance.show(truth)}"
    places = _places_for(high - low)
    scale = Fraction(10) ** places
    ends = (math.ceil(low * scale) / scale, math.floor(high * scale) / scale)
    return " to ".join(_decimal(end, places) for end in ends)


def _each(rule: Acceptance, truth: tuple[Value, ...]) -> str:
    rows = [cell for row in truth for cell in (row if isinstance(row, tuple) else (row,))]
    if isinstance(rule, (Float, Estimate, Count)) and len(rows) <= 4:
        return "; ".join(_around(rule, cell) for cell in rows)
    if isinstance(rule, Float) and rule.decimals is not None:
        return f"each entry within {_decimal(Fraction(51, 100) / 10**rule.decimals, 6)}"
    return "each entry exactly" if not isinstance(rule, Float) else "each entry by its tolerance"


def _places_for(width: Fraction) -> int:
    """Return the decimals that show an interval of this width to about two digits."""
    return 1 - math.floor(math.log10(width.numerator) - math.log10(width.denominator))


def _decimal(value: Fraction, places: int) -> str:
    if places <= 0:
        return str(math.floor(value))
    digits = abs(value) * 10**places
    whole, part = divmod(round(digits), 10**places)
    text = f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text
