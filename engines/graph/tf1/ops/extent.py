"""Op table: padding, repetition, broadcasting and reversal."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ranks import exact_size, ranked, same_size
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, show_shape


def _tile_shape(op: Operation) -> Shape:
    shape, times = op.inputs[0].shape, static_value(op.inputs[1])
    vector = ranked(op.inputs[1].shape, 1)
    if shape is not None:
        ranked(None if vector[0] is None else (None,) * vector[0], len(shape))
    rank = vector[0] if shape is None else len(shape)
    if rank is None:
        return None
    known = ranked(shape, rank)
    if times is None:
        return (None,) * rank
    return tuple(
        None if size is None or n < 0 else size * n
        for size, n in zip(known, times.tolist(), strict=True)
    )


def _tile(op: Operation, value: Any, times: Tensor) -> Any:
    rank = len(value.shape)
    if times.numel() != rank:
        raise KernelFailure(
            f"Expected multiples argument to be a vector of length {rank} but got length"
            f" {times.numel()}"
        )
    sizes = [int(n) for n in times]
    for place, number in enumerate(sizes):
        if number < 0:
            raise KernelFailure(f"Expected multiples[{place}] >= 0, but got {number}")
    check_shape(tuple(size * n for size, n in zip(value.shape, sizes, strict=True)))
    if isinstance(value, np.ndarray):
        return np.tile(value, sizes)
    return value.repeat(*sizes) if sizes else value


def _pad_shape(op: Operation) -> Shape:
    table = ranked(op.inputs[1].shape, 2)
    exact_size(table[1], 2)
    shape, widths = op.inputs[0].shape, static_value(op.inputs[1])
    if table[0] is None:
        return None if shape is None else (None,) * len(shape)
    known = ranked(shape, table[0])
    if widths is None:
        return (None,) * len(known)
    if widths.numel() and int(widths.min()) < 0:
        raise ShapeProblem("Paddings must be non-negative")
    return tuple(
        None if size is None else size + int(width.sum())
        for size, width in zip(known, widths, strict=True)
    )


def _check_widths(value: Any, widths: Tensor) -> None:
    sizes = tuple(value.shape)
    if tuple(widths.shape) != (len(sizes), 2):
        raise KernelFailure(
            "The first dimension of paddings must be the rank of inputs"
            f"{show_shape(tuple(widths.shape))} {show_shape(sizes)}"
        )
    for before, after in widths.tolist():
        if before < 0 or after < 0:
            raise KernelFailure(f"Paddings must be non-negative: {before} {after}")
    check_shape(tuple(size + sum(pair) for size, pair in zip(sizes, widths.tolist(), strict=True)))


def _pad(op: Operation, value: Any, widths: Tensor) -> Any:
    return _padded(value, widths, 0)


def _pad_with(op: Operation, value: Any, widths: Tensor, fill: Any) -> Any:
    return _padded(value, widths, fill.item())


def _padded(value: Any, widths: Tensor, fill: Any) -> Any:
    _check_widths(value, widths)
    if isinstance(value, np.ndarray):
        return np.pad(value, widths.tolist(), constant_values=fill or b"")
    if value.dtype == torch.bool:
        return torch.from_numpy(np.pad(value.numpy(), widths.tolist(), constant_values=bool(fill)))
    order = [width for pair in reversed(widths.tolist()) for width in pair]
    return torch.nn.functional.pad(value, order, value=fill)


def _mirror_pad(op: Operation, value: Tensor, widths: Tensor) -> Tensor:
    _check_widths(value, widths)
    mirrored = op.attrs["mode"] == "REFLECT"
    for axis, (before, after) in enumerate(widths.tolist()):
        size = value.shape[axis]
        if mirrored and max(before, after) >= size:
            raise KernelFailure("paddings must be less than the dimension size:"
                                f" {before}, {after} not less than {size}")  # fmt: skip
        if max(before, after) > size:
            raise KernelFailure("paddings must be no greater than the dimension size:"
                                f" {before}, {after} greater than {size}")  # fmt: skip
        mode: Any = "reflect" if mirrored else "symmetric"
        places = np.pad(np.arange(size), (before, after), mode)
        value = value.index_select(axis, torch.from_numpy(places))
    return value


def _broadcast_to_shape(op: Operation) -> Shape:
    vector = ranked(op.inputs[1].shape, 1)
    shape, wanted = op.inputs[0].shape, static_shape(op.inputs[1])
    if wanted is None:
        return None if vector[0] is None else (None,) * vector[0]
    if shape is None:
        return wanted
    if len(shape) > len(wanted):
        raise ShapeProblem(f"Shape must be at most rank {len(wanted)} but is rank {len(shape)}")
    for size, target in zip(reversed(shape), reversed(wanted), strict=False):
        if size != 1:
            same_size(size, target)
    return wanted


def _broadcast_to(op: Operation, value: Any, shape: Tensor) -> Any:
    sizes = tuple(int(size) for size in shape)
    check_shape(sizes)
    if len(sizes) < len(value.shape):
        raise KernelFailure(f"Rank of input ({len(value.shape)}) must be no greater than rank of"
                            f" output shape ({len(sizes)}).")  # fmt: skip
    try:
        if isinstance(value, np.ndarray):
            return np.broadcast_to(value, sizes).copy()
        return torch.broadcast_to(value, sizes)
    except (RuntimeError, ValueError):
        raise KernelFailure(
            f"Incompatible shapes: {show_shape(tuple(value.shape))} vs. {show_shape(sizes)}"
        ) from None


def _broadcast_args_shape(op: Operation) -> Shape:
    left, right = (ranked(tensor.shape, 1)[0] for tensor in op.inputs)
    return (None,) if left is None or right is None else (max(left, right),)


def _broadcast_args(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    shapes = tuple(left.tolist()), tuple(right.tolist())
    try:
        sizes = np.broadcast_shapes(*shapes)
    except ValueError:
        raise KernelFailure(
            f"Incompatible shapes: {show_shape(shapes[0])} vs. {show_shape(shapes[1])}"
        ) from None
    return torch.tensor(sizes, dtype=left.dtype)


def _reverse_shape(op: Operation) -> Shape:
    ranked(op.inputs[1].shape, 1)
    shape, axes = op.inputs[0].shape, static_value(op.inputs[1])
    if shape is not None and axes is not None:
        _turned_axes(axes, len(shape), ShapeProblem)
    return shape


def _turned_axes(axes: Tensor, rank: int, problem: type[Exception]) -> list[int]:
    places: list[int] = []
    for index, axis in enumerate(axes.tolist()):
        place = axis_of(axis, rank)
        if not 0 <= place < rank:
            raise problem(f"'axis'[{index}] = {axis} is out of valid range [0, {rank - 1}")
        if place in places:
            raise problem(f"axis {place} specified more than once.")
        places.append(place)
    return places


def _reverse(op: Operation, value: Any, axes: Tensor) -> Any:
    places = _turned_axes(axes, len(value.shape), KernelFailure)
    if isinstance(value, np.ndarray):
        return np.flip(value, tuple(places)).copy()
    return value.flip(places)


_PADDED = "input:T paddings:int32"

register(
    (
        OpDef("Tile", "input:T multiples:int32", _tile_shape, 0, _tile),
        OpDef("Pad", _PADDED, _pad_shape, 0, _pad),
        OpDef("PadV2", f"{_PADDED} constant_values:T", _pad_shape, 0, _pad_with),
        OpDef("MirrorPad", _PADDED, _pad_shape, 0, _mirror_pad),
        OpDef("BroadcastTo", "input:T shape:int32", _broadcast_to_shape, 0, _broadcast_to),
        OpDef("BroadcastArgs", "s0:T s1:T", _broadcast_args_shape, 0, _broadcast_args),
        OpDef("ReverseV2", "tensor:T axis:int32", _reverse_shape, 0, _reverse),
    )
)
