"""Small matrices as attention needs them: products, transposes, and how steps and masks show."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from engines.families.given import transpose
from engines.families.worked import shown, total
from engines.family import Picture
from engines.values import Value

Row = tuple[float, ...]
Grid = tuple[Row, ...]


def product(left: Grid, right: Grid) -> Grid:
    """Return left · right."""
    columns = transpose(right)
    return tuple(
        tuple(math.fsum(a * b for a, b in zip(entries, column, strict=True)) for column in columns)
        for entries in left
    )


def listed(numbers: Iterable[float]) -> str:
    """Return a row of numbers as steps show it."""
    return "[" + ", ".join(map(shown, numbers)) + "]"


def grid(rows: Iterable[Row]) -> str:
    """Return a matrix as steps show it: rows in brackets, each number exact or rounded."""
    return "[" + ", ".join(map(listed, rows)) + "]"


def dots(query: Row, keys: Grid) -> str:
    """Return the dot products of one row with each of the others, written out."""
    return ", ".join(
        total(f"{bracketed(a)} × {bracketed(b)}" for a, b in zip(query, key, strict=True))
        for key in keys
    )


def bracketed(number: float) -> str:
    """Return a number as it stands in a product: negative ones in brackets."""
    return f"({shown(number)})" if number < 0 else shown(number)


def mask_picture(rows: Grid, hidden: Callable[[int, int], bool], words: Iterable[str]) -> Picture:
    """Return the matrix with a gap wherever `hidden` holds of (query, key), counted from 0."""
    matrix: Value = tuple(
        tuple(False if hidden(i, j) else entry for j, entry in enumerate(entries))
        for i, entries in enumerate(rows)
    )
    legend = "Each row is a query, each column a key; a dot stands for a masked key."
    return Picture("mask", {"matrix": matrix}, (legend, *words))
