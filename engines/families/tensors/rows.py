"""Matrices of whole numbers as answers: worked row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engines.family import Param, Step, Truth
from engines.values import Value

Rows = tuple[tuple[int, ...], ...]
MOST = 6
SHOWN_ROWS = 4
"""Steps work out this many rows one by one; the rest goes without saying."""


def entries(name: str, doc: str, most: int = MOST) -> Param:
    """Return the parameter that holds a matrix of whole numbers."""
    return Param(name, "matrix", doc, -1000, 1000, sizes=(1, most))


def listed(rows: Iterable[Iterable[int]]) -> str:
    """Return a matrix of whole numbers as steps show it; Python's own text is that, and fast."""
    return str([list(line) for line in rows])


def by_rows(value: Rows, numbers: Iterable[str], before: Sequence[Step] = ()) -> Truth:
    """Return the solution that works out each row as `numbers` says, and then shows them all."""
    worked = zip(value[:SHOWN_ROWS], numbers, strict=False)
    steps = tuple(Step(f"row {i}", text, str(list(line))) for i, (line, text) in enumerate(worked))
    size = f"{len(value)} × {len(value[0])}"
    return Truth(value, (*before, *steps, Step("all rows", size, listed(value))))


def in_reading_order(rows: Iterable[Iterable[int]]) -> Value:
    """Return the numbers row after row."""
    return tuple(entry for line in rows for entry in line)
