"""Op table: dealing entries out, putting them together again, and writing them at places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, ranked_at_least, same_size
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, merge, show_shape


def _partition_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    data, parts, number = op.inputs[0].shape, op.inputs[1].shape, op.attrs["num_partitions"]
    kind, result = op.inputs[0].dtype.base, None
    if parts is not None and data is not None:
        for left, right in zip(data, parts, strict=False):
            same_size(left, right)
        result = (None, *data[len(parts) :])
    return [(kind, result)] * number


def _partition(op: Operation, data: Any, parts: Tensor) -> Any:
    number = op.attrs["num_partitions"]
    if tuple(data.shape[: parts.dim()]) != tuple(parts.shape):
        raise KernelFailure(
            f"data.shape must start with partitions.shape, got data.shape ="
            f" {show_shape(tuple(data.shape))}, partitions.shape ="
            f" {show_shape(tuple(parts.shape))}"
        )
    for place, part in enumerate(parts.reshape(-1).tolist()):
        if not 0 <= part < number:
            raise KernelFailure(
                f"partitions{_spot(place, tuple(parts.shape))} = {part} is not in [0, {number})"
            )
    masks = [parts == index for index in range(number)]
    if isinstance(data, np.ndarray):
        found = [data[mask.numpy()] for mask in masks]
    else:
        found = [data[mask] for mask in masks]
    return found if number != 1 else found[0]


def _spot(place: int, shape: tuple[int, ...]) -> str:
    if not shape:
        return ""
    return f"[{','.join(str(int(index)) for index in np.unravel_index(place, shape))}]"


def _stitch_shape(op: Operation) -> Shape:
    count = op.attrs["N"]
    rest: Shape = None
    size: int | None = 0
    for places, data in zip(op.inputs[:count], op.inputs[count:], strict=True):
        if places.shape is not None and data.shape is not None:
            for left, right in zip(data.shape, places.shape, strict=False):
                same_size(left, right)
            rest = merge(rest, data.shape[len(places.shape) :])
        value = static_value(places)
        if value is None or size is None:
            size = None
        elif value.numel():
            size = max(size, int(value.max()) + 1)
    return None if rest is None else (size, *rest)


def _stitch(op: Operation, *values: Any) -> Any:
    count = op.attrs["N"]
    places, parts = values[:count], values[count:]
    tail = tuple(parts[0].shape[places[0].dim() :])
    size = max((int(place.max()) + 1 for place in places if place.numel()), default=0)
    check_shape((size, *tail))
    result = torch.zeros((size, *tail), dtype=parts[0].dtype)
    for place, part in zip(places, parts, strict=True):
        if tuple(part.shape) != (*place.shape, *tail):
            raise KernelFailure("data.shape must start with indices.shape")
        result = result.index_put((place.reshape(-1).long(),), part.reshape(-1, *tail))
    return result


def _scatter_shape(op: Operation) -> Shape:
    vector = ranked(op.inputs[2].shape, 1)
    indices, updates, sizes = op.inputs[0].shape, op.inputs[1].shape, static_shape(op.inputs[2])
    if vector[0] is not None:
        # TensorFlow looks at the number of sizes before it looks at the sizes.
        _check_updates(indices, updates, (None,) * vector[0])
    _check_updates(indices, updates, sizes)
    return sizes


def _check_updates(indices: Shape, updates: Shape, sizes: Shape) -> None:
    if indices is None or updates is None or sizes is None or indices[-1] is None:
        return
    outer, depth = len(indices) - 1, indices[-1]
    try:
        text = _mismatch(indices, updates, sizes, of_indices=True)
        merge(indices[:-1], updates[:outer])
        text = _mismatch(indices, updates, sizes, of_indices=False)
        merge(sizes[depth:], updates[outer:])
    except ShapeProblem as problem:
        raise ShapeProblem(f"{text}: {problem}") from None


def _mismatch(
    indices: tuple[int | None, ...],
    updates: tuple[int | None, ...],
    sizes: tuple[int | None, ...],
    *,
    of_indices: bool,
) -> str:
    outer, depth = len(indices) - 1, indices[-1] or 0
    if of_indices:
        span = other = f"[0,{outer})"
        label, ours, theirs = f"indices[shape={show_shape(indices)}]", indices[:-1], updates[:outer]
    else:
        span, other = f"[{depth},{len(sizes)})", f"[{outer},{len(updates)})"
        label, ours, theirs = f"input[shape={show_shape(sizes)}]", sizes[depth:], updates[outer:]
    return (
        f"Dimensions {span} of {label} = {show_shape(ours)} must match dimensions {other} of"
        f" updates[shape={show_shape(updates)}] = {show_shape(theirs)}"
    )


def _check_written(indices: Tensor, updates: Tensor, sizes: tuple[int, ...]) -> None:
    outer, depth = indices.dim() - 1, indices.shape[-1]
    places, given = tuple(indices.shape), tuple(updates.shape)
    if given[:outer] != places[:-1]:
        raise KernelFailure(
            f"Dimensions [0,{outer}) of indices[shape={show_shape(places)}] must match dimensions"
            f" [0,{outer}) of updates[shape={show_shape(given)}]"
        )
    if depth > len(sizes) or given[outer:] != sizes[depth:]:
        raise KernelFailure(
            f"Dimensions [{depth},{len(sizes)}) of input[shape={show_shape(sizes)}] must match"
            f" dimensions [{outer},{len(given)}) of updates[shape={show_shape(given)}]"
        )


def _places(indices: Tensor, sizes: tuple[int, ...]) -> tuple[Tensor, ...]:
    depth = indices.shape[-1]
    rows = indices.reshape(-1, depth).tolist()
    for number, row in enumerate(rows):
        if not all(0 <= place < size for place, size in zip(row, sizes, strict=False)):
            spot = _spot(number, tuple(indices.shape[:-1]))
            raise KernelFailure(
                f"indices{spot} = {show_shape(tuple(row))} does not index into shape"
                f" {show_shape(sizes)}"
            )
    return tuple(indices[..., axis].long() for axis in range(depth))


def _scatter(op: Operation, indices: Tensor, updates: Tensor, shape: Tensor) -> Tensor:
    sizes = tuple(int(size) for size in shape)
    check_shape(sizes)
    _check_written(indices, updates, sizes)
    base = torch.zeros(sizes, dtype=updates.dtype)
    return base.index_put(_places(indices, sizes), updates, accumulate=True)


def _written_shape(op: Operation) -> Shape:
    _check_updates(op.inputs[1].shape, op.inputs[2].shape, op.inputs[0].shape)
    return op.inputs[0].shape


def _written(combine: Callable[[Tensor, tuple[Tensor, ...], Tensor], Tensor]) -> Any:
    def kernel(op: Operation, value: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
        _check_written(indices, updates, tuple(value.shape))
        return combine(value, _places(indices, tuple(value.shape)), updates)

    return kernel


def _reverse_sequence_shape(op: Operation) -> Shape:
    shape, lengths = op.inputs[0].shape, op.inputs[1].shape
    ranked(lengths, 1)
    if shape is None:
        return None
    batch = axis_of(op.attrs["batch_dim"], len(shape))
    size = same_size(shape[batch], None if lengths is None else lengths[0])
    return (*shape[:batch], size, *shape[batch + 1 :])


def _reverse_sequence(op: Operation, value: Tensor, lengths: Tensor) -> Tensor:
    batch = axis_of(op.attrs["batch_dim"], value.dim())
    if lengths.numel() != value.shape[batch]:
        raise KernelFailure(
            f"Length of seq_lengths != input.dims({batch}), ({lengths.numel()} vs."
            f" {value.shape[batch]})"
        )
    steps = axis_of(op.attrs["seq_dim"], value.dim())
    size = value.shape[steps]
    for index, length in enumerate(lengths.tolist()):
        if length < 0:
            raise KernelFailure(f"seq_lens({index}) < 0")
        if length > size:
            raise KernelFailure(f"seq_lens({index}) > input.dims({steps})")
    places = torch.arange(size).reshape(1, -1)
    limits = lengths.long().reshape(-1, 1)
    order = torch.where(places < limits, limits - 1 - places, places)
    shape = [1] * value.dim()
    shape[batch], shape[steps] = order.shape
    turned = order if batch < steps else order.T
    return torch.gather(value, steps, turned.reshape(shape).expand(value.shape))


def _roll(op: Operation, value: Tensor, shift: Tensor, axis: Tensor) -> Tensor:
    shifts, axes = shift.reshape(-1).tolist(), axis.reshape(-1).tolist()
    if len(shifts) != len(axes):
        raise KernelFailure("shift and axis must have the same size")
    for place in axes:
        if not -value.dim() <= place < value.dim():
            raise KernelFailure(f"axis {place} is out of range")
    return torch.roll(value, shifts, axes)


def _roll_shape(op: Operation) -> Shape:
    merge(op.inputs[1].shape, op.inputs[2].shape)
    return ranked_at_least(op.inputs[0].shape, 1)


_WRITE = "tensor:T indices:int32 updates:T"

register(
    (
        OpDef("DynamicPartition", "data:T partitions:int32!", same_shape, 0, _partition,
              outputs=_partition_outputs),
        OpDef("DynamicStitch", "", _stitch_shape, -1, _stitch),
        OpDef("ScatterNd", "indices:int32 updates:T shape:int32", _scatter_shape, 1, _scatter),
        OpDef("TensorScatterUpdate", _WRITE, _written_shape, 0,
              _written(lambda value, places, new: value.index_put(places, new))),
        OpDef("TensorScatterAdd", _WRITE, _written_shape, 0,
              _written(lambda value, places, new: value.index_put(places, new, accumulate=True))),
        OpDef("TensorScatterSub", _WRITE, _written_shape, 0,
              _written(lambda value, places, new: value.index_put(places, -new, accumulate=True))),
        OpDef("ReverseSequence", "input:T seq_lengths:int32", _reverse_sequence_shape, 0,
              _reverse_sequence),
        OpDef("Roll", "input:T shift:int32 axis:int32", _roll_shape, 0, _roll),
    )
)  # fmt: skip
