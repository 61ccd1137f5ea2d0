"""Op table: other shapes for the same entries, padding and repetition."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_array import Tensor
from engines.graph.tf1.ops_math import same_shape, scalar
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, count, show_shape


def _reshape_shape(op: Operation) -> Shape:
    source, wanted = op.inputs[0].shape, static_shape(op.inputs[1])
    if wanted is None:
        return None
    total, known = count(source), count(wanted)
    if total is None:
        return wanted
    if known is not None:
        if known != total:
            raise ShapeProblem(
                f"Cannot reshape a tensor with {total} elements to shape {show_shape(wanted)}"
                f" ({known} elements)"
            )
        return wanted
    if wanted.count(None) != 1:
        return wanted
    rest = math.prod(size for size in wanted if size is not None)
    if rest == 0 or total % rest:
        raise ShapeProblem(f"Dimension size must be evenly divisible by {rest} but is {total}")
    return tuple(total // rest if size is None else size for size in wanted)


def _reshape(op: Operation, value: Any, shape: Tensor) -> Any:
    sizes = [int(size) for size in shape]
    total = int(np.prod(value.shape, dtype=np.int64))
    unknown = sizes.count(-1)
    rest = math.prod(size for size in sizes if size != -1)
    if unknown > 1:
        raise KernelFailure("Only one input size may be -1, not both 0 and 1")
    if unknown and rest and total % rest:
        raise KernelFailure(
            f"Input to reshape is a tensor with {total} values, but the requested shape requires a"
            f" multiple of {rest}"
        )
    if not unknown and rest != total:
        raise KernelFailure(
            f"Input to reshape is a tensor with {total} values, but the requested shape has {rest}"
        )
    return value.reshape(sizes)


def _transpose_shape(op: Operation) -> Shape:
    shape, order = op.inputs[0].shape, static_value(op.inputs[1])
    if shape is None:
        return None
    if order is None:
        return (None,) * len(shape)
    axes = order.tolist()
    if len(axes) != len(shape):
        raise ShapeProblem(f"Dimension must be {len(shape)} but is {len(axes)}")
    return tuple(shape[axis] for axis in axes)


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


def _squeeze_shape(op: Operation) -> Shape:
    shape, axes = op.inputs[0].shape, op.attrs["squeeze_dims"]
    if shape is None:
        return None
    if not axes:
        return None if None in shape else tuple(size for size in shape if size != 1)
    gone = {axis_of(axis, len(shape)) for axis in axes}
    for axis in gone:
        if shape[axis] not in (1, None):
            raise ShapeProblem(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {shape[axis]}"
            )
    return tuple(size for index, size in enumerate(shape) if index not in gone)


def _squeeze(op: Operation, value: Tensor) -> Tensor:
    axes = op.attrs["squeeze_dims"]
    if not axes:
        return value.squeeze()
    for axis in axes:
        if value.shape[axis] != 1:
            raise KernelFailure(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {value.shape[axis]}"
            )
    return value.squeeze(tuple(axes))


def _tile_shape(op: Operation) -> Shape:
    shape, times = op.inputs[0].shape, static_value(op.inputs[1])
    if shape is None:
        return None
    if times is None:
        return (None,) * len(shape)
    if len(times) != len(shape):
        raise ShapeProblem(f"Shape must be rank {len(times)} but is rank {len(shape)}")
    return tuple(
        None if size is None else size * int(n) for size, n in zip(shape, times, strict=True)
    )


def _tile(op: Operation, value: Tensor, times: Tensor) -> Tensor:
    if times.numel() != value.dim():
        raise KernelFailure(
            f"Expected multiples argument to be a vector of length {value.dim()} but got length"
            f" {times.numel()}"
        )
    sizes = [int(n) for n in times]
    check_shape(tuple(size * n for size, n in zip(value.shape, sizes, strict=True)))
    return value.repeat(*sizes) if sizes else value


def _pad_shape(op: Operation) -> Shape:
    shape, widths = op.inputs[0].shape, static_value(op.inputs[1])
    if shape is None:
        return None
    if widths is None:
        return (None,) * len(shape)
    if len(widths) != len(shape):
        raise ShapeProblem(f"Shape must be rank {len(widths)} but is rank {len(shape)}")
    return tuple(
        None if size is None else size + int(width.sum())
        for size, width in zip(shape, widths, strict=True)
    )


def _pad_widths(value: Tensor, widths: Tensor) -> list[int]:
    check_shape(
        tuple(size + int(width.sum()) for size, width in zip(value.shape, widths, strict=True))
    )
    return [int(width) for pair in reversed(widths.tolist()) for width in pair]


def _pad(op: Operation, value: Tensor, widths: Tensor) -> Tensor:
    return torch.nn.functional.pad(value, _pad_widths(value, widths))


def _pad_with(op: Operation, value: Tensor, widths: Tensor, fill: Tensor) -> Tensor:
    return torch.nn.functional.pad(value, _pad_widths(value, widths), value=fill.item())


def _mirror_pad(op: Operation, value: Tensor, widths: Tensor) -> Tensor:
    mode: Any = "reflect" if op.attrs["mode"] == "REFLECT" else "symmetric"
    return torch.from_numpy(np.pad(value.numpy(), widths.tolist(), mode))


def _shape_vector(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return (None,) if shape is None else (len(shape),)


def _shape_kernel(op: Operation, value: Any) -> Tensor:
    return torch.tensor(list(value.shape), dtype=op.attrs["out_type"].torch)


def _broadcast_to_shape(op: Operation) -> Shape:
    return static_shape(op.inputs[1])


def _broadcast_to(op: Operation, value: Tensor, shape: Tensor) -> Tensor:
    sizes = tuple(int(size) for size in shape)
    check_shape(sizes)
    try:
        return torch.broadcast_to(value, sizes)
    except RuntimeError:
        raise KernelFailure(
            f"Incompatible shapes: {show_shape(tuple(value.shape))} vs. {show_shape(sizes)}"
        ) from None


def _reverse(op: Operation, value: Tensor, axes: Tensor) -> Tensor:
    return value.flip([int(axis) for axis in axes])


def _size(op: Operation, value: Any) -> Tensor:
    return torch.tensor(int(np.prod(value.shape)), dtype=op.attrs["out_type"].torch)


register(
    (
        OpDef("Reshape", "tensor:T shape:int32", _reshape_shape, 0, _reshape),
        OpDef("Transpose", "x:T perm:int32", _transpose_shape, 0,
              lambda op, value, order: value.permute(*order.tolist()) if value.dim() else value),
        OpDef("ExpandDims", "input:T dim:int32", _expand_shape, 0,
              lambda op, value, axis: value.unsqueeze(int(axis))),
        OpDef("Squeeze", "input:T", _squeeze_shape, 0, _squeeze),
        OpDef("Tile", "input:T multiples:int32", _tile_shape, 0, _tile),
        OpDef("Pad", "input:T paddings:int32", _pad_shape, 0, _pad),
        OpDef("PadV2", "input:T paddings:int32 constant_values:T", _pad_shape, 0, _pad_with),
        OpDef("MirrorPad", "input:T paddings:int32", _pad_shape, 0, _mirror_pad),
        OpDef("Shape", "input:T", _shape_vector, "out_type", _shape_kernel),
        OpDef("Size", "input:T", scalar, "out_type",
              _size),
        OpDef("Rank", "input:T", scalar, dt.INT32,
              lambda op, value: torch.tensor(len(value.shape), dtype=torch.int32)),
        OpDef("BroadcastTo", "input:T shape:int32", _broadcast_to_shape, 0, _broadcast_to),
        OpDef("ReverseV2", "tensor:T axis:int32", same_shape, 0, _reverse),
    )
)  # fmt: skip
