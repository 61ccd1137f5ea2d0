"""The methods of a shape that raise when it is not as expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.show import show
from engines.graph.tf1.shapes import TensorShape, compatible, fully_known, shape_of


def _compatible(shape: TensorShape, other: Any) -> None:
    if not compatible(shape.sizes, shape_of(other)):
        raise failure("ValueError", f"Shapes {shape} and {show(other)} are incompatible")


def _fully_defined(shape: TensorShape) -> None:
    if not fully_known(shape.sizes):
        raise failure("ValueError", f"Shape {shape} is not fully defined")


def _same_rank(shape: TensorShape, other: Any) -> None:
    theirs = TensorShape(shape_of(other))
    if shape.sizes is None or theirs.sizes is None:
        return
    if len(shape.sizes) != len(theirs.sizes):
        raise failure("ValueError", f"Shapes {shape} and {theirs} must have the same rank")


SHAPE_ASSERTIONS: dict[str, Callable[..., None]] = {
    "assert_is_compatible_with": _compatible,
    "assert_is_fully_defined": _fully_defined,
    "assert_same_rank": _same_rank,
}


def shape_assertion(name: str) -> Callable[[TensorShape], Builtin]:
    """Return what gives the method `name` of a shape."""
    check = SHAPE_ASSERTIONS[name]
    return lambda shape: Builtin(name, lambda *given: check(shape, *given))
