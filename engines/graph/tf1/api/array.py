"""tf functions that shape, join and cut tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import Raised, failure
from engines.graph.limits import check_cells
from engines.graph.show import show_repr
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.shape import rank
from engines.graph.tf1.build import add_node, call_op, check_indices, convert, convert_arguments
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import (
    Dimension,
    TensorShape,
    shape_of,
)


@export("reshape", "manip.reshape")
def reshape(tensor: Any, shape: Any, name: Any = None) -> Any:
    """Return the same entries in another shape; -1 stands for what is left."""
    return call_op("Reshape", name, tensor, shape)


@export("transpose")
def transpose(a: Any, perm: Any = None, name: Any = "transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its axes in another order (reversed when none is given)."""
    with name_scope(name, "transpose") as scope:
        value = plain(a) if isinstance(plain(a), SymbolicTensor) else convert(a, None, "a")
        if perm is None:
            if value.shape is not None:
                perm = np.arange(len(value.shape) - 1, -1, -1, dtype=np.int32)
            else:
                count = add_node("Rank", "Rank", (value,)).outputs[0]
                last = call_op("Sub", None, count, 1, default="sub")
                perm = call_op("Range", None, last, -1, -1)
        inputs = convert_arguments("Transpose", (value, perm))
        return add_node("Transpose", scope, inputs).outputs[0]


@export("ensure_shape")
def ensure_shape(x: Any, shape: Any, name: Any = None) -> Any:
    """Return the tensor, whose shape is checked at run."""
    return call_op("EnsureShape", name, x, shape=shape_of(shape))


