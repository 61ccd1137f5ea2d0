"""Slips that any question may meet: sign, order, transposition, base of the logarithm, units."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import cast

from engines.values import (
    Bytes,
    Count,
    Estimate,
    Float,
    Int,
    Matrix,
    Shape,
    Value,
    Vector,
    as_number,
    matched,
)
from quizapp.grading.asked import Asked
from quizapp.grading.comparing import is_value
from quizapp.grading.readers.understood import shortened
from quizapp.grading.transforms import changed, element_of
from quizapp.grading.verdict import Read, SlipFound, Wrong

_SIGNED = (Int, Count, Float, Estimate)
_BASES = (("2", math.log(2)), ("10", math.log(10)))


def general_slip(reading: Read, asked: Asked) -> Wrong | None:
    """Return the first general slip that explains the reading, with its sentence, or None."""
    for find in _FINDERS:
        found = find(reading, asked)
        if found is not None:
            return found
    return None


def _slip(name: str, reading: Read, how: str) -> Wrong:
    sentence = f"{shortened(reading.literal)} is what comes out when {how}."
    return Wrong((SlipFound(f"general.{name}", name),), sentence)


def _sign(reading: Read, asked: Asked) -> Wrong | None:
    if not isinstance(element_of(asked.acceptance), _SIGNED):
        return None
    flipped = replace(reading, value=changed(reading.value, lambda x: -x))
    if is_value(flipped, asked.truth, asked):
        return _slip("sign", reading, "the sign is flipped")
    return None


def _transposed(reading: Read, asked: Asked) -> Wrong | None:
    given = reading.value
    if isinstance(asked.acceptance, Matrix) and isinstance(given, tuple):
        rows = [row for row in given if isinstance(row, tuple)]
        turned = replace(reading, value=tuple(zip(*rows, strict=True)))
        if is_value(turned, asked.truth, asked):
            return _slip("transposed", reading, "rows and columns change places")
    pair = isinstance(asked.acceptance, Shape) and isinstance(given, tuple) and len(given) == 2
    if pair and cast(tuple[Value, ...], given)[::-1] == asked.truth:
        return _slip("transposed", reading, "the two sizes change places")
    return None


def _order(reading: Read, asked: Asked) -> Wrong | None:
    given, truth = reading.value, asked.truth
    if not (isinstance(given, tuple) and isinstance(truth, tuple)):
        return None
    match asked.acceptance:
        case Shape():
            if sorted(map(str, given)) == sorted(map(str, truth)):
                return _slip("layout", reading, "the right sizes stand in another order")
        case Vector(unordered=False, element=element) | Matrix(element=element):
            ours, theirs = _flat(given), _flat(truth)
            if len(ours) == len(theirs) and matched(element, ours, theirs) == len(theirs):
                if all(map(element.accepts, ours, theirs)):
                    return _slip("layout", reading, "the right entries stand in other rows")
                return _slip("wrong-order", reading, "the right entries stand in another order")
        case _:
            pass
    return None


def _flat(value: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(
        entry for part in value for entry in (_flat(part) if isinstance(part, tuple) else (part,))
    )


def _log_base(reading: Read, asked: Asked) -> Wrong | None:
    element = element_of(asked.acceptance)
    if not (isinstance(element, Float) and element.log):
        return None
    for base, factor in _BASES:
        other = changed(asked.truth, lambda x, f=factor: x / Fraction(f))  # type: ignore[misc]
        if not is_value(reading, asked.truth, asked) and is_value(reading, other, asked):
            return _slip("log-base", reading, f"the logarithm is taken to base {base}")
    return None


def _units(reading: Read, asked: Asked) -> Wrong | None:
    form = asked.acceptance
    if not isinstance(form, Bytes):
        return None
    unit = reading.unit or form.unit
    step = "BkMGTP".find(unit[0].upper() if unit[0] != "k" else "k")
    if unit == "B" or step < 1:
        return None
    ratio = Fraction(1000, 1024) ** step if "i" in unit else Fraction(1024, 1000) ** step
    value = Fraction(as_number(reading.value)) * ratio
    tolerance = None if reading.tolerance is None else reading.tolerance * ratio
    if is_value(replace(reading, value=value, tolerance=tolerance), asked.truth, asked):
        return _slip(
            "units", reading, "1000 and 1024 are mixed up: GB counts in 1000s, GiB in 1024s"
        )
    return None


_FINDERS: tuple[Callable[[Read, Asked], Wrong | None], ...] = (
    _sign,
    _transposed,
    _order,
    _log_base,
    _units,
)
