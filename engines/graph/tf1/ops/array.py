"""Op table: making tensors and casting them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements, check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, size_input
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of

Tensor = torch.Tensor


def _fill_shape(op: Operation) -> Shape:
    ranked(op.inputs[0].shape, 1)
    ranked(op.inputs[1].shape, 0)
    sizes = static_value(op.inputs[0])
    if sizes is not None and sizes.numel() and int(sizes.min()) < 0:
        raise ShapeProblem("Fill dimensions must be >= 0")
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
    for tensor in op.inputs:
        ranked(tensor.shape, 0)
    bounds = [static_value(source) for source in op.inputs]
    if any(bound is None for bound in bounds):
        return (None,)
    start, limit, delta = (bound.item() for bound in bounds)
    if delta == 0:
        raise ShapeProblem("Requires delta != 0")
    _check_direction(start, limit, delta, ShapeProblem)
    return (max(0, math.ceil((limit - start) / delta)),)


def _check_direction(start: Any, limit: Any, delta: Any, problem: type[Exception]) -> None:
    sign = ">" if delta > 0 else "<"
    if (start > limit) if delta > 0 else (start < limit):
        order = "<=" if delta > 0 else ">="
        raise problem(f"Requires start {order} limit when delta {sign} 0: {start:g}/{limit:g}")


def _range(op: Operation, start: Tensor, limit: Tensor, delta: Tensor) -> Tensor:
    first, last, step = start.item(), limit.item(), delta.item()
    if step == 0:
        raise KernelFailure(f"Requires delta != 0: {step:g}")
    _check_direction(first, last, step, KernelFailure)
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
        return start.reshape(1)[:0]
    if size == 1:
        return start.reshape(1)
    places = torch.arange(size, dtype=start.dtype)
    line = start + (stop - start) / (size - 1) * places
    line[-1] = stop
    return line


def _one_hot_shape(op: Operation) -> Shape:
    shape, depth, axis = op.inputs[0].shape, size_input(op, 1), op.attrs["axis"]
    if shape is None:
        return None
    place = axis_of(axis, len(shape) + 1)
    return (*shape[:place], depth, *shape[place:])


def _one_hot(op: Operation, indices: Tensor, depth: Tensor, on: Any, off: Any) -> Any:
    size, axis, rank = int(depth), op.attrs["axis"], indices.dim() + 1
    if axis != -1 and not 0 <= axis < rank:
        raise KernelFailure(f"Expected axis to be -1 or between [0, {rank}).  But received: {axis}")
    if size < 0:
        raise KernelFailure(f"depth must be non-negative, got: {size}")
    check_elements(indices.numel() * max(size, 1))
    hot = indices.unsqueeze(-1) == torch.arange(size)
    if isinstance(on, np.ndarray):
        return np.moveaxis(np.where(hot.numpy(), on, off), -1, axis_of(axis, rank))
    return torch.where(hot, on, off).movedim(-1, axis_of(axis, rank))


def _cast(op: Operation, value: Any) -> Any:
    kind = op.attrs["DstT"]
    if isinstance(value, np.ndarray):
        raise KernelFailure(f"Cast string to {kind.kernel} is not supported", "UnimplementedError")
    if kind is dt.STRING:
        source = dt.of_torch(value).kernel
        raise KernelFailure(f"Cast {source} to string is not supported", "UnimplementedError")
    return value.to(kind.torch)


register(
    (
        OpDef("Fill", "dims:int32 value:T", _fill_shape, 1, _fill),
        OpDef("Range", "start:T limit:T delta:T", _range_shape, 0, _range),
        OpDef("LinSpace", "start:T stop:T num:int32", _line_shape, 0, _line),
        OpDef("OneHot", "indices:I depth:int32! on_value:T off_value:T", _one_hot_shape, 2,
              _one_hot),
        OpDef("Cast", "x:SrcT", same_shape, "DstT", _cast),
        OpDef("ZerosLike", "x:T", same_shape, 0, pure(torch.zeros_like)),
        OpDef("OnesLike", "x:T", same_shape, 0, pure(torch.ones_like)),
        OpDef("Identity", "input:T", same_shape, 0, pure(lambda value: value)),
        OpDef("StopGradient", "input:T", same_shape, 0,
              pure(lambda value: value.detach() if isinstance(value, torch.Tensor) else value)),
    )
)  # fmt: skip
