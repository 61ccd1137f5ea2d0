"""Op table: other shapes for the same entries, and what is asked of a shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape, scalar
from engines.graph.tf1.ranks import exact_size, ranked
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import (
    Shape,
    ShapeProblem,
    axis_of,
    compatible,
    count,
    merge,
    show_shape,
)


def _reshape_shape(op: Operation) -> Shape:
    ranked(op.inputs[1].shape, 1)
    source, wanted = op.inputs[0].shape, static_shape(op.inputs[1])
    if wanted is None:
        return None
    total, known = count(source), count(wanted)
    if known is not None:
        if total is not None and known != total:
            raise ShapeProblem(
                f"Cannot reshape a tensor with {total} elements to shape {show_shape(wanted)}"
                f" ({known} elements)"
            )
        if total is None and source is not None:
            part = math.prod(size for size in source if size is not None)
            if part and known % part:
                raise ShapeProblem(
                    f"Dimension size must be evenly divisible by {part} but is {known}"
                )
        return wanted
    if total is None or wanted.count(None) != 1:
        return wanted
    rest = math.prod(size for size in wanted if size is not None)
    if rest == 0:
        if total:
            raise ShapeProblem(f"Cannot reshape a tensor with {total} elements to shape"
                               f" {show_shape(wanted)} (0 elements)")  # fmt: skip
        return wanted
    if total % rest:
        raise ShapeProblem(f"Dimension size must be evenly divisible by {rest} but is {total}")
    return tuple(total // rest if size is None else size for size in wanted)


def _reshape(op: Operation, value: Any, shape: Tensor) -> Any:
    sizes = [int(size) for size in shape]
    total = int(np.prod(value.shape, dtype=np.int64))
    rest, unknown = 1, -1
    for place, size in enumerate(sizes):
        if size == -1:
            if unknown >= 0:
                raise KernelFailure(
                    f"Only one input size may be -1, not both {unknown} and {place}"
                )
            unknown = place
        elif size < 0:
            raise KernelFailure(f"Size {place} must be non-negative, not {size}")
        else:
            rest *= size
    if unknown >= 0:
        if not rest:
            raise KernelFailure("reshape cannot infer the missing input size for an empty tensor"
                                " unless all specified input sizes are non-zero")  # fmt: skip
        if total % rest:
            raise KernelFailure(
                f"Input to reshape is a tensor with {total} values, but the requested shape"
                f" requires a multiple of {rest}"
            )
    elif rest != total:
        raise KernelFailure(
            f"Input to reshape is a tensor with {total} values, but the requested shape has {rest}"
        )
    return value.reshape(sizes)


def _transpose_shape(op: Operation) -> Shape:
    shape, order = op.inputs[0].shape, static_value(op.inputs[1])
    vector = ranked(op.inputs[1].shape, 1)
    rank = len(shape) if shape is not None else vector[0]
    if rank is None:
        return None
    exact_size(vector[0], rank)
    if order is None:
        return (None,) * rank
    for axis in order.tolist():
        if not -rank <= axis < rank:
            raise ShapeProblem(f"perm dim {axis} is out of range of input rank {rank}")
    return tuple(None if shape is None else shape[axis] for axis in order.tolist())


def _transpose(op: Operation, value: Any, order: Tensor) -> Any:
    rank = len(value.shape)
    if order.numel() != rank:
        raise KernelFailure(f"transpose expects a vector of size {rank}. But input(1) is a vector"
                            f" of size {order.numel()}")  # fmt: skip
    axes = [axis_of(axis, rank) for axis in order.tolist()]
    for axis in axes:
        if not 0 <= axis < rank:
            raise KernelFailure(f"{axis} is out of range [0 .. {rank})")
    for axis in range(rank):
        if axis not in axes:
            shown = ",".join(map(str, axes))
            raise KernelFailure(f"{axis} is missing from {{{shown}}}.")
    if isinstance(value, np.ndarray):
        return value.transpose(axes)
    return value.permute(*axes) if rank else value


def _expand_shape(op: Operation) -> Shape:
    shape, axis = op.inputs[0].shape, static_value(op.inputs[1])
    if shape is None or axis is None:
        return None
    place = axis_of(int(axis), len(shape) + 1)
    if not 0 <= place <= len(shape):
        raise ShapeProblem(
            f"dim {int(axis)} not in the interval [{-len(shape) - 1}, {len(shape)}]."
        )
    return (*shape[:place], 1, *shape[place:])


def _expand(op: Operation, value: Any, axis: Tensor) -> Any:
    rank, place = len(value.shape), int(axis)
    if not -rank - 1 <= place <= rank:
        raise KernelFailure(f"Tried to expand dim index {place} for tensor with {rank} dimensions.")
    if isinstance(value, np.ndarray):
        return np.expand_dims(value, place)
    return value.unsqueeze(place)


def _squeeze_shape(op: Operation) -> Shape:
    shape, axes = op.inputs[0].shape, op.attrs["squeeze_dims"]
    if shape is None:
        return None
    if not axes:
        return None if None in shape else tuple(size for size in shape if size != 1)
    for index, axis in enumerate(axes):
        if not -len(shape) <= axis < len(shape):
            raise ShapeProblem(f"squeeze_dims[{index}] not in [{-len(shape)},{len(shape)}).")
    gone = {axis_of(axis, len(shape)) for axis in axes}
    for axis in gone:
        if shape[axis] not in (1, None):
            raise ShapeProblem(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {shape[axis]}"
            )
    return tuple(size for index, size in enumerate(shape) if index not in gone)


def _squeeze(op: Operation, value: Any) -> Any:
    axes, rank = op.attrs["squeeze_dims"], len(value.shape)
    if not axes:
        return value.squeeze()
    for axis in axes:
        if not -rank <= axis < rank:
            raise KernelFailure(
                f"Tried to squeeze dim index {axis} for tensor with {rank} dimensions."
            )
        if value.shape[axis] != 1:
            raise KernelFailure(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {value.shape[axis]}"
            )
    return value.squeeze(tuple(axes))


def _shape_vector(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return (None,) if shape is None else (len(shape),)


def _shape_kernel(op: Operation, value: Any) -> Tensor:
    return torch.tensor(list(value.shape), dtype=op.attrs["out_type"].torch)


def _ensured_shape(op: Operation) -> Shape:
    return merge(op.attrs["shape"], op.inputs[0].shape)


def _ensured(op: Operation, value: Any) -> Any:
    sizes, wanted = tuple(value.shape), op.attrs["shape"]
    if not compatible(sizes, wanted):
        source = op.inputs[0].op
        name = f"_arg_{source.name}_0_0" if source.type == "Placeholder" else source.name
        raise KernelFailure(
            f"Shape of tensor {name} {show_shape(sizes)} is not compatible with expected shape"
            f" {show_shape(wanted)}."
        )
    return value


def _shapes_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = op.attrs["out_type"]
    return [(kind, (None if tensor.shape is None else len(tensor.shape),)) for tensor in op.inputs]


def _shapes(op: Operation, *values: Any) -> Any:
    kind = op.attrs["out_type"].torch
    found = [torch.tensor(list(value.shape), dtype=kind) for value in values]
    return found if len(found) != 1 else found[0]


def _size(op: Operation, value: Any) -> Tensor:
    return torch.tensor(int(np.prod(value.shape)), dtype=op.attrs["out_type"].torch)


register(
    (
        OpDef("Reshape", "tensor:T shape:int32", _reshape_shape, 0, _reshape),
        OpDef("Transpose", "x:T perm:int32", _transpose_shape, 0, _transpose),
        OpDef("ExpandDims", "input:T dim:int32", _expand_shape, 0, _expand),
        OpDef("Squeeze", "input:T", _squeeze_shape, 0, _squeeze),
        OpDef("Shape", "input:T", _shape_vector, "out_type", _shape_kernel),
        OpDef("Size", "input:T", scalar, "out_type",
              _size),
        OpDef("EnsureShape", "input:T", _ensured_shape, 0, _ensured),
        OpDef("GuaranteeConst", "input:T", same_shape, 0, pure(lambda value: value)),
        OpDef("ShapeN", "", same_shape, 0, _shapes, outputs=_shapes_outputs),
        OpDef("Rank", "input:T", scalar, dt.INT32,
              lambda op, value: torch.tensor(len(value.shape), dtype=torch.int32)),
    )
)  # fmt: skip
