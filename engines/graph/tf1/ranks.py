"""What shape functions ask of the rank of an input, with TensorFlow's complaints."""

from __future__ import annotations

from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.shapes import Shape, ShapeProblem


def ranked(shape: Shape, rank: int) -> tuple[int | None, ...]:
    """Return `shape` as one of `rank` sizes. Raises ShapeProblem when it has another rank."""
    if shape is None:
        return (None,) * rank
    if len(shape) != rank:
        raise ShapeProblem(f"Shape must be rank {rank} but is rank {len(shape)}")
    return shape


def ranked_at_least(shape: Shape, rank: int) -> Shape:
    """Return `shape`. Raises ShapeProblem when it has fewer than `rank` sizes."""
    if shape is not None and len(shape) < rank:
        raise ShapeProblem(f"Shape must be at least rank {rank} but is rank {len(shape)}")
    return shape


def ranked_for_axis(shape: Shape, axis: int) -> Shape:
    """Return `shape`. Raises ShapeProblem when it has no axis `axis`, counted from either end."""
    return ranked_at_least(shape, axis + 1 if axis >= 0 else -axis)


def same_size(left: int | None, right: int | None) -> int | None:
    """Return what two sizes that must agree say together. Raises ShapeProblem when they differ."""
    if left is not None and right is not None and left != right:
        raise ShapeProblem(f"Dimensions must be equal, but are {left} and {right}")
    return right if left is None else left


def exact_size(size: int | None, wanted: int) -> None:
    """Raise ShapeProblem when a size is known and another than `wanted`."""
    if size is not None and size != wanted:
        raise ShapeProblem(f"Dimension must be {wanted} but is {size}")


def size_input(op: Operation, index: int) -> int | None:
    """Return the size that a scalar input gives. Raises ShapeProblem for what can be none."""
    tensor = op.inputs[index]
    if tensor.shape:
        raise ShapeProblem(f"Input must be scalar but has rank {len(tensor.shape)}")
    value = static_value(tensor)
    if value is None:
        return None
    if int(value) < 0:
        raise ShapeProblem(f"Dimension size, given by scalar input {index}, must be non-negative"
                           f" but is {int(value)}")  # fmt: skip
    return int(value)
