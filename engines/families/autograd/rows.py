"""Small exact matrices by rows, as the families of this topic need them."""

from __future__ import annotations

from typing import cast

from engines.families.given import transpose
from engines.values import Value, show_value

Rows = tuple[tuple[int, ...], ...]


def product(left: Rows, right: Rows) -> Rows | None:
    """Return the matrix product, or None where the shapes do not fit."""
    if len(left[0]) != len(right):
        return None
    columns = transpose(right)
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in columns)
        for row in left
    )


def elementwise(left: Rows, right: Rows) -> Rows | None:
    """Return the products entry by entry, or None where the shapes differ."""
    if size(left) != size(right):
        return None
    return tuple(
        tuple(a * b for a, b in zip(one, other, strict=True))
        for one, other in zip(left, right, strict=True)
    )


def size(rows: Rows) -> tuple[int, int]:
    """Return the number of rows and of columns."""
    return len(rows), len(rows[0])


def written(rows: Rows) -> str:
    """Return the matrix as steps show it: rows in brackets."""
    return show_value(cast(Value, rows))
