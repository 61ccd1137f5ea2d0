"""Op table: joining, stacking and cutting."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_array import Tensor
from engines.graph.tf1.ops_math import same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, merge, show_shape


def _concat_shape(op: Operation) -> Shape:
    axis = static_value(op.inputs[-1])
    shapes = [tensor.shape for tensor in op.inputs[:-1]]
    known = [shape for shape in shapes if shape is not None]
    if axis is None or not known:
        return (None,) * len(known[0]) if known else None
    rank = len(known[0])
    if not -rank <= int(axis) < max(rank, 1):
        raise ShapeProblem(
            "ConcatOp : Expected concatenating dimensions in the range"
            f" [-{rank}, {rank}), but got {int(axis)}"
        )
    place = axis_of(int(axis), rank)
    result: Shape = known[0][:place] + known[0][place + 1 :]
    total: int | None = 0
    for shape in shapes:
        if shape is None:
            total = None
            continue
        if len(shape) != rank:
            raise ShapeProblem(f"Shape must be rank {rank} but is rank {len(shape)}")
        result = merge(result, shape[:place] + shape[place + 1 :])
        size = shape[place]
        total = None if total is None or size is None else total + size
    assert result is not None
    return (*result[:place], total, *result[place:])


def _concat(op: Operation, *values: Any) -> Any:
    parts, axis = values[:-1], int(values[-1])
    check_elements(sum(int(np.prod(part.shape)) for part in parts))
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts, axis)
    place = axis_of(axis, parts[0].dim())
    for index, part in enumerate(parts):
        same = part.dim() == parts[0].dim() and all(
            a == b for i, (a, b) in enumerate(zip(part.shape, parts[0].shape, strict=True))
            if i != place
        )  # fmt: skip
        if not same:
            raise KernelFailure(
                "ConcatOp : Dimensions of inputs should match: shape[0] ="
                f" {show_shape(tuple(parts[0].shape))} vs. shape[{index}] ="
                f" {show_shape(tuple(part.shape))}"
            )
    return torch.cat(parts, place)


def _pack_shape(op: Operation) -> Shape:
    shape: Shape = None
    for tensor in reversed(op.inputs):
        shape = merge(tensor.shape, shape)
    if shape is None:
        return None
    place = axis_of(op.attrs["axis"], len(shape) + 1)
    return (*shape[:place], len(op.inputs), *shape[place:])


def _pack(op: Operation, *values: Any) -> Any:
    check_elements(sum(int(np.prod(part.shape)) for part in values))
    for index, part in enumerate(values):
        if part.shape != values[0].shape:
            raise KernelFailure(
                "Shapes of all inputs must match: values[0].shape ="
                f" {show_shape(tuple(values[0].shape))} != values[{index}].shape ="
                f" {show_shape(tuple(part.shape))}"
            )
    if isinstance(values[0], np.ndarray):
        return np.stack(values, op.attrs["axis"])
    return torch.stack(values, op.attrs["axis"])


def _unpack_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind = op.inputs[0].shape, op.inputs[0].dtype.base
    if shape is not None:
        place = axis_of(op.attrs["axis"], len(shape))
        shape = shape[:place] + shape[place + 1 :]
    return [(kind, shape)] * op.attrs["num"]


def _unpack(op: Operation, value: Tensor) -> Any:
    parts = torch.unbind(value, op.attrs["axis"])
    if len(parts) != op.attrs["num"]:
        raise KernelFailure(
            f"Input shape axis {op.attrs['axis']} must equal {op.attrs['num']}, got shape"
            f" {show_shape(tuple(value.shape))}"
        )
    return parts if len(parts) != 1 else parts[0]


def _split_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    axis, shape, number = static_value(op.inputs[0]), op.inputs[1].shape, op.attrs["num_split"]
    kind = op.inputs[1].dtype.base
    if shape is None or axis is None:
        return [(kind, None if shape is None else (None,) * len(shape))] * number
    place = axis_of(int(axis), len(shape))
    size = shape[place]
    if size is not None and size % number:
        raise ShapeProblem(f"Dimension size must be evenly divisible by {number} but is {size}")
    part = None if size is None else size // number
    return [(kind, (*shape[:place], part, *shape[place + 1 :]))] * number


def _split(op: Operation, axis: Tensor, value: Tensor) -> Any:
    number = op.attrs["num_split"]
    size = value.shape[int(axis)]
    if size % number:
        raise KernelFailure(
            "Number of ways to split should evenly divide the split dimension, but got split_dim"
            f" {int(axis)} (size = {size}) and num_split {number}"
        )
    parts = torch.split(value, size // number, int(axis))
    return parts if number != 1 else parts[0]


def _split_sizes_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind = op.inputs[0].shape, op.inputs[0].dtype.base
    sizes, axis = static_value(op.inputs[1]), static_value(op.inputs[2])
    if shape is None or sizes is None or axis is None:
        return [(kind, None)] * op.attrs["num_split"]
    place = axis_of(int(axis), len(shape))
    return [(kind, (*shape[:place], int(size), *shape[place + 1 :])) for size in sizes]


def _split_sizes(op: Operation, value: Tensor, sizes: Tensor, axis: Tensor) -> Any:
    if int(sizes.sum()) != value.shape[int(axis)]:
        raise KernelFailure(
            "Determined shape must either match input shape along split_dim exactly if fully"
            " specified, or be less than the size of the input along split_dim if not fully"
            " specified."
        )
    parts = torch.split(value, [int(size) for size in sizes], int(axis))
    return parts if len(parts) != 1 else parts[0]


register(
    (
        OpDef("ConcatV2", "", _concat_shape, 0, _concat),
        OpDef("Pack", "", _pack_shape, 0, _pack),
        OpDef("Unpack", "value:T", same_shape, 0, _unpack, outputs=_unpack_outputs),
        OpDef("Split", "split_dim:int32 value:T", same_shape, 1, _split, outputs=_split_outputs),
        OpDef("SplitV", "value:T size_splits:int32 split_dim:int32", same_shape, 0, _split_sizes,
              outputs=_split_sizes_outputs),
    )
)  # fmt: skip
