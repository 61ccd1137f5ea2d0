"""The ranges that a parameter may be drawn from: the grammar of ``vary``. Bounds are inclusive."""

from __future__ import annotations

from dataclasses import dataclass

from engines.values import Value


@dataclass(frozen=True, slots=True)
class IntRange:
    """Whole numbers low, low + step, ... up to high."""

    low: int
    high: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class DecimalRange:
    """Decimals with `places` digits behind the point; `low` and `high` in units of 10^-places."""

    low: int
    high: int
    places: int


@dataclass(frozen=True, slots=True)
class ChoiceRange:
    """One of the values, each equally likely. Raises ValueError where one stands there twice."""

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if len({(type(value), value) for value in self.values}) != len(self.values):
            raise ValueError(f"a value stands there twice: {self.values}")


@dataclass(frozen=True, slots=True)
class VectorRange:
    """`length` independent draws."""

    entry: IntRange | DecimalRange | ChoiceRange
    length: int


@dataclass(frozen=True, slots=True)
class MatrixRange:
    """`rows` times `columns` independent draws."""

    entry: IntRange | DecimalRange | ChoiceRange
    rows: int
    columns: int


Range = IntRange | DecimalRange | ChoiceRange | VectorRange | MatrixRange
