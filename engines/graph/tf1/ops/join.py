"""Op table: joining, stacking and cutting."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import exact_size, ranked, ranked_for_axis
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, merge, show_shape


def _concat_shape(op: Operation) -> Shape:
    ranked(op.inputs[-1].shape, 0)
    axis = static_value(op.inputs[-1])
    shapes = [tensor.shape for tensor in op.inputs[:-1]]
    known = [shape for shape in shapes if shape is not None]
    if axis is None or not known:
        return (None,) * len(known[0]) if known else None
    for given in known:
        if not given:
            raise ShapeProblem("Can't concatenate scalars (use tf.stack instead)")
        ranked_for_axis(given, int(axis))
    rank = len(known[0])
    place = axis_of(int(axis), rank)
    result: Shape = known[0][:place] + known[0][place + 1 :]
    total: int | None = 0
    for shape in shapes:
        if shape is None:
            total = None
            continue
        sizes = ranked(shape, rank)
        result = merge(result, sizes[:place] + sizes[place + 1 :])
        size = sizes[place]
        total = None if total is None or size is None else total + size
    assert result is not None
    return (*result[:place], total, *result[place:])


def _concat(op: Operation, *values: Any) -> Any:
    parts, axis = values[:-1], int(values[-1])
    check_elements(sum(int(np.prod(part.shape)) for part in parts))
    first = tuple(parts[0].shape)
    rank = len(first)
    if not -rank <= axis < max(rank, 1):
        raise KernelFailure("ConcatOp : Expected concatenating dimensions in the range"
                            f" [{-rank}, {rank}), but got {axis}")  # fmt: skip
    place = axis_of(axis, rank)
    for index, part in enumerate(parts):
        sizes = tuple(part.shape)
        shown = f"shape[0] = {show_shape(first)} vs. shape[{index}] = {show_shape(sizes)}"
        if len(sizes) != rank:
            raise KernelFailure(f"ConcatOp : Ranks of all input tensors should match: {shown}")
        for dim in range(rank):
            if dim != place and sizes[dim] != first[dim]:
                raise KernelFailure(
                    f"ConcatOp : Dimension {dim} in both shapes must be equal: {shown}"
                )
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts, axis)
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
    shape, kind, axis = op.inputs[0].shape, op.inputs[0].dtype.base, op.attrs["axis"]
    if shape is not None:
        rank = len(shape)
        if not -rank <= axis < rank:
            raise ShapeProblem(f"Invalid axis: {axis}; must be in [{-rank},{rank})")
        place = axis_of(axis, rank)
        exact_size(shape[place], op.attrs["num"])
        shape = shape[:place] + shape[place + 1 :]
    return [(kind, shape)] * op.attrs["num"]


def _unpack(op: Operation, value: Any) -> Any:
    axis, rank = op.attrs["axis"], len(value.shape)
    if not -rank <= axis < rank:
        raise KernelFailure(f"axis = {axis} not in [{-rank}, {rank})")
    if value.shape[axis] != op.attrs["num"]:
        raise KernelFailure(
            f"Input shape axis {axis} must equal {op.attrs['num']}, got shape"
            f" {show_shape(tuple(value.shape))}"
        )
    if isinstance(value, np.ndarray):
        parts: Any = [np.asarray(value.take(i, axis), dtype=object) for i in range(op.attrs["num"])]
    else:
        parts = torch.unbind(value, axis)
    return parts if len(parts) != 1 else parts[0]


def _split_place(axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise ShapeProblem(
            f"Dimension size, given by scalar input {axis} must be in range [-{rank}, {rank})"
        )
    return axis_of(axis, rank)


def _split_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    axis, shape, number = static_value(op.inputs[0]), op.inputs[1].shape, op.attrs["num_split"]
    kind = op.inputs[1].dtype.base
    if shape is None or axis is None:
        return [(kind, None if shape is None else (None,) * len(shape))] * number
    place = _split_place(int(axis), len(shape))
    size = shape[place]
    if size is not None and size % number:
        raise ShapeProblem(f"Dimension size must be evenly divisible by {number} but is {size}")
    part = None if size is None else size // number
    return [(kind, (*shape[:place], part, *shape[place + 1 :]))] * number


def _check_split_axis(axis: int, rank: int) -> None:
    if not -rank <= axis < rank:
        raise KernelFailure(
            f"-input rank(-{rank}) <= split_dim < input rank ({rank}), but got {axis}"
        )


def _parts(value: Any, sizes: list[int], axis: int) -> Any:
    if isinstance(value, np.ndarray):
        parts: Any = np.split(value, np.cumsum(sizes)[:-1], axis)
    else:
        parts = torch.split(value, sizes, axis)
    return parts if len(parts) != 1 else parts[0]


def _split(op: Operation, axis: Tensor, value: Any) -> Any:
    number, place = op.attrs["num_split"], int(axis)
    _check_split_axis(place, len(value.shape))
    size = value.shape[place]
    if size % number:
        raise KernelFailure(
            "Number of ways to split should evenly divide the split dimension, but got split_dim"
            f" {place} (size = {size}) and num_split {number}"
        )
    return _parts(value, [size // number] * number, place)


def _split_sizes_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind, number = op.inputs[0].shape, op.inputs[0].dtype.base, op.attrs["num_split"]
    sizes, axis = static_value(op.inputs[1]), static_value(op.inputs[2])
    if shape is None or axis is None:
        return [(kind, None if shape is None else (None,) * len(shape))] * number
    place = _split_place(int(axis), len(shape))
    whole = shape[place]
    before, after = shape[:place], shape[place + 1 :]
    if sizes is None:
        return [(kind, (*before, whole if number == 1 else None, *after))] * number
    lengths: list[int | None] = [None if size < 0 else size for size in sizes.tolist()]
    if whole is not None:
        rest = whole - sum(length for length in lengths if length is not None)
        if rest < 0 or (rest and None not in lengths):
            raise ShapeProblem(f"can't split axis of size {whole} into pieces of size"
                               f" {show_shape(tuple(sizes.tolist()))}")  # fmt: skip
        lengths = [rest if length is None else length for length in lengths]
    return [(kind, (*before, length, *after)) for length in lengths]


def _split_sizes(op: Operation, value: Any, sizes: Tensor, axis: Tensor) -> Any:
    place = int(axis)
    _check_split_axis(place, len(value.shape))
    lengths = [int(size) for size in sizes]
    known = sum(length for length in lengths if length >= 0)
    rest = value.shape[place] - known
    if lengths.count(-1) > 1:
        raise KernelFailure("There can only be one -1 in the input.")
    if rest < 0 or (rest and -1 not in lengths):
        raise KernelFailure(
            "Determined shape must either match input shape along split_dim exactly if fully"
            " specified, or be less than the size of the input along split_dim if not fully"
            f" specified.  Got: {known}"
        )
    return _parts(value, [rest if length == -1 else length for length in lengths], place)


register(
    (
        OpDef("ConcatV2", "", _concat_shape, 0, _concat),
        OpDef("Pack", "", _pack_shape, 0, _pack),
        OpDef("Unpack", "value:T", same_shape, 0, _unpack, outputs=_unpack_outputs),
        OpDef("Split", "split_dim:int32! value:T", same_shape, 1, _split, outputs=_split_outputs),
        OpDef("SplitV", "value:T size_splits:int32 split_dim:int32!", same_shape, 0, _split_sizes,
              outputs=_split_sizes_outputs),
    )
)  # fmt: skip
