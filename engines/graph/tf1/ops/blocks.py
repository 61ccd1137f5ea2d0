"""Op table: moving blocks of an image between its axes, and cutting patches out of it."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ranks import ranked
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem


def _divided(size: int | None, by: int) -> int | None:
    if size is None:
        return None
    if size % by:
        raise ShapeProblem(f"Dimension size must be evenly divisible by {by} but is {size}")
    return size // by


def _times(size: int | None, by: int) -> int | None:
    return None if size is None else size * by


def _to_depth_shape(op: Operation) -> Shape:
    batch, height, width, depth = ranked(op.inputs[0].shape, 4)
    block = op.attrs["block_size"]
    return (batch, _divided(height, block), _divided(width, block), _times(depth, block * block))


def _to_depth(op: Operation, value: Tensor) -> Tensor:
    block = op.attrs["block_size"]
    batch, height, width, depth = value.shape
    if height % block or width % block:
        raise KernelFailure(
            f"Image width {width} and height {height} should be divisible by block_size: {block}"
        )
    cut = value.reshape(batch, height // block, block, width // block, block, depth)
    return cut.permute(0, 1, 3, 2, 4, 5).reshape(batch, height // block, width // block, -1)


def _to_space_shape(op: Operation) -> Shape:
    batch, height, width, depth = ranked(op.inputs[0].shape, 4)
    block = op.attrs["block_size"]
    return (batch, _times(height, block), _times(width, block), _divided(depth, block * block))


def _to_space(op: Operation, value: Tensor) -> Tensor:
    block = op.attrs["block_size"]
    batch, height, width, depth = value.shape
    if depth % (block * block):
        raise KernelFailure(
            f"Input depth dimension {depth} should be divisible by: {block * block}"
        )
    cut = value.reshape(batch, height, width, block, block, -1)
    return cut.permute(0, 1, 3, 2, 4, 5).reshape(batch, height * block, width * block, -1)


def _steps(size: int, kernel: int, stride: int, rate: int, padding: str) -> tuple[int, int]:
    """Return the number of patches along an axis and the padding before it."""
    reach = (kernel - 1) * rate + 1
    if padding == "VALID":
        return max(0, (size - reach + stride) // stride), 0
    number = -(-size // stride)
    return number, max(0, (number - 1) * stride + reach - size) // 2


def _patch_shape(op: Operation) -> Shape:
    shape, attrs = ranked(op.inputs[0].shape, 4), op.attrs
    sizes: list[int | None] = []
    for axis in (1, 2):
        size = shape[axis]
        sizes.append(
            None
            if size is None or None in shape[1:3]
            else _steps(size, attrs["ksizes"][axis], attrs["strides"][axis], attrs["rates"][axis],
                        attrs["padding"])[0]
        )  # fmt: skip
    depth = _times(shape[3], attrs["ksizes"][1] * attrs["ksizes"][2])
    return (shape[0], *sizes, depth)


def _patches(op: Operation, value: Tensor) -> Tensor:
    attrs = op.attrs
    batch, height, width, depth = value.shape
    places, counts = [], []
    for axis, size in ((1, height), (2, width)):
        kernel, rate = attrs["ksizes"][axis], attrs["rates"][axis]
        stride = attrs["strides"][axis]
        number, before = _steps(size, kernel, stride, rate, attrs["padding"])
        check_shape((number, kernel))
        starts = torch.arange(number).reshape(-1, 1) * stride - before
        places.append(starts + torch.arange(kernel) * rate)
        counts += [number, kernel]
    rows, columns = places
    check_shape((batch, counts[0], counts[2], counts[1], counts[3], depth))
    inside = ((rows >= 0) & (rows < height))[:, None, :, None] & (
        (columns >= 0) & (columns < width)
    )[None, :, None, :]
    taken = value[
        :,
        rows.clamp(0, height - 1)[:, None, :, None],
        columns.clamp(0, width - 1)[None, :, None, :],
    ]
    taken = torch.where(inside[..., None], taken, torch.zeros((), dtype=value.dtype))
    return taken.reshape(batch, counts[0], counts[2], counts[1] * counts[3] * depth)


def _blocks(op: Operation) -> tuple[list[int] | None, list[list[int]] | None]:
    block, edges = static_value(op.inputs[1]), static_value(op.inputs[2])
    return (
        None if block is None else block.tolist(),
        None if edges is None else edges.tolist(),
    )


def _to_batch_shape(op: Operation) -> Shape:
    shape, (block, edges) = op.inputs[0].shape, _blocks(op)
    if shape is None:
        return None if block is None else (None,) * (len(block) + 2)
    if block is None or edges is None:
        return (None,) * len(shape)
    total = int(torch.tensor(block).prod())
    inner = tuple(
        None if size is None else _divided(size + sum(edge), by)
        for size, edge, by in zip(shape[1:], edges, block, strict=False)
    )
    return (_times(shape[0], total), *inner, *shape[1 + len(block) :])


def _to_batch(op: Operation, value: Tensor, block: Tensor, paddings: Tensor) -> Tensor:
    steps, edges = block.tolist(), paddings.tolist()
    count = len(steps)
    sizes = [size + sum(edge) for size, edge in zip(value.shape[1:], edges, strict=False)]
    for axis, (size, step) in enumerate(zip(sizes, steps, strict=True)):
        if size % step:
            raise KernelFailure(
                f"padded_shape[{axis}]={size} is not divisible by block_shape[{axis}]={step}"
            )
    check_shape((value.shape[0], *sizes, *value.shape[1 + count :]))
    rest = value.dim() - 1 - count
    widths = [width for edge in reversed(edges) for width in edge]
    padded = torch.nn.functional.pad(value, [0, 0] * rest + widths)
    cut = [part for size, step in zip(sizes, steps, strict=True) for part in (size // step, step)]
    parted = padded.reshape(value.shape[0], *cut, *value.shape[1 + count :])
    within, across = range(2, 2 * count + 1, 2), range(1, 2 * count, 2)
    tail = range(2 * count + 1, parted.dim())
    moved = parted.permute(*within, 0, *across, *tail)
    outer = [size // step for size, step in zip(sizes, steps, strict=True)]
    return moved.reshape(-1, *outer, *value.shape[1 + count :])


def _from_batch_shape(op: Operation) -> Shape:
    shape, (block, edges) = op.inputs[0].shape, _blocks(op)
    if shape is None:
        return None if block is None else (None,) * (len(block) + 2)
    if block is None or edges is None:
        return (None,) * len(shape)
    inner = tuple(
        None if size is None else size * by - sum(edge)
        for size, edge, by in zip(shape[1:], edges, block, strict=False)
    )
    batch = shape[0]
    for by in block:
        batch = _divided(batch, by)
    return (batch, *inner, *shape[1 + len(block) :])


def _from_batch(op: Operation, value: Tensor, block: Tensor, crops: Tensor) -> Tensor:
    steps, edges = block.tolist(), crops.tolist()
    count, total = len(steps), int(block.prod())
    if value.shape[0] % total:
        raise KernelFailure(
            f"Input batch dimension ({value.shape[0]}) is not divisible by product of block sizes"
            f" ({total})"
        )
    inner = value.shape[1 : 1 + count]
    tail = value.shape[1 + count :]
    parted = value.reshape(*steps, value.shape[0] // total, *inner, *tail)
    order = [count] + [axis for i in range(count) for axis in (count + 1 + i, i)]
    moved = parted.permute(*order, *range(2 * count + 1, parted.dim()))
    joined = moved.reshape(
        value.shape[0] // total,
        *(size * step for size, step in zip(inner, steps, strict=True)),
        *tail,
    )
    for axis, (before, after) in enumerate(edges, 1):
        joined = joined.narrow(axis, before, joined.shape[axis] - before - after)
    return joined


def _line(kind: str, shape: Any, kernel: Any) -> OpDef:
    return OpDef(kind, "input:T", shape, 0, kernel)


register(
    (
        _line("SpaceToDepth", _to_depth_shape, _to_depth),
        _line("DepthToSpace", _to_space_shape, _to_space),
        OpDef("ExtractImagePatches", "images:T", _patch_shape, 0, _patches),
        OpDef("SpaceToBatchND", "input:T block_shape:int32 paddings:int32", _to_batch_shape, 0,
              _to_batch),
        OpDef("BatchToSpaceND", "input:T block_shape:int32 crops:int32", _from_batch_shape, 0,
              _from_batch),
    )
)  # fmt: skip
