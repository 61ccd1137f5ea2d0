"""Static shapes: tuples of sizes where None is an unknown size, and None an unknown rank.

`TensorShape` and `Dimension` are what a snippet sees of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engines.graph.errors import Raised, failure

Shape = tuple[int | None, ...] | None


class ShapeProblem(Exception):
    """A static shape function found that the inputs cannot fit; the message is TensorFlow's."""


def show_shape(shape: Shape) -> str:
    """Return the shape as kernels and node definitions write it: `[2,?]`, `?` for no rank."""
    if shape is None:
        return "?"
    return "[" + ",".join("?" if size is None else str(size) for size in shape) + "]"


def fully_known(shape: Shape) -> bool:
    """Return whether rank and all sizes are known."""
    return shape is not None and None not in shape


def count(shape: Shape) -> int | None:
    """Return the number of elements, or None when it is not known."""
    if shape is None:
        return None
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


def broadcast(left: Shape, right: Shape) -> Shape:
    """Return the broadcast shape. Raises ShapeProblem when two known sizes do not agree."""
    if left is None or right is None:
        return None
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(shape)) + shape for shape in (left, right)]
    result: list[int | None] = []
    for a, b in zip(*padded, strict=True):
        if a is None or b is None:
            known = b if a is None else a
            result.append(None if known == 1 else known)
        elif a == b or b == 1:
            result.append(a)
        elif a == 1:
            result.append(b)
        else:
            raise ShapeProblem(f"Dimensions must be equal, but are {a} and {b}")
    return tuple(result)


def merge(left: Shape, right: Shape) -> Shape:
    """Return what both shapes say together. Raises ShapeProblem when they contradict."""
    if left is None:
        return right
    if right is None:
        return left
    if len(left) != len(right):
        raise ShapeProblem(f"Shapes must be equal rank, but are {len(left)} and {len(right)}")
    result: list[int | None] = []
    for index, (a, b) in enumerate(zip(left, right, strict=True)):
        if a is not None and b is not None and a != b:
            raise ShapeProblem(
                f"Dimension {index} in both shapes must be equal, but are {a} and {b}."
                f" Shapes are {show_shape(left)} and {show_shape(right)}."
            )
        result.append(b if a is None else a)
    return tuple(result)


def compatible(left: Shape, right: Shape) -> bool:
    """Return whether one value could have both shapes."""
    try:
        merge(left, right)
    except ShapeProblem:
        return False
    return True


def common(left: Shape, right: Shape) -> Shape:
    """Return the most that is known of a value that has one of two shapes."""
    if left is None or right is None or len(left) != len(right):
        return None
    return tuple(a if a == b else None for a, b in zip(left, right, strict=True))


def axis_of(axis: int, rank: int) -> int:
    """Return `axis` counted from the front."""
    return axis + rank if axis < 0 else axis


