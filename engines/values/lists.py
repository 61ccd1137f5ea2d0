"""Types of answers that hold several values: shapes, vectors, matrices, sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, cast

from engines.values.matching import matched
from engines.values.numeric import Float, Int
from engines.values.value import Value, as_number
from engines.values.wording import plural

if TYPE_CHECKING:
    from engines.values.answers import Acceptance


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a tensor. `rank` None hides how many there are; an entry may be the string
    ``N`` where `batch` says that the prompt names the batch size so. `zeros`: a size of 0 is
    legal."""

    type: ClassVar[str] = "shape"
    rank: int | None = None
    names: tuple[str, ...] = ()
    batch: bool = False
    zeros: bool = False
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal in rank and every size."""
        return isinstance(given, tuple) and isinstance(truth, tuple) and given == truth

    def show(self, value: Value) -> str:
        """As a Python tuple."""
        entries = [str(entry) for entry in cast(tuple[Value, ...], value)]
        return f"({entries[0]},)" if len(entries) == 1 else f"({', '.join(entries)})"

    def ask(self) -> str:
        """What the prompt says about the form."""
        if self.names:
            return f"Give {' × '.join(self.names)}: {plural(len(self.names), 'whole number')}."
        if self.rank is None:
            return "Give the shape, like (2, 3)."
        return f"Give the shape: {plural(self.rank, 'whole number')}."


@dataclass(frozen=True, slots=True)
class Vector:
    """A list of numbers under the rule of `element`. `length` None hides how many there are."""

    type: ClassVar[str] = "vector"
    element: Acceptance = field(default_factory=lambda: Float())
    length: int | None = None
    unordered: bool = False
    partial: bool = False

    def rule(self, truth: Value) -> Acceptance:
        """The rule for the entries: exact where the truth is whole and no tolerance is stated."""
        return _rule(self.element, truth)

    def accepts(self, given: Value, truth: Value) -> bool:
        """Every entry accepted: in place, or after the best matching where `unordered`."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        rule = self.rule(truth)
        if self.unordered:
            return matched(rule, given, truth) == len(truth)
        return all(rule.accepts(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """In brackets, comma-separated."""
        return _show_row(self.rule(value), cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        head = "Give the list" if self.length is None else f"Give {plural(self.length, 'number')}"
        return f"{head}{', in any order' if self.unordered else ''}{_element_tail(self.element)}."


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of numbers under the rule of `element`. `shape` (rows, columns); None hides it."""

    type: ClassVar[str] = "matrix"
    element: Acceptance = field(default_factory=lambda: Float())
    shape: tuple[int, int] | None = None
    partial: bool = False

    def rule(self, truth: Value) -> Acceptance:
        """The rule for the entries: exact where the truth is whole and no tolerance is stated."""
        return _rule(self.element, truth)

    def accepts(self, given: Value, truth: Value) -> bool:
        """Same shape, every entry accepted."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        row = Vector(self.rule(truth))
        return all(row.accepts(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """In nested brackets."""
        rule = self.rule(value)
        rows = (_show_row(rule, cast(tuple[Value, ...], row)) for row in _rows(value))
        return "[" + ", ".join(rows) + "]"

    def ask(self) -> str:
        """What the prompt says about the form."""
        head = "Give the matrix"
        if self.shape is not None:
            head = f"Give a {self.shape[0]}×{self.shape[1]} matrix"
        return f"{head}, rows split by ;{_element_tail(self.element)}."


@dataclass(frozen=True, slots=True)
class SetOf:
    """A set: order and repeats do not count."""

    type: ClassVar[str] = "set"
    element: Acceptance = field(default_factory=lambda: Int())

    def accepts(self, given: Value, truth: Value) -> bool:
        """Each entry of one has its match in the other, repeats folded."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)):
            return False
        one, other = self.distinct(given), self.distinct(truth)
        return len(one) == len(other) == matched(self.element, one, other)

    def distinct(self, entries: tuple[Value, ...]) -> tuple[Value, ...]:
        """The entries with repeats folded: equal ones, and numbers that are taken for the next."""
        once = tuple(dict.fromkeys(entries))
        if not all(isinstance(entry, (int, float, Fraction)) for entry in once):
            return once
        kept: list[Value] = []
        for number in sorted(map(as_number, once)):
            if not kept or not self.element.accepts(number, kept[-1]):
                kept.append(number)
        return tuple(kept)

    def show(self, value: Value) -> str:
        """In braces."""
        return "{" + _show_row(self.element, cast(tuple[Value, ...], value))[1:-1] + "}"

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give all of them, in any order."


def _rule(element: Acceptance, truth: Value) -> Acceptance:
    if isinstance(element, Float) and element.states_nothing and _is_whole(truth):
        return Int(allow_expr=element.allow_expr)
    return element


def _is_whole(value: Value) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_whole, value))
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)


def _rows(value: Value) -> tuple[Value, ...]:
    return cast(tuple[Value, ...], value)


def _show_row(element: Acceptance, row: tuple[Value, ...]) -> str:
    return "[" + ", ".join(element.show(entry) for entry in row) + "]"


def _element_tail(element: Acceptance) -> str:
    match element:
        case Int():
            return ", whole"
        case Float(sig=sig) if sig is not None:
            digits = f", each to {plural(sig, 'significant digit')}"
        case Float() if element.decimals:
            digits = f", each to {plural(element.decimals, 'decimal')}"
        case _:
            digits = ""
    return digits + (", in per cent" if getattr(element, "percent", False) else "")