@export("guarantee_const")
def guarantee_const(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor, said to be the same in every run."""
    return call_op("GuaranteeConst", name, input)


@export("shape_n")
def shape_n(input: Any, out_type: Any = dt.INT32, name: Any = None) -> Any:  # noqa: A002
    """Return the shapes of several tensors."""
    with name_scope(name, "ShapeN") as scope:
        parts = tuple(same_type("ShapeN", "input", list(input)))
        kind = needs_dtype(out_type) or dt.INT32
        return list(add_node("ShapeN", scope, parts, out_type=kind).outputs)


@export("matrix_transpose", "linalg.transpose", "linalg.matrix_transpose")
def matrix_transpose(a: Any, name: Any = "matrix_transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its last two axes swapped."""
    with name_scope(name, "matrix_transpose"):
        value = convert(a, None, "a")
        if value.shape is not None and len(value.shape) < 2:
            raise failure(
                "ValueError",
                "Argument `a` should be a (batch) matrix with rank >= 2.  Received `a` ="
                f" {value} with shape: {TensorShape(value.shape)}",
            )
        if value.shape is None:
            count = rank(value)
            outer = call_op("Range", None, 0, call_op("Sub", None, count, 2, default="sub"), 1)
            last = [call_op("Sub", None, count, less, default="sub") for less in (1, 2)]
            return transpose(value, concat((outer, last), 0))
        axes = list(range(len(value.shape)))
        axes[-2:] = [axes[-1], axes[-2]]
        return transpose(value, axes)


@export("concat")
def concat(values: Any, axis: Any, name: Any = "concat") -> Any:
    """Return tensors joined along an axis."""
    parts = list(values) if isinstance(values, (list, tuple)) else [values]
    with name_scope(name, "concat") as scope:
        if len(parts) == 1:
            _check_scalar(convert(axis, None, "concat_dim"))
            return call_op("Identity", name, parts[0], default="concat")
        if not parts:
            raise failure("ValueError", "List argument 'values' to 'ConcatV2' Op with length 0"
                          " shorter than minimum length 2.")  # fmt: skip
        tensors = same_type("ConcatV2", "values", parts)
        where = convert(axis, None, "axis", dt.INT32)
        check_indices("axis", where)
        return add_node("ConcatV2", scope, (*tensors, where)).outputs[0]


def _check_scalar(tensor: SymbolicTensor) -> None:
    if tensor.shape:
        raise failure("ValueError", f"Shape {TensorShape(tensor.shape)} must have rank 0")


def same_type(kind: str, label: str, parts: list[Any]) -> list[SymbolicTensor]:
    """Return the list argument `label` of an op of `kind` as tensors of one type."""
    known = next((part.dtype.base for part in map(plain, parts)
                  if isinstance(part, SymbolicTensor)), None)  # fmt: skip
    try:
        tensors = [
            convert(part, known, f"{label}_{index}")
            if known is not None and not isinstance(plain(part), SymbolicTensor)
            else convert(part, None, f"{label}_{index}")
            for index, part in enumerate(parts)
        ]
    except Raised as raised:
        if raised.error.kind.name not in ("TypeError", "ValueError"):
            raise
        tensors = []
    if not tensors or any(tensor.dtype.base != tensors[0].dtype.base for tensor in tensors):
        kinds = ", ".join(_observed_type(part) for part in parts)
        raise failure(
            "TypeError",
            f"Tensors in list passed to '{label}' of '{kind}' Op have types [{kinds}] that don't"
            " all match.",
        )
    return tensors


def _observed_type(part: Any) -> str:
    try:
        return convert(part).dtype.base.name
    except Raised:
        return "<NOT CONVERTIBLE TO TENSOR>"


def plain(value: Any) -> Any:
    """Return the tensor that a variable stands for, anything else as it is."""
    return value.snapshot if is_variable(value) else value


@export("stack", "pack")
def stack(values: Any, axis: Any = 0, name: Any = "stack") -> Any:
    """Return tensors of one shape stacked along a new axis."""
    if axis == 0:
        try:
            return convert(values, None, name or "stack")
        except Raised as raised:
            if raised.error.kind.name not in ("TypeError", "ValueError"):
                raise
    parts = list(values)
    shape = convert(parts[0], None, name or "stack").shape if parts else None
    if shape is not None:
        _check_axis(int(axis), len(shape) + 1)
    with name_scope(name, "stack") as scope:
        tensors = tuple(same_type("Pack", "values", parts))
        return add_node("Pack", scope, tensors, axis=int(axis)).outputs[0]


def _check_axis(axis: int, rank: int) -> None:
    if not -rank <= axis < rank:
        raise failure("ValueError", f"Argument `axis` = {axis} not in range [{-rank}, {rank})")


@export("unstack", "unpack")
def unstack(value: Any, num: Any = None, axis: Any = 0, name: Any = "unstack") -> Any:
    """Return the list of slices along an axis."""
    if num is None:
        value = convert(value)
        shape = value.shape
        if shape is not None:
            _check_axis(int(axis), len(shape))
            num = shape[int(axis)]
        if num is None:
            raise failure(
                "ValueError", f"Cannot infer argument `num` from shape {TensorShape(shape)}"
            )
    check_cells(int(num))
    with name_scope(name, "unstack") as scope:
        tensor = convert(value, None, "value")
        return list(add_node("Unpack", scope, (tensor,), num=int(num), axis=int(axis)).outputs)


@export("split")
def split(value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None,
          name: Any = "split") -> Any:  # fmt: skip
    """Return the parts of a tensor cut along an axis."""
    count = num_or_size_splits
    if isinstance(count, (int, np.integer, Dimension)) and not isinstance(count, bool):
        with name_scope(name, "split") as scope:
            if count < 1:
                raise failure("ValueError", f"Attr 'num_split' of 'Split' Op passed {int(count)}"
                              " less than minimum 1.")  # fmt: skip
            check_cells(int(count))
            inputs = convert_arguments("Split", (axis, value))
            return list(add_node("Split", scope, inputs, num_split=int(count)).outputs)
    sizes = convert(count)
    if sizes.shape == ():
        raise failure("ValueError", "Rank-0 tensors are not supported as the num_or_size_splits"
                      f" argument to split. Argument provided: {count}")  # fmt: skip
    known = num if num is not None else sizes.shape[0] if sizes.shape else None
    if known is None:
        raise failure("ValueError", f"Cannot infer argument `num` from shape {count}")
    check_cells(int(known))
    with name_scope(name, "split") as scope:
        inputs = convert_arguments("SplitV", (value, sizes, axis))
        return list(add_node("SplitV", scope, inputs, num_split=int(known)).outputs)


@export("expand_dims")
def expand_dims(input: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:  # noqa: A002
    """Return the tensor with an axis of size 1 inserted."""
    place = axis if axis is not None else dim
    if place is None:
        raise failure("ValueError", "Must specify an axis argument to tf.expand_dims()")
    return call_op("ExpandDims", name, input, place)


@export("squeeze")
def squeeze(input: Any, axis: Any = None, name: Any = None, squeeze_dims: Any = None) -> Any:  # noqa: A002
    """Return the tensor without axes of size 1 (all of them, or those given)."""
    place = axis if axis is not None else squeeze_dims
    axes = [] if place is None else list(place) if isinstance(place, (list, tuple)) else [place]
    for entry in axes:
        if not isinstance(entry, (int, np.integer)):
            raise failure("TypeError", f"Expected int for argument 'axis' not {show_repr(entry)}.")
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
    kind = str(mode).upper()
    if kind in ("REFLECT", "SYMMETRIC"):
        return call_op("MirrorPad", name, tensor, paddings, mode=kind)
    if kind != "CONSTANT":
        raise failure("ValueError",
                      'Value of argument `mode` expected to be one of "CONSTANT", "REFLECT", or'
                      f' "SYMMETRIC". Received `mode` = {kind}')  # fmt: skip
    if isinstance(constant_values, (int, float)) and constant_values == 0:
        return call_op("Pad", name, tensor, paddings)
    return call_op("PadV2", name, tensor, paddings, constant_values)


export_value("newaxis", None)
