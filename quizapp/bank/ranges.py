"""The grammar of `vary`: from its YAML form to the engine's ranges and back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engines.api import (
    ChoiceRange,
    DecimalRange,
    IntRange,
    MatrixRange,
    Range,
    VectorRange,
    range_from,
)
from engines.values import Value, to_json
from quizapp.bank.fields import tuples


def read_range(form: Mapping[str, Any]) -> Range:
    """Return the range that a YAML form describes. Raises engines.api.RangeProblem."""
    return range_from(form)


def write_range(drawn: Range) -> dict[str, Any]:
    """Return the YAML form of a range: `read_range` of it gives the same range."""
    match drawn:
        case IntRange(low, high, step):
            return {"int": (low, high)} | ({"step": step} if step != 1 else {})
        case DecimalRange(low, high, places):
            bounds = tuple(float(Fraction(bound, 10**places)) for bound in (low, high))
            return {"decimal": bounds, "places": places}
        case ChoiceRange(values):
            return {"choice": tuple(plain(value) for value in values)}
        case VectorRange(entry, length):
            return {"vector": write_range(entry), "length": length}
        case MatrixRange(entry, rows, columns):
            return {"matrix": write_range(entry), "shape": (rows, columns)}


def plain(value: Value) -> Any:
    """Return the JSON form of a value with tuples for lists, as questions hold it."""
    return tuples(to_json(value))
