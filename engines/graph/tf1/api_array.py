"""tf functions that shape, join and cut tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import (
    add_node,
    call_op,
    constant,
    convert,
    is_variable,
    name_scope,
)
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, fully_known


@export("shape")
def shape(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the shape as a tensor: a constant where it is fully known."""
    return _measure("Shape", input, name, needs_dtype(out_type) or dt.INT32)


@export("size")
def size(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the number of elements as a tensor."""
    return _measure("Size", input, name, needs_dtype(out_type) or dt.INT32)


@export("rank")
def rank(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the number of axes as a tensor."""
    return _measure("Rank", input, name, dt.INT32)


def _measure(kind: str, value: Any, name: Any, out: dt.DType) -> SymbolicTensor:
    with name_scope(name, kind) as scope:
        tensor = convert(value, None, "input")
        sizes = tensor.shape
        if kind == "Rank" and sizes is not None:
            return constant(len(sizes), dt.INT32, scope)
        if fully_known(sizes):
            assert sizes is not None
            known = [int(size or 0) for size in sizes]
            number: Any = known if kind == "Shape" else int(np.prod(known, dtype=np.int64))
            return constant(np.array(number, dtype=out.numpy), out, scope)
        return add_node(kind, scope, (tensor,), out_type=out).outputs[0]


@export("reshape", "manip.reshape")
def reshape(tensor: Any, shape: Any, name: Any = None) -> Any:
    """Return the same entries in another shape; -1 stands for what is left."""
    return call_op("Reshape", name, tensor, shape)


@export("transpose")
def transpose(a: Any, perm: Any = None, name: Any = "transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its axes in another order (reversed when none is given)."""
    with name_scope(name, "transpose") as scope:
        value = convert(a, None, "a")
        if perm is None:
            if value.shape is not None:
                perm = np.arange(len(value.shape) - 1, -1, -1, dtype=np.int32)
            else:
                count = add_node("Rank", "Rank", (value,)).outputs[0]
                last = call_op("Sub", None, count, 1)
                perm = call_op("Range", None, last, -1, -1)
        order = convert(perm, None, "perm", dt.INT32)
        return add_node("Transpose", scope, (value, order)).outputs[0]


@export("matrix_transpose", "linalg.transpose")
def matrix_transpose(a: Any, name: Any = "matrix_transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its last two axes swapped."""
    value = convert(a)
    if value.shape is None or len(value.shape) < 2:
        raise failure("ValueError", f"Argument `a` should be a (batch) matrix with rank >= 2."
                      f"  Received `a` = {a} with shape: {TensorShape(value.shape)}")  # fmt: skip
    axes = list(range(len(value.shape)))
    axes[-2:] = [axes[-1], axes[-2]]
    with name_scope(name, "matrix_transpose"):
        return transpose(value, axes)


@export("concat")
def concat(values: Any, axis: Any, name: Any = "concat") -> Any:
    """Return tensors joined along an axis."""
    parts = list(values) if isinstance(values, (list, tuple)) else [values]
    with name_scope(name, "concat") as scope:
        if len(parts) == 1:
            return add_node("Identity", scope, (convert(parts[0]),)).outputs[0]
        kind = next((part.dtype.base for part in map(plain, parts)
                     if isinstance(part, SymbolicTensor)), None)  # fmt: skip
        tensors: list[SymbolicTensor] = []
        for index, part in enumerate(parts):
            tensor = convert(part, None if isinstance(plain(part), SymbolicTensor) else kind,
                             f"values_{index}")  # fmt: skip
            if tensors and tensor.dtype.base != tensors[0].dtype.base:
                kinds = ", ".join(convert(entry).dtype.base.name for entry in parts)
                raise failure(
                    "TypeError",
                    "Tensors in list passed to 'values' of 'ConcatV2' Op have types"
                    f" [{kinds}] that don't all match.",
                )
            tensors.append(tensor)
        where = convert(axis, None, "axis", dt.INT32)
        return add_node("ConcatV2", scope, (*tensors, where)).outputs[0]


def plain(value: Any) -> Any:
    """Return the tensor that a variable stands for, anything else as it is."""
    return value.snapshot if is_variable(value) else value


@export("stack", "pack")
def stack(values: Any, axis: Any = 0, name: Any = "stack") -> Any:
    """Return tensors of one shape stacked along a new axis."""
    with name_scope(name, "stack") as scope:
        kind = next((part.dtype.base for part in map(plain, values)
                     if isinstance(part, SymbolicTensor)), None)  # fmt: skip
        tensors = tuple(
            convert(part, None if isinstance(plain(part), SymbolicTensor) else kind,
                    f"values_{index}")
            for index, part in enumerate(values)
        )  # fmt: skip
        for tensor in tensors:
            if tensor.dtype.base != tensors[0].dtype.base:
                kinds = ", ".join(entry.dtype.base.name for entry in tensors)
                raise failure(
                    "TypeError",
                    f"Tensors in list passed to 'values' of 'Pack' Op have types [{kinds}] that"
                    " don't all match.",
                )
        return add_node("Pack", scope, tensors, axis=int(axis)).outputs[0]


@export("unstack", "unpack")
def unstack(value: Any, num: Any = None, axis: Any = 0, name: Any = "unstack") -> Any:
    """Return the list of slices along an axis."""
    with name_scope(name, "unstack") as scope:
        tensor = convert(value, None, "value")
        if num is None:
            if tensor.shape is None or tensor.shape[int(axis)] is None:
                raise failure(
                    "ValueError",
                    f"Cannot infer argument `num` from shape {TensorShape(tensor.shape)}",
                )
            num = tensor.shape[int(axis)]
        return list(add_node("Unpack", scope, (tensor,), num=int(num), axis=int(axis)).outputs)


@export("split")
def split(value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None,
          name: Any = "split") -> Any:  # fmt: skip
    """Return the parts of a tensor cut along an axis."""
    with name_scope(name, "split") as scope:
        tensor = convert(value, None, "value")
        if isinstance(num_or_size_splits, int):
            place = convert(axis, None, "split_dim", dt.INT32)
            node = add_node("Split", scope, (place, tensor), num_split=num_or_size_splits)
            return list(node.outputs)
        sizes = convert(num_or_size_splits, None, "Const", dt.INT32)
        place = convert(axis, None, "split_dim", dt.INT32)
        known = sizes.shape[0] if sizes.shape else num
        node = add_node("SplitV", scope, (tensor, sizes, place), num_split=int(known or 0))
        return list(node.outputs)


@export("expand_dims")
def expand_dims(input: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:  # noqa: A002
    """Return the tensor with an axis of size 1 inserted."""
    place = axis if axis is not None else dim
    return call_op("ExpandDims", name, input, place)


@export("squeeze")
def squeeze(input: Any, axis: Any = None, name: Any = None, squeeze_dims: Any = None) -> Any:  # noqa: A002
    """Return the tensor without axes of size 1 (all of them, or those given)."""
    place = axis if axis is not None else squeeze_dims
    axes = [] if place is None else list(place) if isinstance(place, (list, tuple)) else [place]
    return call_op("Squeeze", name, input, squeeze_dims=[int(entry) for entry in axes])


@export("tile", "manip.tile")
def tile(input: Any, multiples: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor repeated along its axes."""
    return call_op("Tile", name, input, multiples)


@export("broadcast_to")
def broadcast_to(input: Any, shape: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor broadcast to a shape."""
    return call_op("BroadcastTo", name, input, shape)


@export("reverse", "reverse_v2", "manip.reverse")
def reverse(tensor: Any, axis: Any, name: Any = None) -> Any:
    """Return the tensor with the order along some axes reversed."""
    return call_op("ReverseV2", name, tensor, axis)


@export("pad")
def pad(tensor: Any, paddings: Any, mode: Any = "CONSTANT", name: Any = None,
        constant_values: Any = 0) -> Any:  # fmt: skip
    """Return the tensor with entries added before and after each axis."""
    if str(mode).upper() != "CONSTANT":
        return call_op("MirrorPad", name, tensor, paddings, mode=str(mode).upper())
    if isinstance(constant_values, (int, float)) and constant_values == 0:
        return call_op("Pad", name, tensor, paddings)
    return call_op("PadV2", name, tensor, paddings, constant_values)


export_value("newaxis", None)
