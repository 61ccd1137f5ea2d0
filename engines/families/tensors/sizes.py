"""Shapes as parameters and in steps: dimensions, counts, and what is written about them."""

from __future__ import annotations

from collections.abc import Iterable

from engines.family import Param
from engines.ranges import ChoiceRange
from engines.values import Shape, Value

Sizes = tuple[int, ...]
MAX_SIZE = 65_536
MAX_RANK = 5
ANY_SHAPE = Shape()
"""A shape of which the number of dimensions is part of what is asked."""
DIMENSIONS = "Dimensions are counted from 0; −1 is the last."


def shape_param(name: str, doc: str, ranks: tuple[int, int] = (1, MAX_RANK)) -> Param:
    """Return the parameter that holds a shape; no size is 0."""
    return Param(name, "vector", doc, 1, MAX_SIZE, sizes=ranks)


def dim_param(name: str, doc: str, *, default: int | None = None) -> Param:
    """Return the parameter that names a dimension, from the front or from the back."""
    return Param(name, "int", doc, -MAX_RANK - 1, MAX_RANK, default=default)


def told(sizes: Iterable[int]) -> str:
    """Return a shape as Python shows it."""
    return ANY_SHAPE.show(tuple(sizes))


def times(sizes: Iterable[int]) -> str:
    """Return the product of sizes, written out."""
    return " × ".join(map(str, sizes)) or "1"


def place_of(dim: int, rank: int) -> int | None:
    """Return the dimension counted from the front, or None where there is no such one."""
    return dim % rank if -rank <= dim < rank else None


def no_dimension(dim: int, rank: int) -> str | None:
    """Return why a tensor of so many dimensions has no such one, or None."""
    if place_of(dim, rank) is not None:
        return None
    return f"there is no dimension {dim} among {rank}"


def counted_from_one(dim: int) -> int | None:
    """Return the dimension that somebody means who counts from 1; None for 0 and from the back."""
    return dim - 1 if dim > 0 else None


def ordinal(dim: int, rank: int) -> str:
    """Return the numbers of a step that finds a dimension: how it is counted from the front."""
    return f"{dim} of {rank}, from the front" if dim >= 0 else f"{rank} − {-dim}, from the front"


def replaced(sizes: Sizes, place: int, *new: int) -> Sizes:
    """Return the shape with one size replaced by none, one or several."""
    return (*sizes[:place], *new, *sizes[place + 1 :])


def inserted(sizes: Sizes, place: int, size: int) -> Sizes:
    """Return the shape with a further size at this place."""
    return (*sizes[:place], size, *sizes[place:])


def strides_of(sizes: Sizes) -> Sizes:
    """Return the strides, in numbers, of a contiguous tensor of this shape."""
    found = [1]
    for size in reversed(sizes[1:]):
        found.append(found[-1] * size)
    return tuple(reversed(found))


def choices(*values: Value) -> ChoiceRange:
    """Return the range of these values."""
    return ChoiceRange(values)


def docs(name: str) -> str:
    """Return where PyTorch documents a function, method or module."""
    return f"https://docs.pytorch.org/docs/stable/generated/{name}.html"