class Dimension:
    """One size of a TensorShape as a snippet sees it; arithmetic gives a Dimension again."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value: int | None = value.value if isinstance(value, Dimension) else value

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def __eq__(self, other: object) -> Any:
        known = other.value if isinstance(other, Dimension) else other
        if self.value is None or known is None:
            return None
        return self.value == known

    def __hash__(self) -> int:
        return hash(self.value)

    def __int__(self) -> int:
        return self.value  # type: ignore[return-value]  # int(None) must fail as TensorFlow's does

    def __index__(self) -> int:
        return self.value  # type: ignore[return-value]  # the same for a size used as an index

    def _combined(self, other: Any, operator: Any) -> Any:
        value = other.value if isinstance(other, Dimension) else other
        if value is not None and not isinstance(value, int):
            return NotImplemented
        if self.value is None or value is None:
            return Dimension(None)
        return Dimension(operator(self.value, value))

    def __add__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: b - a)

    def __mul__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        raise TypeError(
            f"unsupported operand type(s) for /: 'Dimension' and '{type(other).__name__}', please"
            " use // instead"
        )

    def __floordiv__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a // b)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: b // a)

    def __mod__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a % b)

    def __lt__(self, other: Any) -> Any:
        return self._ordered(other, lambda a, b: a < b)

    def __le__(self, other: Any) -> Any:
        return self._ordered(other, lambda a, b: a <= b)

    def __gt__(self, other: Any) -> Any:
        return self._ordered(other, lambda a, b: a > b)

    def __ge__(self, other: Any) -> Any:
        return self._ordered(other, lambda a, b: a >= b)

    def _ordered(self, other: Any, operator: Any) -> Any:
        value = other.value if isinstance(other, Dimension) else other
        return None if self.value is None or value is None else operator(self.value, value)


class TensorShape:
    """A static shape as a snippet sees it."""

    __slots__ = ("sizes",)

    def __init__(self, sizes: Any) -> None:
        self.sizes: Shape = shape_of(sizes)

    def __repr__(self) -> str:
        if self.sizes is None:
            return "TensorShape(None)"
        return f"TensorShape([{', '.join(repr(Dimension(size)) for size in self.sizes)}])"

    def __str__(self) -> str:
        if self.sizes is None:
            return "<unknown>"
        shown = ["?" if size is None else str(size) for size in self.sizes]
        return f"({shown[0]},)" if len(shown) == 1 else f"({', '.join(shown)})"

    def __len__(self) -> int:
        if self.sizes is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self.sizes)

    def __bool__(self) -> bool:
        return self.sizes is not None

    def __iter__(self) -> Iterator[Dimension]:
        if self.sizes is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return (Dimension(size) for size in self.sizes)

    def __getitem__(self, key: Any) -> Any:
        if self.sizes is None:
            return TensorShape(None) if isinstance(key, slice) else Dimension(None)
        found = list(self.sizes)[key]
        return TensorShape(found) if isinstance(found, list) else Dimension(found)

    def __eq__(self, other: object) -> bool:
        try:
            return self.sizes == shape_of(other)
        except (TypeError, ValueError, Raised):
            return False

    def __hash__(self) -> int:
        return hash(self.sizes)

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def concatenate(self, other: Any) -> TensorShape:
        """Return this shape followed by another; unknown when one of them is."""
        more = shape_of(other)
        if self.sizes is None or more is None:
            return TensorShape(None)
        return TensorShape((*self.sizes, *more))

    def merge_with(self, other: Any) -> TensorShape:
        """Return what both shapes say together; raises the snippet's ValueError if they differ."""
        try:
            return TensorShape(merge(self.sizes, shape_of(other)))
        except ShapeProblem:
            raise failure(
                "ValueError", f"Shapes {self} and {TensorShape(other)} are not compatible"
            ) from None

    def with_rank(self, rank: int) -> TensorShape:
        """Return the shape with that many sizes; raises the snippet's ValueError if it cannot."""
        if self.sizes is None:
            return TensorShape([None] * rank)
        if len(self.sizes) != rank:
            raise failure("ValueError", f"Shape {self} must have rank {rank}")
        return self


def shape_of(given: Any) -> Shape:
    """Return the static shape that a snippet means; raises TensorFlow's errors for what is none."""
    if given is None:
        return None
    if isinstance(given, TensorShape):
        return given.sizes
    if isinstance(given, (int, np.integer, Dimension)):
        return (_size(given),)
    if isinstance(given, str) and given:
        raise failure(
            "TypeError",
            f"Failed to convert '{given!r}' to a shape: '{given[0]!r}'could not be converted to a"
            " dimension. A shape should either be single dimension (e.g. 10), or an iterable of"
            " dimensions (e.g. [1, 10, None]).",
        )
    if isinstance(given, float):
        return (_size(given),)
    return tuple(_size(entry) for entry in given)


def _size(entry: Any) -> int | None:
    value = entry.value if isinstance(entry, Dimension) else entry
    if value is None:
        return None
    if not hasattr(type(value), "__index__"):
        raise failure(
            "TypeError",
            "Dimension value must be integer or None or have an __index__ method, got value"
            f" '{value!r}' with type '{type(value)}'",
        )
    size = int(value)
    if size < 0:
        raise failure("ValueError", f"Dimension {size} must be >= 0")
    return size
