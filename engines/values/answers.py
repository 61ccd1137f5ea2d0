"""The types of answers: a closed union of frozen dataclasses, one for each type.

A type says which values belong to it, which given values are accepted for a truth, how a value is
shown and what the prompt says about its form. The rules are those of the grading document: exact
for whole things, a stated tolerance for floats. Reading typed text is not done here.
"""

from __future__ import annotations

from engines.values.lists import Matrix, SetOf, Shape, Vector
from engines.values.numeric import Bytes, Count, Estimate, Float, Int, Weights
from engines.values.worded import (
    Bits,
    CodeLine,
    DType,
    ErrorName,
    Gaps,
    Option,
    Ordering,
    Output,
    Pairs,
    Program,
    Text,
    TruthTable,
)

Acceptance = (
    Int
    | Count
    | Bytes
    | Float
    | Shape
    | Vector
    | Matrix
    | SetOf
    | Bits
    | TruthTable
    | DType
    | Text
    | Output
    | ErrorName
    | CodeLine
    | Program
    | Option
    | Ordering
    | Pairs
    | Gaps
    | Weights
    | Estimate
)

_CLASSES: tuple[type[Acceptance], ...] = Acceptance.__args__
ANSWER_TYPES: dict[str, type[Acceptance]] = {cls.type: cls for cls in _CLASSES}
"""Name of a type -> its class, in the order of the grading document."""
