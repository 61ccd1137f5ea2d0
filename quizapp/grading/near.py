"""Right but for the form: what may be asked once more without using a try.

Each reason names the form that is wanted, never a digit of the value. Transforms are never
combined.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import cast

from engines.values import (
    BYTE_UNITS,
    Bytes,
    Count,
    ErrorName,
    Estimate,
    Float,
    Gaps,
    Matrix,
    Output,
    Raises,
    Text,
    Value,
    Vector,
    as_number,
)
from quizapp.grading.asked import Asked
from quizapp.grading.comparing import bare, gap_texts, gaps_right, is_value
from quizapp.grading.counted import SCALES, scale_of
from quizapp.grading.error_names import error_name, related
from quizapp.grading.outputs import compare_prints
from quizapp.grading.transforms import changed, element_of, entry_count
from quizapp.grading.verdict import Near, Read
from quizapp.grading.words import one_letter_off

_FEWEST_KEPT_DIGITS = 2
SMALLEST_ROUNDED = 1000

_PRINTS = {
    "int-for-float": "right value, but floats are printed: with their point, as in 3.0",
    "float-for-int": "right value, but whole numbers are printed, without a point",
    "fewer-decimals": "one more decimal is printed",
    "other-lines": "right values, but look which of them share a line",
    "no-brackets": "right values, but a matrix is printed with brackets",
}
_AS_PRINTED = {
    "true": "True",
    "false": "False",
    "none": "None",
    "nan": "nan",
    "inf": "inf",
    "infinity": "inf",
}
_NAMES = re.compile(rf"\b(?:{'|'.join(_AS_PRINTED)})\b", re.IGNORECASE)
"""Words that Python prints in its own way, and how."""


_LEFT_OUT = (
    (re.compile("['\"]"), "right value, but look where Python prints quotes"),
    (
        re.compile(r"\b(?:torch|tf|np|numpy)\.(?=\w)"),
        "right value, but a longer name is printed",
    ),
)
"""What is left out, or put in, of a print that is right, and what is said of it."""


def near_miss(reading: Read, asked: Asked) -> Near | None:
    """Return what is missing in form, or None where more than the form is off."""
    form = asked.acceptance
    if isinstance(form, (Float, Estimate)) and (near := _near_scale(reading, asked)):
        return near
    if isinstance(form, (Float, Vector, Matrix)):
        return _near_numbers(reading, asked)
    match form:
        case Count(approx=None):
            return _near_count(reading, asked)
        case Bytes():
            return _near_amount(reading, asked)
        case Text():
            words = (str(asked.truth), *form.accept)
            if any(one_letter_off(str(reading.value), word) for word in words):
                return Near("nearly: check the spelling")
        case Gaps():
            return _near_gaps(reading.value, asked.truth, form)
        case ErrorName():
            return _near_error(reading.value, asked.truth)
        case Output():
            return _near_print(str(reading.value), asked.truth, form)
        case _:
            pass
    return None


def _near_scale(reading: Read, asked: Asked) -> Near | None:
    """A number written out where the prompt counts in billions."""
    scale = scale_of(getattr(asked.acceptance, "unit", None), asked.counted)
    if scale is None:
        return None
    fewer = changed(reading.value, lambda x: x / 10 ** SCALES[scale])
    if not is_value(replace(reading, value=fewer), asked.truth, asked):
        return None
    return Near(f"a bare number counts {scale}s: write the word, or fewer zeros")


def _near_gaps(given: Value, truth: Value, form: Gaps) -> Near | None:
    """A letter off in one gap or several, the others right."""
    off = [place for place, right in enumerate(gaps_right(given, truth, form)) if not right]
    ours, theirs = gap_texts(given), gap_texts(truth)
    accept = form.accept or ((),) * len(theirs)
    for place in off:
        words = (theirs[place], *accept[place])
        if place >= len(ours) or not any(one_letter_off(ours[place], word) for word in words):
            return None
    which = " and ".join(str(place + 1) for place in off)
    return Near(f"nearly: check the spelling in gap {which}") if off else None


def _near_numbers(reading: Read, asked: Asked) -> Near | None:
    element = element_of(asked.acceptance)
    if not isinstance(element, Float):
        return None
    if entry_count(reading.value) != entry_count(asked.truth):
        return None
    digits = _digits_wanted(element)
    if digits and _each(reading.value, asked, element, _one_digit_less):
        return Near(f"one digit more is wanted: give {digits}")
    if digits and _each(reading.value, asked, element, _cut_off):
        return Near(f"rounded, not cut off: give {digits}")
    if element.share or element.percent:
        for factor in (Fraction(100), Fraction(1, 100)):
            value = changed(reading.value, lambda x, f=factor: x * f)  # type: ignore[misc]
            if is_value(replace(reading, value=value), asked.truth, asked):
                return Near("give it in per cent" if element.percent else "give it as a share of 1")
    return None


def _digits_wanted(element: Float) -> str:
    """Return ``3 decimals``, or an empty text where no number of digits is asked."""
    if element.decimals:
        return f"{element.decimals} decimal{'s' if element.decimals > 1 else ''}"
    if element.sig is not None and element.sig > 1:
        return f"{element.sig} significant digits"
    return ""


_Miss = Callable[[Fraction, Fraction, int], bool]


def _each(given: Value, asked: Asked, element: Float, missed: _Miss) -> bool:
    """Say whether every entry is accepted or misses in this one way."""
    return _each_entry(given, asked.truth, element, missed)


def _each_entry(given: Value, truth: Value, element: Float, missed: _Miss) -> bool:
    if isinstance(given, tuple) and isinstance(truth, tuple):
        if len(given) != len(truth):
            return False
        pairs = zip(given, truth, strict=True)
        return all(_each_entry(one, other, element, missed) for one, other in pairs)
    if element.accepts(given, truth):
        return True
    x, t = as_number(given), as_number(truth)
    if not (_finite(x) and _finite(t)) or t == 0:
        return False
    exact = Fraction(t)
    return missed(Fraction(x), exact, _places(element, exact))


def _finite(number: int | float | Fraction) -> bool:
    # Exact numbers may be too large for the float that isfinite would make of them.
    return not isinstance(number, float) or math.isfinite(number)


def _places(element: Float, truth: Fraction) -> int:
    """Return the decimals asked of this truth; negative where whole digits are rounded off."""
    if element.decimals is not None:
        return element.decimals
    size = abs(truth)
    leading = math.floor(math.log10(size.numerator) - math.log10(size.denominator) + 1e-12)
    return (element.sig or 1) - 1 - leading


def _one_digit_less(given: Fraction, truth: Fraction, places: int) -> bool:
    unit = Fraction(10) ** (1 - places)
    # Both neighbours of a tie count as rounded.
    return given % unit == 0 and abs(given - truth) <= unit / 2


def _cut_off(given: Fraction, truth: Fraction, places: int) -> bool:
    scale = Fraction(10) ** places
    return given == Fraction(math.trunc(truth * scale)) / scale


def _near_count(reading: Read, asked: Asked) -> Near | None:
    given, truth = abs(int(as_number(reading.value))), abs(int(as_number(asked.truth)))
    digits = len(str(given).rstrip("0"))
    if truth < SMALLEST_ROUNDED or digits < _FEWEST_KEPT_DIGITS:
        return None
    if _is_rounding(reading.value, asked.truth, digits):
        return Near("the exact count is asked, not a rounded one")
    return None


def _is_rounding(given: Value, truth: Value, digits: int) -> bool:
    x, t = cast(int, given), cast(int, truth)
    unit = int(10 ** max(len(str(abs(x))) - digits, 0))
    return unit > 1 and abs(x - t) * 2 <= unit


def _near_amount(reading: Read, asked: Asked) -> Near | None:
    if isinstance(asked.acceptance, Bytes) and not reading.unit:
        unit = asked.acceptance.unit
        if Fraction(as_number(reading.value)) == as_number(asked.truth) * BYTE_UNITS[unit]:
            return Near(f"a bare number counts {unit}: write the unit")
    if reading.tolerance is None:
        return None
    given, truth = Fraction(as_number(reading.value)), Fraction(as_number(asked.truth))
    if abs(given - truth) <= min(reading.tolerance, abs(truth) / 10):
        return Near("one digit more is wanted")
    return None


def _near_error(given: Value, truth: Value) -> Near | None:
    one, other = (v.error if isinstance(v, Raises) else str(v) for v in (given, truth))
    if related(error_name(one), error_name(other)):
        return Near("close: a direct relative of that class; name the class itself")
    return None


def _near_print(given: str, truth: Value, form: Output) -> Near | None:
    if isinstance(truth, Raises):
        return _near_error(error_name(given), truth)
    sameness = compare_prints(bare(given), str(truth))
    kind_is_off = sameness in ("int-for-float", "float-for-int")
    if sameness in _PRINTS and not (kind_is_off and form.strict == "dtype"):
        return Near(_PRINTS[sameness])
    cased = _NAMES.sub(lambda found: _AS_PRINTED[found[0].casefold()], given)
    if cased != given and compare_prints(bare(cased), str(truth)) == "same":
        return Near("capitals count in what Python prints")
    sizes = re.sub(r"(?<=[0-9])\s*[x×X]\s*(?=[0-9])", ", ", given)
    if sizes != given and compare_prints(sizes, str(truth)) == "same":
        return Near("right sizes, but think of what the print looks like")
    for sign, told in _LEFT_OUT:
        ours, theirs = sign.sub("", bare(given)), sign.sub("", str(truth))
        if (ours, theirs) != (bare(given), str(truth)) and compare_prints(ours, theirs) == "same":
            return Near(told)
    return None
