"""The types of answers: a closed union of frozen dataclasses, one for each type.

A type says which values belong to it, which given values are accepted for a truth, how a value is
shown and what the prompt says about its form. The rules are those of the grading document: exact
for whole things, a stated tolerance for floats. Reading typed text is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engines.values.lists import Matrix, SetOf, Shape, Vector
from engines.values.numeric import Bytes, Count, Estimate, Float, Int, Weights
from engines.values.value import Value
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


@dataclass(frozen=True, slots=True)
class Parts:
    """The answers to several parts, each of a type of its own; `names` are those of the parts."""

    type: ClassVar[str] = "parts"
    names: tuple[str, ...] = ("a", "b")
    each: tuple[Acceptance, ...] = (Int(), Int())

    def accepts(self, given: Value, truth: Value) -> bool:
        """Every part accepted; the grader weighs them."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)):
            return False
        pairs = zip(self.each, given, truth, strict=True)
        return len(given) == len(truth) and all(
            form.accepts(one, other) for form, one, other in pairs
        )

    def show(self, value: Value) -> str:
        """Each part behind its name."""
        entries = value if isinstance(value, tuple) else (value,)
        rows = zip(self.names, self.each, entries, strict=True)
        return "; ".join(f"{name}: {form.show(entry)}" for name, form, entry in rows)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Answer the parts in order, ; between them."


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
    | Parts
)

_CLASSES: tuple[type[Acceptance], ...] = Acceptance.__args__
ANSWER_TYPES: dict[str, type[Acceptance]] = {cls.type: cls for cls in _CLASSES}
"""Name of a type -> its class, in the order of the grading document."""
