"""The closed union of answer values, its canonical text and its JSON form.

JSON form: bool, int (at most 300 digits), finite float, string and list stand for themselves;
``{"f": "nan" | "inf" | "-inf"}``, ``{"q": [numerator, denominator]}`` and
``{"raises": "ValueError"}`` for the rest. Anything else is refused with ValueError.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 300
_MAX_INT = 10**MAX_DIGITS


@dataclass(frozen=True, slots=True)
class Raises:
    """The value of a computation that raises: the bare class name of the error."""

    error: str


Number = int | float | Fraction
Value = bool | int | float | Fraction | str | Raises | tuple["Value", ...]


def as_number(value: Value) -> Number:
    """Return `value` as a number. Raises TypeError when it is not one (bool counts as 0 or 1)."""
    if type(value) is float or type(value) is int:  # nearly always
        return value
    if isinstance(value, (int, float, Fraction)):
        return int(value) if isinstance(value, bool) else value
    raise TypeError(f"not a number: {value!r}")


def show_number(number: Number, *, places: int | None = None, sig: int | None = None) -> str:
    """Return the plain decimal text of `number`.

    With `places` it is rounded to that many decimals, with `sig` to that many significant digits;
    otherwise it is shown as briefly as it can be read back (``repr`` of a float, ``1/3`` of a
    fraction that no short decimal equals).
    """
    if isinstance(number, float) and not math.isfinite(number):
        return "nan" if math.isnan(number) else ("inf" if number > 0 else "-inf")
    if isinstance(number, bool):
        number = int(number)
    if places is not None:
        text = f"{float(number):.{places}f}"
        return text[1:] if float(text) == 0 and text.startswith("-") else text
    if sig is not None:
        return _significant(float(number), sig)
    if isinstance(number, int):
        return str(number)
    if isinstance(number, Fraction):
        if number.denominator == 1:
            return str(number.numerator)
        try:
            short = repr(float(number))
        except OverflowError:
            return f"{number.numerator}/{number.denominator}"
        return short if Fraction(short) == number else f"{number.numerator}/{number.denominator}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)


def _significant(number: float, digits: int) -> str:
    if number == 0:
        return "0"
    exponent = math.floor(math.log10(abs(float(f"{number:.{digits - 1}e}"))))
    if -5 <= exponent < 15:
        return f"{number:.{max(digits - 1 - exponent, 0)}f}"
    return f"{number:.{digits - 1}e}"


def show_value(value: Value) -> str:
    """Return the canonical text of any value: what logs, JSON output and tables show."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Fraction():
            return show_number(value)
        case str():
            return value
        case Raises(error):
            return error
        case tuple():
            return "[" + ", ".join(show_value(entry) for entry in value) + "]"


def to_json(value: Value) -> object:
    """Return the JSON form of `value`. Raises ValueError for what no value may be."""
    match value:
        case bool() | str():
            return value
        case int():
            if abs(value) >= _MAX_INT:
                raise ValueError(f"an integer of more than {MAX_DIGITS} digits")
            return value
        case float():
            return value if math.isfinite(value) else {"f": show_number(value)}
        case Fraction():
            return {"q": [value.numerator, value.denominator]}
        case Raises(error):
            return {"raises": error}
        case tuple():
            return [to_json(entry) for entry in value]
    raise ValueError(f"not a value: {type(value).__name__}")


def from_json(form: object) -> Value:
    """Return the value that `form` stands for. Raises ValueError when it stands for none."""
    match form:
        case bool() | str():
            return form
        case int() if abs(form) < _MAX_INT:
            return form
        case float() if math.isfinite(form):
            return form
        case list() | tuple():
            return tuple(from_json(entry) for entry in form)
        case {"f": ("nan" | "inf" | "-inf") as name, **rest} if not rest:
            return float(str(name))
        case {"q": [int(above), int(below)], **rest} if not rest and below != 0:
            return Fraction(above, below)
        case {"raises": str(name), **rest} if not rest:
            return Raises(name)
    raise ValueError(f"not the JSON form of a value: {str(form)[:60]}")
