"""tf functions that ask for shapes and compute with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import (
    ShapeProblem,
    TensorShape,
    broadcast,
    fully_known,
    shape_of,
)
from engines.graph.tf1.sparse import SparseTensor


@export("shape")
def shape(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the shape as a tensor: a constant where it is fully known."""
    return measured("Shape", input, name, needs_dtype(out_type) or dt.INT32)


@export("size")
def size(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the number of elements as a tensor."""
    return measured("Size", input, name, needs_dtype(out_type) or dt.INT32)


@export("rank")
def rank(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the number of axes as a tensor."""
    return measured("Rank", input, name, dt.INT32)


def measured(kind: str, value: Any, name: Any, out: dt.DType) -> SymbolicTensor:
    """Return the shape, size or rank of a tensor: a constant where it is known."""
    with name_scope(name, kind) as scope:
        if isinstance(value, SparseTensor) and kind == "Shape":
            return add_node("Cast", "Cast", (value.dense_shape,), DstT=out).outputs[0]
        tensor = convert(value)
        sizes = tensor.shape
        if kind == "Rank" and sizes is not None:
            return constant(len(sizes), dt.INT32, scope)
        if fully_known(sizes):
            assert sizes is not None
            known = [int(size or 0) for size in sizes]
            number: Any = known if kind == "Shape" else int(np.prod(known, dtype=np.int64))
            return constant(np.array(number, dtype=out.numpy), out, scope)
        return add_node(kind, scope, (tensor,), out_type=out).outputs[0]


def plain_shape(value: Any) -> SymbolicTensor:
    """Return the shape as TensorFlow's own functions ask for it; a constant is named otherwise."""
    with name_scope(None, "Shape") as scope:
        tensor = convert(value)
        sizes = tensor.shape
        if sizes is not None and fully_known(sizes):
            return constant(TensorShape(sizes), dt.INT32, "shape_as_tensor")
        return add_node("Shape", scope, (tensor,), out_type=dt.INT32).outputs[0]


@export("broadcast_static_shape")
def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """Return the shape of two shapes broadcast against each other."""
    try:
        return TensorShape(broadcast(shape_of(shape_x), shape_of(shape_y)))
    except ShapeProblem:
        raise failure("ValueError", "Incompatible shapes for broadcasting. Two shapes are"
                      " compatible if for each dimension pair they are either equal or one of them"
                      " is 1."
                      f" Received: {TensorShape(shape_x)} and {TensorShape(shape_y)}."
                      ) from None  # fmt: skip


@export("broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Any:
    """Return the shape of two shapes, given as tensors, broadcast against each other."""
    return call_op("BroadcastArgs", None, shape_x, shape_y)
