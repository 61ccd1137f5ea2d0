"""Op table: shapes, slicing, joining, gathering, filling, casting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements, check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import static_shape, static_value
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_math import same_shape, scalar
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, count, merge, show_shape

Tensor = torch.Tensor


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


def _concat_shape(op: Operation) -> Shape:
    axis = static_value(op.inputs[-1])
    shapes = [tensor.shape for tensor in op.inputs[:-1]]
    known = [shape for shape in shapes if shape is not None]
    if axis is None or not known:
        return (None,) * len(known[0]) if known else None
    rank = len(known[0])
    if not -rank <= int(axis) < max(rank, 1):
        raise ShapeProblem(f"ConcatOp : Expected concatenating dimensions in the range [-{rank}, {rank}), but got {int(axis)}")  # fmt: skip
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
        raise KernelFailure("Determined shape must either match input shape along split_dim exactly if"
                            " fully specified, or be less than the size of the input along split_dim"
                            " if not fully specified.")  # fmt: skip
    parts = torch.split(value, [int(size) for size in sizes], int(axis))
    return parts if len(parts) != 1 else parts[0]


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


def _gather_nd(op: Operation, value: Tensor, indices: Tensor) -> Tensor:
    depth = indices.shape[-1]
    for axis in range(depth):
        part = indices[..., axis]
        if part.numel() and not (int(part.min()) >= 0 and int(part.max()) < value.shape[axis]):
            bad = next(row for row in indices.reshape(-1, depth).tolist()
                       if not all(0 <= x < s for x, s in zip(row, value.shape, strict=False)))  # fmt: skip
            raise KernelFailure(f"indices[0] = {bad} does not index into param shape"
                                f" {show_shape(tuple(value.shape))}, node name: {op.name}")  # fmt: skip
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


def _fill_shape(op: Operation) -> Shape:
    return static_shape(op.inputs[0])


def _fill(op: Operation, shape: Tensor, value: Any) -> Any:
    sizes = tuple(int(size) for size in shape.reshape(-1))
    if any(size < 0 for size in sizes):
        raise KernelFailure(f"Dimension {min(sizes)} must be >= 0")
    check_shape(sizes)
    if isinstance(value, np.ndarray):
        return np.full(sizes, value.item(), dtype=object)
    return value.expand(sizes).clone()


def _range_shape(op: Operation) -> Shape:
    bounds = [static_value(source) for source in op.inputs]
    if any(bound is None for bound in bounds):
        return (None,)
    start, limit, delta = (bound.item() for bound in bounds)
    if delta == 0:
        raise ShapeProblem("Requires delta != 0")
    if delta > 0 and start > limit:
        raise ShapeProblem(
            f"Requires start <= limit when delta > 0, but got start={start} and limit={limit}"
        )
    if delta < 0 and start < limit:
        raise ShapeProblem(
            f"Requires start >= limit when delta < 0, but got start={start} and limit={limit}"
        )
    return (max(0, math.ceil((limit - start) / delta)),)


def _range(op: Operation, start: Tensor, limit: Tensor, delta: Tensor) -> Tensor:
    first, last, step = start.item(), limit.item(), delta.item()
    if step == 0:
        raise KernelFailure(f"Requires delta != 0: {step}")
    size = max(0, math.ceil((last - first) / step))
    check_elements(size)
    return (start + delta * torch.arange(size, dtype=delta.dtype)).to(start.dtype)


def _line_shape(op: Operation) -> Shape:
    number = static_value(op.inputs[2])
    return (None,) if number is None else (int(number),)


def _line(op: Operation, start: Tensor, stop: Tensor, number: Tensor) -> Tensor:
    size = int(number)
    check_elements(size)
    if size <= 0:
        raise KernelFailure(f"Requires num > 0: {size}")
    if size == 1:
        return start.reshape(1)
    places = torch.arange(size, dtype=start.dtype)
    line = start + (stop - start) / (size - 1) * places
    line[-1] = stop
    return line


def _one_hot_shape(op: Operation) -> Shape:
    shape, depth, axis = op.inputs[0].shape, static_value(op.inputs[1]), op.attrs["axis"]
    if shape is None:
        return None
    place = axis_of(axis, len(shape) + 1)
    return (*shape[:place], None if depth is None else int(depth), *shape[place:])


def _one_hot(op: Operation, indices: Tensor, depth: Tensor, on: Tensor, off: Tensor) -> Tensor:
    size = int(depth)
    check_elements(indices.numel() * max(size, 1))
    hot = indices.unsqueeze(-1) == torch.arange(size)
    result = torch.where(hot, on, off)
    place = axis_of(op.attrs["axis"], indices.dim() + 1)
    return result.movedim(-1, place)


def _cast(op: Operation, value: Any) -> Any:
    kind = op.attrs["DstT"]
    if isinstance(value, np.ndarray):
        raise KernelFailure(f"Cast string to {kind.kernel} is not supported", "UnimplementedError")
    return value.to(kind.torch)


def _select_shape(op: Operation) -> Shape:
    return merge(op.inputs[1].shape, op.inputs[2].shape)


def _select(op: Operation, condition: Tensor, left: Any, right: Any) -> Any:
    if left.shape != right.shape:
        raise KernelFailure(
            f"'then' and 'else' must have the same size.  but received:"
            f" {show_shape(tuple(left.shape))} vs. {show_shape(tuple(right.shape))}"
        )
    if condition.shape != left.shape:
        if condition.dim() == 1 and left.dim() and condition.shape[0] == left.shape[0]:
            condition = condition.reshape((-1,) + (1,) * (left.dim() - 1))
        elif condition.dim() != 0:
            raise KernelFailure(
                f"Expected 'then' to be a vector or 'condition' to match it: condition shape"
                f" {show_shape(tuple(condition.shape))} vs. {show_shape(tuple(left.shape))}"
            )
    if isinstance(left, np.ndarray):
        return np.where(condition.numpy(), left, right)
    return torch.where(condition, left, right)


def _select_broadcast_shape(op: Operation) -> Shape:
    from engines.graph.tf1.shapes import broadcast

    first = broadcast(op.inputs[1].shape, op.inputs[2].shape)
    return broadcast(op.inputs[0].shape, first)


def _where_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return (None, None) if shape is None else (None, len(shape))


def _segment_shape(op: Operation) -> Shape:
    data, segments, number = op.inputs[0].shape, op.inputs[1].shape, static_value(op.inputs[2])
    if data is None or segments is None:
        return None
    return (None if number is None else int(number), *data[len(segments) :])


def _segment_sum(op: Operation, data: Tensor, segments: Tensor, number: Tensor) -> Tensor:
    size = int(number)
    tail = data.shape[segments.dim() :]
    check_shape((size, *tail))
    flat = segments.reshape(-1).long()
    if flat.numel() and int(flat.max()) >= size:
        raise KernelFailure(
            f"segment_ids[{int(flat.argmax())}] = {int(flat.max())} is out of range [0, {size})"
        )
    kept = flat >= 0
    rows = data.reshape(-1, *tail)
    return torch.zeros((size, *tail), dtype=data.dtype).index_add(0, flat[kept], rows[kept])


def _sorted_segments_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return None if shape is None else (None, *shape[1:])


def _sorted_segment_sum(op: Operation, data: Tensor, segments: Tensor) -> Tensor:
    size = int(segments[-1]) + 1 if segments.numel() else 0
    return _segment_sum(op, data, segments, torch.tensor(size))


def _top_k_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, k = op.inputs[0].shape, static_value(op.inputs[1])
    size = None if k is None else int(k)
    if shape is not None and shape[-1] is not None and size is not None and shape[-1] < size:
        raise ShapeProblem(f"input must have last dimension >= k = {size} but is {shape[-1]}")
    result = None if shape is None else (*shape[:-1], size)
    return [(op.inputs[0].dtype.base, result), (dt.INT32, result)]


def _top_k(op: Operation, value: Tensor, k: Tensor) -> Any:
    if value.shape[-1] < int(k):
        raise KernelFailure(
            f"input must have at least k columns. Had {value.shape[-1]}, needed {int(k)}"
        )
    # A stable sort keeps the lower index first among equal values, as TensorFlow does.
    values, order = torch.sort(value, dim=-1, descending=True, stable=True)
    return values[..., : int(k)], order[..., : int(k)].to(torch.int32)


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


def _unique_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    return [(op.inputs[0].dtype.base, (None,)), (dt.INT32, op.inputs[0].shape)]


def _unique(op: Operation, value: Tensor) -> Any:
    found = list(dict.fromkeys(value.tolist()))
    places = {entry: index for index, entry in enumerate(found)}
    order = [places[entry] for entry in value.tolist()]
    return torch.tensor(found, dtype=value.dtype), torch.tensor(order, dtype=torch.int32)


_SELECT = "condition:bool t:T e:T"

register(
    (
        OpDef("Reshape", "tensor:T shape:int32", _reshape_shape, 0, _reshape),
        OpDef("Transpose", "x:T perm:int32", _transpose_shape, 0,
              lambda op, value, order: value.permute(*order.tolist()) if value.dim() else value),
        OpDef("ConcatV2", "", _concat_shape, 0, _concat),
        OpDef("Pack", "", _pack_shape, 0, _pack),
        OpDef("Unpack", "value:T", same_shape, 0, _unpack, outputs=_unpack_outputs),
        OpDef("Split", "split_dim:int32 value:T", same_shape, 1, _split, outputs=_split_outputs),
        OpDef("SplitV", "value:T size_splits:int32 split_dim:int32", same_shape, 0, _split_sizes,
              outputs=_split_sizes_outputs),
        OpDef("GatherV2", "params:T indices:int32 axis:int32", _gather_shape, 0, _gather),
        OpDef("GatherNd", "params:T indices:int32", _gather_nd_shape, 0, _gather_nd),
        OpDef("Slice", "input:T begin:int32 size:int32", _slice_shape, 0, _slice),
        OpDef("StridedSlice", "input:T begin:int32 end:int32 strides:int32", _strided_shape, 0,
              _strided_slice),
        OpDef("ExpandDims", "input:T dim:int32", _expand_shape, 0,
              lambda op, value, axis: value.unsqueeze(int(axis))),
        OpDef("Squeeze", "input:T", _squeeze_shape, 0, _squeeze),
        OpDef("Tile", "input:T multiples:int32", _tile_shape, 0, _tile),
        OpDef("Pad", "input:T paddings:int32", _pad_shape, 0, _pad),
        OpDef("PadV2", "input:T paddings:int32 constant_values:T", _pad_shape, 0, _pad_with),
        OpDef("MirrorPad", "input:T paddings:int32", _pad_shape, 0, _mirror_pad),
        OpDef("Fill", "dims:int32 value:T", _fill_shape, 1, _fill),
        OpDef("Range", "start:T limit:T delta:T", _range_shape, 0, _range),
        OpDef("LinSpace", "start:T stop:T num:int32", _line_shape, 0, _line),
        OpDef("OneHot", "indices:I depth:int32 on_value:T off_value:T", _one_hot_shape, 2,
              _one_hot),
        OpDef("Cast", "x:SrcT", same_shape, "DstT", _cast),
        OpDef("Select", _SELECT, _select_shape, 1, _select),
        OpDef("SelectV2", _SELECT, _select_broadcast_shape, 1, pure(torch.where)),
        OpDef("Where", "input:T", _where_shape, dt.INT64, pure(torch.argwhere)),
        OpDef("UnsortedSegmentSum", "data:T segment_ids:int32 num_segments:int32", _segment_shape,
              0, _segment_sum),
        OpDef("SegmentSum", "data:T segment_ids:int32", _sorted_segments_shape, 0,
              _sorted_segment_sum),
        OpDef("TopKV2", "input:T k:int32", same_shape, 0, _top_k, outputs=_top_k_outputs),
        OpDef("Shape", "input:T", _shape_vector, "out_type", _shape_kernel),
        OpDef("Size", "input:T", scalar, "out_type",
              lambda op, value: torch.tensor(int(np.prod(value.shape)), dtype=op.attrs["out_type"].torch)),
        OpDef("Rank", "input:T", scalar, dt.INT32,
              lambda op, value: torch.tensor(len(value.shape), dtype=torch.int32)),
        OpDef("BroadcastTo", "input:T shape:int32", _broadcast_to_shape, 0, _broadcast_to),
        OpDef("ReverseV2", "tensor:T axis:int32", same_shape, 0, _reverse),
        OpDef("InvertPermutation", "x:T", same_shape, 0, pure(lambda order: torch.argsort(order).to(order.dtype))),
        OpDef("Unique", "x:T", same_shape, 0, _unique, outputs=_unique_outputs),
        OpDef("ZerosLike", "x:T", same_shape, 0, pure(torch.zeros_like)),
        OpDef("OnesLike", "x:T", same_shape, 0, pure(torch.ones_like)),
        OpDef("Identity", "input:T", same_shape, 0, pure(lambda value: value)),
        OpDef("StopGradient", "input:T", same_shape, 0,
              pure(lambda value: value.detach() if isinstance(value, torch.Tensor) else value)),
    )
)  # fmt: skip
