"""tf functions that make tensors of one value everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.shape import plain_shape
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import array_of, holds_tensors, needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Dimension, TensorShape, fully_known

_NUMBERS = {"zeros": 0, "ones": 1}


def make_filled(label: str, shape: Any, kind: dt.DType, name: Any = None) -> SymbolicTensor:
    """Return a tensor of zeros or ones, as `label` says: a constant where it is small."""
    with name_scope(name, label) as scope:
        value: Any = _NUMBERS[label]
        if kind is dt.BOOL:
            value = bool(value)
        elif kind is dt.STRING and label == "zeros":
            value = ""
        sizes = _known_sizes(shape)
        single_size = isinstance(shape, (int, np.integer, Dimension))
        if sizes is not None and not single_size and int(np.prod(sizes, dtype=np.int64)) < 1000:
            array = np.full(sizes, value, dtype=object if kind is dt.STRING else kind.numpy)
            return constant(array, kind, scope)
        label = "packed" if holds_tensors(shape) else "shape_as_tensor"
        dims = convert([shape] if single_size else shape, None, label, dt.INT32)
        if dims.shape == ():
            dims = call_op("Reshape", None, dims, [-1])
        single = constant(value, kind, "Const")
        return add_node("Fill", scope, (dims, single)).outputs[0]


def _filled(label: str) -> Any:
    def fill(shape: Any, dtype: Any = dt.FLOAT32, name: Any = None) -> Any:
        return make_filled(label, shape, (needs_dtype(dtype) or dt.FLOAT32).base, name)

    return fill


def _known_sizes(shape: Any) -> tuple[int, ...] | None:
    if isinstance(shape, SymbolicTensor):
        return None
    if shape is None or isinstance(shape, TensorShape):
        shape = array_of(shape).tolist()
    entries = list(shape) if isinstance(shape, (list, tuple, np.ndarray)) else [shape]
    if any(isinstance(entry, SymbolicTensor) for entry in entries):
        return None
    if entries and all(isinstance(entry, (list, tuple, np.ndarray)) for entry in entries):
        raise failure("ValueError", "Shape must be rank 1 but is rank 2")
    listed = isinstance(shape, (list, tuple))
    sizes = tuple(
        int(entry) if listed and isinstance(entry, float) else _whole(entry) for entry in entries
    )
    if any(size < 0 for size in sizes):
        raise failure("ValueError", "Fill dimensions must be >= 0")
    check_shape(sizes)
    return sizes


def _whole(size: Any) -> int:
    if isinstance(size, str) or size is None:
        raise failure(
            "TypeError", f"Expected int32, but got {size} of type '{type(size).__name__}'."
        )
    if isinstance(size, Dimension) and size.value is None:
        raise failure("TypeError", "__int__ returned non-int (type NoneType)")
    return int(size)


export("zeros")(_filled("zeros"))
export("ones")(_filled("ones"))


def make_like(
    label: str, tensor: Any, kind: dt.DType | None = None, name: Any = None
) -> SymbolicTensor:
    """Return zeros or ones, as `label` says, of the shape of a tensor and of its type."""
    with name_scope(name, f"{label}_like") as scope:
        value = convert(tensor, None, "tensor")
        wanted = kind or value.dtype.base
        if label == "zeros" and fully_known(value.shape):
            return make_filled(label, TensorShape(value.shape), wanted, scope)
        if label == "zeros" and wanted == value.dtype.base:
            return add_node("ZerosLike", scope, (value,)).outputs[0]
        filled = make_filled(label, plain_shape(value), wanted, scope)
        filled.shape = value.shape
        return filled


def _like(label: str) -> Any:
    def like(tensor: Any, dtype: Any = None, name: Any = None, optimize: Any = True) -> Any:
        return make_like(label, tensor, needs_dtype(dtype), name)

    return like


export("zeros_like")(_like("zeros"))
export("ones_like")(_like("ones"))


@export("fill")
def fill(dims: Any, value: Any, name: Any = None) -> Any:
    """Return a tensor of shape `dims` with one value everywhere."""
    return call_op("Fill", name, dims, value)
