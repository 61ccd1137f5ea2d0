"""Op table: gathering and slicing."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_array import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, show_shape


def _gather_shape(op: Operation) -> Shape:
    shape, indices = op.inputs[0].shape, op.inputs[1].shape
    axis = static_value(op.inputs[2])
    if shape is None or indices is None or axis is None:
        return None
    place = axis_of(int(axis), len(shape))
    return shape[:place] + indices + shape[place + 1 :]


def _gather(op: Operation, value: Any, indices: Tensor, axis: Tensor) -> Any:
    place = axis_of(int(axis), len(value.shape))
    size = value.shape[place]
    flat = indices.reshape(-1)
    for position, index in enumerate(flat.tolist()):
        if not 0 <= index < size:
            spot = np.unravel_index(position, tuple(indices.shape)) if indices.dim() else ()
            where = f"indices[{','.join(str(int(x)) for x in spot)}]" if spot else "indices"
            raise KernelFailure(f"{where} = {index} is not in [0, {size})")
    check_elements(int(np.prod(value.shape)) // max(size, 1) * max(flat.numel(), 1))
    shape = (*value.shape[:place], *indices.shape, *value.shape[place + 1 :])
    if isinstance(value, np.ndarray):
        return np.take(value, indices.numpy(), place)
    return torch.index_select(value, place, flat).reshape(shape)


def _gather_nd_shape(op: Operation) -> Shape:
    shape, indices = op.inputs[0].shape, op.inputs[1].shape
    if shape is None or indices is None or indices[-1] is None:
        return None
    return indices[:-1] + shape[indices[-1] :]


def _within(row: list[int], sizes: tuple[int, ...]) -> bool:
    return all(0 <= place < size for place, size in zip(row, sizes, strict=True))


def _gather_nd(op: Operation, value: Tensor, indices: Tensor) -> Tensor:
    depth = indices.shape[-1]
    for axis in range(depth):
        part = indices[..., axis]
        if part.numel() and not (int(part.min()) >= 0 and int(part.max()) < value.shape[axis]):
            sizes = value.shape[:depth]
            rows = indices.reshape(-1, depth).tolist()
            bad = next(row for row in rows if not _within(row, sizes))
            raise KernelFailure(
                f"indices[0] = {bad} does not index into param shape"
                f" {show_shape(tuple(value.shape))}, node name: {op.name}"
            )
    return value[tuple(indices[..., axis].long() for axis in range(depth))]


def _slice_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    begin, size = static_value(op.inputs[1]), static_value(op.inputs[2])
    if shape is None:
        return None
    if begin is None or size is None:
        return (None,) * len(shape)
    result: list[int | None] = []
    for full, start, length in zip(shape, begin.tolist(), size.tolist(), strict=False):
        rest = None if full is None else full - start
        if rest is not None and (length > rest or rest < 0):
            raise ShapeProblem(f"Expected size[{len(result)}] in [0, {rest}], but got {length}")
        result.append(rest if length == -1 else length)
    return tuple(result)


def _slice(op: Operation, value: Tensor, begin: Tensor, size: Tensor) -> Tensor:
    for index, (start, length) in enumerate(zip(begin.tolist(), size.tolist(), strict=True)):
        full = value.shape[index]
        if not 0 <= start <= full:
            raise KernelFailure(f"Expected begin[{index}] in [0, {full}], but got {start}")
        if length != -1 and not 0 <= length <= full - start:
            raise KernelFailure(f"Expected size[{index}] in [0, {full - start}], but got {length}")
        value = value.narrow(index, start, full - start if length == -1 else length)
    return value


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
    if any(bound is None for bound in bounds):
        return _loose_strided_shape(op, len(shape))
    parts = _strided_parts(op, *bounds)
    _check_rank(parts, len(shape))
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
        elif size is not None and not -size <= part < size:
            raise ShapeProblem(f"slice index {part} of dimension {axis - 1} out of bounds.")
    return tuple(result)


def _slice_length(part: slice, size: int | None) -> int | None:
    if size is not None:
        return len(range(*part.indices(size)))
    return None


def _check_rank(parts: list[Any], rank: int) -> None:
    used = sum(1 for part in parts if part is not None and part is not ...)
    if used > rank:
        raise ShapeProblem(f"Index out of range using input dim {rank}; input has only {rank} dims")


def _loose_strided_shape(op: Operation, rank: int) -> Shape:
    length = op.inputs[1].shape
    if length is None or length[0] is None or op.attrs["ellipsis_mask"]:
        return None
    masks = op.attrs
    used = [1 << index for index in range(length[0])]
    kept = sum(1 for bit in used if not masks["shrink_axis_mask"] & bit)
    taken = sum(1 for bit in used if not masks["new_axis_mask"] & bit)
    return (None,) * (kept + rank - taken)


def _strided_slice(op: Operation, value: Any, begin: Any, end: Any, step: Any) -> Any:
    rank = len(value.shape)
    parts = _strided_parts(op, begin, end, step)
    used = sum(1 for part in parts if part is not None and part is not ...)
    if used > rank:
        raise KernelFailure(
            f"Index out of range using input dim {rank}; input has only {rank} dims"
        )
    parts = _expand_ellipsis(parts, rank)
    axis = 0
    for index, part in enumerate(parts):
        if part is None:
            continue
        size = value.shape[axis]
        if isinstance(part, int) and not -size <= part < size:
            raise KernelFailure(f"slice index {part} of dimension {axis} out of bounds.")
        if isinstance(part, slice) and (part.step or 1) < 0 and isinstance(value, Tensor):
            # torch slices forwards only: take the same places through an index.
            places = torch.tensor(list(range(*part.indices(size))), dtype=torch.long)
            value = value.index_select(axis, places)
            parts[index] = slice(None)
        axis += 1
    return value[tuple(parts)]


register(
    (
        OpDef("GatherV2", "params:T indices:int32 axis:int32", _gather_shape, 0, _gather),
        OpDef("GatherNd", "params:T indices:int32", _gather_nd_shape, 0, _gather_nd),
        OpDef("Slice", "input:T begin:int32 size:int32", _slice_shape, 0, _slice),
        OpDef("StridedSlice", "input:T begin:int32 end:int32 strides:int32", _strided_shape, 0,
              _strided_slice),
    )
)  # fmt: skip
