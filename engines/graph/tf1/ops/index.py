"""Op table: gathering and slicing."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ranks import ranked, ranked_at_least, ranked_for_axis
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, merge, show_shape


def _gather_shape(op: Operation) -> Shape:
    shape, indices = op.inputs[0].shape, op.inputs[1].shape
    axis, batch = static_value(op.inputs[2]), int(op.attrs.get("batch_dims", 0))
    ranked_at_least(shape, 1)
    if axis is not None:
        ranked_for_axis(shape, int(axis))
    if shape is None or indices is None:
        return None
    if axis is None:
        return (None,) * (len(shape) - 1 + len(indices) - batch)
    place = axis_of(int(axis), len(shape))
    return shape[:place] + indices[batch:] + shape[place + 1 :]


def _gather(op: Operation, value: Any, indices: Tensor, axis: Tensor) -> Any:
    rank, given = len(value.shape), int(axis)
    if not -rank <= given < rank:
        wanted = given + 1 if given >= 0 else -given
        raise KernelFailure(f"Shape must be at least rank {wanted} but is rank {rank}")
    place = axis_of(given, rank)
    size = value.shape[place]
    flat = indices.reshape(-1)
    for position, index in enumerate(flat.tolist()):
        if not 0 <= index < size:
            spot = np.unravel_index(position, tuple(indices.shape)) if indices.dim() else ()
            where = f"indices[{','.join(str(int(x)) for x in spot)}]" if spot else "indices"
            raise KernelFailure(f"{where} = {index} is not in [0, {size})")
    batch = op.attrs.get("batch_dims", 0)
    if batch:
        return _gather_batch(value, indices, place, batch)
    check_elements(int(np.prod(value.shape)) // max(size, 1) * max(flat.numel(), 1))
    shape = (*value.shape[:place], *indices.shape, *value.shape[place + 1 :])
    if isinstance(value, np.ndarray):
        return np.take(value, indices.numpy(), place)
    return torch.index_select(value, place, flat).reshape(shape)


def _gather_batch(value: Tensor, indices: Tensor, place: int, batch: int) -> Tensor:
    sizes = tuple(value.shape)
    count = int(np.prod(sizes[:batch], dtype=np.int64))
    between, after = sizes[batch:place], sizes[place + 1 :]
    rest = int(np.prod(between + after, dtype=np.int64))
    check_elements(max(rest, 1) * max(indices.numel(), 1))
    rows = value.movedim(place, batch).reshape(count, sizes[place], rest)
    taken = rows[torch.arange(count).reshape(-1, 1), indices.reshape(count, -1).long()]
    inner = tuple(indices.shape[batch:])
    shaped = taken.reshape(*sizes[:batch], *inner, *between, *after)
    moved = list(range(batch + len(inner), batch + len(inner) + len(between)))
    return shaped.movedim(moved, list(range(batch, batch + len(between))))


def _gather_nd_shape(op: Operation) -> Shape:
    shape, indices, batch = op.inputs[0].shape, op.inputs[1].shape, op.attrs.get("batch_dims", 0)
    ranked_at_least(indices, 1)
    if shape is None or indices is None or indices[-1] is None:
        return None
    if indices[-1] + batch > len(shape):
        raise ShapeProblem("indices.shape[-1] must be <= params.rank, but saw indices shape:"
                           f" {show_shape(indices)} and params shape: {show_shape(shape)}"
                           )  # fmt: skip
    return indices[:-1] + shape[batch + indices[-1] :]


def _within(row: list[int], sizes: tuple[int, ...]) -> bool:
    return all(0 <= place < size for place, size in zip(row, sizes, strict=True))


def _gather_nd(op: Operation, value: Any, indices: Tensor) -> Any:
    batch, depth = op.attrs.get("batch_dims", 0), indices.shape[-1]
    if depth + batch > len(value.shape):
        raise KernelFailure("index innermost dimension length must be <= params rank; saw:"
                            f" {depth} vs. {len(value.shape)}")  # fmt: skip
    sizes = tuple(value.shape[batch : batch + depth])
    for position, row in enumerate(indices.reshape(-1, depth).tolist()):
        if not _within(row, sizes):
            spot = np.unravel_index(position, tuple(indices.shape[:-1]))
            where = f"indices[{','.join(str(int(x)) for x in spot)}]" if spot else "indices"
            raise KernelFailure(
                f"{where} = {row} does not index into param shape"
                f" {show_shape(tuple(value.shape))}, node name: {op.name}"
            )
    rest = int(np.prod(value.shape[batch + depth :], dtype=np.int64))
    check_elements(indices.numel() // max(depth, 1) * max(rest, 1))
    places: list[Any] = []
    for axis in range(batch):
        around = [1] * (indices.dim() - 1)
        around[axis] = indices.shape[axis]
        places.append(torch.arange(indices.shape[axis]).reshape(around))
    places += [indices[..., axis].long() for axis in range(depth)]
    if isinstance(value, np.ndarray):
        return value[tuple(place.numpy() for place in places)]
    return value[tuple(places)]


def _slice_shape(op: Operation) -> Shape:
    begins, sizes = (ranked(tensor.shape, 1) for tensor in op.inputs[1:])
    merge(begins, sizes)
    length = begins[0] if begins[0] is not None else sizes[0]
    shape = op.inputs[0].shape
    if length is None:
        return None if shape is None else (None,) * len(shape)
    known = ranked(shape, length)
    begin, size = static_value(op.inputs[1]), static_value(op.inputs[2])
    if size is None:
        return (None,) * length
    result: list[int | None] = []
    for place, extent in enumerate(size.tolist()):
        full = known[place]
        if extent < -1:
            raise ShapeProblem(f"Invalid value in tensor used for shape: {extent}")
        if extent >= 0:
            result.append(extent)
        elif begin is None or full is None:
            result.append(None)
        else:
            result.append(max(full - int(begin[place]), 0))
    return tuple(result)


def _slice(op: Operation, value: Any, begin: Tensor, size: Tensor) -> Any:
    rank = len(value.shape)
    if tuple(begin.shape) != (rank,) or tuple(size.shape) != (rank,):
        raise KernelFailure(
            f"Expected begin and size arguments to be 1-D tensors of size {rank}, but got shapes"
            f" {show_shape(tuple(begin.shape))} and {show_shape(tuple(size.shape))} instead."
        )
    parts = []
    for index, (start, length) in enumerate(zip(begin.tolist(), size.tolist(), strict=True)):
        full = value.shape[index]
        if not 0 <= start <= full:
            raise KernelFailure(f"Expected begin[{index}] in [0, {full}], but got {start}")
        if length != -1 and not 0 <= length <= full - start:
            raise KernelFailure(f"Expected size[{index}] in [0, {full - start}], but got {length}")
        parts.append(slice(start, full if length == -1 else start + length))
    return value[tuple(parts)]


def _strided_parts(op: Operation, begin: Any, end: Any, step: Any) -> list[Any]:
    masks = op.attrs
    parts: list[Any] = []
    for index in range(len(begin)):
        bit = 1 << index
        if masks["ellipsis_mask"] & bit:
            parts.append(...)
        elif masks["new_axis_mask"] & bit:
            parts.append(None)
        elif masks["shrink_axis_mask"] & bit:
            parts.append(int(begin[index]))
        else:
            parts.append(
                slice(
                    None if masks["begin_mask"] & bit else int(begin[index]),
                    None if masks["end_mask"] & bit else int(end[index]),
                    int(step[index]),
                )
            )
    return parts


def _expand_ellipsis(parts: list[Any], rank: int) -> list[Any]:
    used = sum(1 for part in parts if part is not None and part is not ...)
    filled: list[Any] = []
    for part in parts:
        filled.extend([slice(None)] * (rank - used) if part is ... else [part])
    if ... not in parts:
        filled.extend([slice(None)] * (rank - used))
    return filled


def _strided_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    bounds = [static_value(source) for source in op.inputs[1:]]
    if shape is None:
        return None
    if bin(op.attrs["ellipsis_mask"]).count("1") > 1:
        raise ShapeProblem("Multiple ellipses in slice spec not allowed")
    if bounds[2] is not None and not all(bounds[2].tolist()):
        zero = bounds[2].tolist().index(0)
        raise ShapeProblem(f"strides[{zero}] must be non-zero")
    if any(bound is None for bound in bounds):
        return _loose_strided_shape(op, shape)
    parts = _strided_parts(op, *bounds)
    _check_rank(parts, len(shape), ShapeProblem)
    result: list[int | None] = []
    axis = 0
    for part in _expand_ellipsis(parts, len(shape)):
        if part is None:
            result.append(1)
            continue
        size = shape[axis]
        axis += 1
        if isinstance(part, slice):
            result.append(_slice_length(part, size))
        elif size is not None:
            _check_place(part, axis - 1, size, ShapeProblem)
    return tuple(result)


def _check_place(part: int, axis: int, size: int, problem: type[Exception]) -> None:
    if not -size <= part < size:
        place = axis_of(part, size)
        raise problem(f"slice index {place} of dimension {axis} out of bounds.")


def _slice_length(part: slice, size: int | None) -> int | None:
    if size is not None:
        return len(range(*part.indices(size)))
    return None


def _check_rank(parts: list[Any], rank: int, problem: type[Exception]) -> None:
    used = sum(1 for part in parts if part is not None and part is not ...)
    if used > rank and not rank:
        raise problem("Attempting to slice scalar input.")
    if used > rank:
        raise problem(f"Index out of range using input dim {rank}; input has only {rank} dims")


def _loose_strided_shape(op: Operation, shape: tuple[int | None, ...]) -> Shape:
    """Return the shape where only the strides are known: whole axes keep their size."""
    steps = static_value(op.inputs[3])
    if steps is None:
        return None
    count = steps.numel()
    parts = _strided_parts(op, [0] * count, [0] * count, steps)
    _check_rank(parts, len(shape), ShapeProblem)
    result: list[int | None] = []
    axis = 0
    for part in _expand_ellipsis(parts, len(shape)):
        if part is None:
            result.append(1)
            continue
        if isinstance(part, slice):
            whole = part.start is None and part.stop is None
            result.append(_slice_length(part, shape[axis]) if whole else None)
        axis += 1
    return tuple(result)


def _strided_slice(op: Operation, value: Any, begin: Any, end: Any, step: Any) -> Any:
    rank = len(value.shape)
    for index, stride in enumerate(step.tolist()):
        if not stride:
            raise KernelFailure(f"strides[{index}] must be non-zero")
    parts = _strided_parts(op, begin, end, step)
    _check_rank(parts, rank, KernelFailure)
    parts = _expand_ellipsis(parts, rank)
    axis = 0
    for index, part in enumerate(parts):
        if part is None:
            continue
        size = value.shape[axis]
        if isinstance(part, int):
            _check_place(part, axis, size, KernelFailure)
        elif (part.step or 1) < 0 and isinstance(value, Tensor):
            # torch slices forwards only: take the same places through an index.
            places = torch.tensor(list(range(*part.indices(size))), dtype=torch.long)
            value = value.index_select(axis, places)
            parts[index] = slice(None)
        axis += 1
    taken = value[tuple(parts)]
    if isinstance(value, np.ndarray) and not isinstance(taken, np.ndarray):
        return np.array(taken, dtype=object)
    return taken


register(
    (
        OpDef("GatherV2", "params:T indices:int32 axis:int32", _gather_shape, 0, _gather),
        OpDef("GatherNd", "params:T indices:int32", _gather_nd_shape, 0, _gather_nd),
        OpDef("Slice", "input:T begin:int32 size:int32", _slice_shape, 0, _slice),
        OpDef("StridedSlice", "input:T begin:int32 end:int32 strides:int32", _strided_shape, 0,
              _strided_slice),
    )
)  # fmt: skip
