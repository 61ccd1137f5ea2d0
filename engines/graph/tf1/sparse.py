"""The sparse tensor of TensorFlow 1: three tensors under one name."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.folding import static_shape
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.rows import SparseTensorValue
from engines.graph.tf1.shapes import Shape, ShapeProblem, TensorShape, merge


class SparseTensor:
    """The places of the entries that are not zero, these entries, and the shape of the whole."""

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        with name_scope(None, "SparseTensor"):
            self.indices = convert(indices, dt.INT64, "indices")
            self.values = convert(values, None, "values")
            self.dense_shape = convert(dense_shape, dt.INT64, "dense_shape")
        self.shape: Shape = sizes_given_by(self.dense_shape)
        _check_parts(self.indices, self.values, self.dense_shape)

    def __repr__(self) -> str:
        return (
            f"SparseTensor(indices={self.indices}, values={self.values},"
            f" dense_shape={self.dense_shape})"
        )

    @property
    def parts(self) -> SparseTensorValue:
        """The three tensors, in TensorFlow's order."""
        return SparseTensorValue(self.indices, self.values, self.dense_shape)


def sizes_given_by(tensor: SymbolicTensor) -> Shape:
    """Return what is known of the shape that a tensor of sizes describes.

    Raises the snippet's ValueError for sizes that no tensor has.
    """
    try:
        return static_shape(tensor)
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None


def _check_parts(indices: SymbolicTensor, values: SymbolicTensor, shape: SymbolicTensor) -> None:
    for tensor, rank in ((indices, 2), (values, 1), (shape, 1)):
        if tensor.shape is not None and len(tensor.shape) != rank:
            raise failure("ValueError", f"Shape {TensorShape(tensor.shape)} must have rank {rank}")
    count = indices.shape[0] if indices.shape else None
    depth = indices.shape[1] if indices.shape else None
    for left, right in ((count, values.shape), (depth, shape.shape)):
        size = right[0] if right else None
        if left is not None and size is not None and left != size:
            raise failure("ValueError", f"Dimensions {left} and {size} are not compatible")


def as_sparse(value: Any) -> SparseTensor:
    """Return `value` as a sparse tensor. Raises the snippet's TypeError for anything dense."""
    if isinstance(value, SparseTensor):
        return value
    if isinstance(value, SparseTensorValue):
        return SparseTensor(*value)
    raise failure("TypeError", "Input must be a SparseTensor.")


def same_sparse_shape(left: SparseTensor, right: SparseTensor) -> Shape:
    """Return what both shapes say together. Raises the snippet's ValueError when they differ."""
    try:
        return merge(left.shape, right.shape)
    except ShapeProblem:
        shapes = TensorShape(left.shape), TensorShape(right.shape)
        raise failure(
            "ValueError", f"Shapes {shapes[0]} and {shapes[1]} are incompatible"
        ) from None
