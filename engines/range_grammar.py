"""From the grammar of ``vary`` to ranges: ``{int: [8, 64], step: 2}``, ``{choice: [1, 3]}`` ..."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from fractions import Fraction

from engines.ranges import (
    ChoiceRange,
    DecimalRange,
    IntRange,
    MatrixRange,
    Range,
    VectorRange,
)
from engines.values import Value, from_json

_FIELDS = {
    "int": {"step"},
    "decimal": {"places"},
    "choice": set[str](),
    "vector": {"length"},
    "matrix": {"shape"},
}
_EXAMPLES = {
    "int": "{int: [1, 9]}",
    "decimal": "{decimal: [0.1, 0.9], places: 1}",
    "choice": "{choice: [1, 2, 3]}",
    "vector": "{vector: {int: [0, 9]}, length: 3}",
    "matrix": "{matrix: {int: [0, 9]}, shape: [2, 2]}",
}
_MAX_CHOICES = 1000
_MAX_LENGTH = 1000
_MAX_PLACES = 12


class RangeProblem(ValueError):
    """A mapping that describes no range: `field` is the key at fault, `hint` what is right.

    `unknown`: the key itself is wrong, rather than its value.
    """

    def __init__(self, field: str, message: str, hint: str = "", *, unknown: bool = False) -> None:
        super().__init__(message)
        self.field = field
        self.hint = hint
        self.unknown = unknown


def range_from(mapping: Mapping[str, object]) -> Range:
    """Return the range that `mapping` describes. Raises RangeProblem with the key at fault."""
    kinds = [key for key in mapping if key in _FIELDS]
    if len(kinds) != 1:
        unknown = next((key for key in mapping if key not in _FIELDS), "")
        near = difflib.get_close_matches(str(unknown), _FIELDS, 1)
        hint = f"did you mean {near[0]}?" if near else "like " + _EXAMPLES["int"]
        message = f"a range is one of {', '.join(_FIELDS)}"
        raise RangeProblem(str(unknown), message, hint, unknown=True)
    kind = kinds[0]
    for key in mapping:
        if key != kind and key not in _FIELDS[kind]:
            message = f"a range of {kind} has no {key}"
            raise RangeProblem(str(key), message, _EXAMPLES[kind], unknown=True)
    match kind:
        case "int":
            return _int_range(mapping)
        case "decimal":
            return _decimal_range(mapping)
        case "choice":
            return _choice_range(mapping)
        case "vector":
            return VectorRange(_entry(mapping, kind), _size(mapping.get("length"), "length", kind))
        case _:
            rows, columns = _two(mapping.get("shape"), "shape", kind)
            return MatrixRange(
                _entry(mapping, kind), _size(rows, "shape", kind), _size(columns, "shape", kind)
            )


def _int_range(mapping: Mapping[str, object]) -> IntRange:
    low, high = (_whole(end, "int") for end in _two(mapping["int"], "int", "int"))
    step = _whole(mapping.get("step", 1), "step")
    if step < 1:
        raise RangeProblem("step", "step is at least 1", _EXAMPLES["int"])
    _ordered(low, high, "int")
    return IntRange(low, high, step)


def _decimal_range(mapping: Mapping[str, object]) -> DecimalRange:
    places = _whole(mapping.get("places"), "places", "decimal")
    if not 0 <= places <= _MAX_PLACES:
        raise RangeProblem("places", f"places is from 0 to {_MAX_PLACES}", _EXAMPLES["decimal"])
    ends = _two(mapping["decimal"], "decimal", "decimal")
    low, high = (_in_units(end, places) for end in ends)
    _ordered(low, high, "decimal")
    return DecimalRange(low, high, places)


def _choice_range(mapping: Mapping[str, object]) -> ChoiceRange:
    listed = mapping["choice"]
    if not isinstance(listed, (list, tuple)) or not 1 <= len(listed) <= _MAX_CHOICES:
        raise RangeProblem("choice", "choice is a list of values", _EXAMPLES["choice"])
    values: list[Value] = []
    for item in listed:
        try:
            value = from_json(item)
        except ValueError as error:
            raise RangeProblem("choice", str(error), _EXAMPLES["choice"]) from None
        if any(type(value) is type(other) and value == other for other in values):
            raise RangeProblem("choice", f"{item!r} stands there twice", _EXAMPLES["choice"])
        values.append(value)
    return ChoiceRange(tuple(values))


def _entry(mapping: Mapping[str, object], kind: str) -> IntRange | DecimalRange | ChoiceRange:
    inner = mapping[kind]
    if not isinstance(inner, Mapping):
        raise RangeProblem(kind, f"{kind} holds the range of its entries", _EXAMPLES[kind])
    found = range_from(inner)
    if isinstance(found, (VectorRange, MatrixRange)):
        raise RangeProblem(kind, "entries are numbers", _EXAMPLES[kind])
    return found


def _two(value: object, field: str, kind: str) -> tuple[object, object]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise RangeProblem(field, f"{field} is a list of two numbers", _EXAMPLES[kind])
    return value[0], value[1]


def _whole(value: object, field: str, kind: str = "int") -> int:
    if value is None:
        raise RangeProblem(field, f"{field} is missing", _EXAMPLES[kind])
    if isinstance(value, bool) or not isinstance(value, int):
        raise RangeProblem(field, f"{field} takes whole numbers, not {value!r}", _EXAMPLES[kind])
    return value


def _size(value: object, field: str, kind: str) -> int:
    size = _whole(value, field, kind)
    if not 1 <= size <= _MAX_LENGTH:
        raise RangeProblem(field, f"{field} is from 1 to {_MAX_LENGTH}", _EXAMPLES[kind])
    return size


def _in_units(value: object, places: int) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        raise RangeProblem("decimal", f"bounds are numbers, not {value!r}", _EXAMPLES["decimal"])
    units = Fraction(str(value)) * 10**places
    if units.denominator != 1:
        raise RangeProblem(
            "decimal", f"{value} has more than {places} places", "raise places, or round the bound"
        )
    return int(units.numerator)


def _ordered(low: int, high: int, field: str) -> None:
    if low > high:
        raise RangeProblem(field, "the lower bound comes first", _EXAMPLES[field])
