"""Op table: making tensors and casting them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements, check_shape
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_math import same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of

Tensor = torch.Tensor


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


def _inverted(order: Tensor) -> Tensor:
    return torch.argsort(order).to(order.dtype)


register(
    (
        OpDef("Fill", "dims:int32 value:T", _fill_shape, 1, _fill),
        OpDef("Range", "start:T limit:T delta:T", _range_shape, 0, _range),
        OpDef("LinSpace", "start:T stop:T num:int32", _line_shape, 0, _line),
        OpDef("OneHot", "indices:I depth:int32 on_value:T off_value:T", _one_hot_shape, 2,
              _one_hot),
        OpDef("Cast", "x:SrcT", same_shape, "DstT", _cast),
        OpDef("InvertPermutation", "x:T", same_shape, 0, pure(_inverted)),
        OpDef("ZerosLike", "x:T", same_shape, 0, pure(torch.zeros_like)),
        OpDef("OnesLike", "x:T", same_shape, 0, pure(torch.ones_like)),
        OpDef("Identity", "input:T", same_shape, 0, pure(lambda value: value)),
        OpDef("StopGradient", "input:T", same_shape, 0,
              pure(lambda value: value.detach() if isinstance(value, torch.Tensor) else value)),
    )
)  # fmt: skip
