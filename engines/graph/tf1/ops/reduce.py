"""Op table: reductions, positions of extremes, running sums."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch

from engines.graph.tf1 import rounding
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Kernel, Tensor, same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, show_shape
from engines.graph.tf1.summing import is_ordered, reduced, running, total, valued


def reduction_axes(op: Operation, value: Tensor, axes: Tensor) -> list[int]:
    """Return the axes of a reduction, counted from the front. Raises KernelFailure out of range."""
    rank = value.dim()
    found = []
    for axis in axes.reshape(-1).tolist():
        if not -rank <= axis < rank:
            raise KernelFailure(
                f"Invalid reduction dimension ({axis} for input with {rank} dimension(s)"
            )
        found.append(axis_of(axis, rank))
    return sorted(set(found))


def reduction_shape(op: Operation) -> Shape:
    """Return the shape after a reduction over constant axes. Raises ShapeProblem out of range."""
    shape, keep = op.inputs[0].shape, op.attrs["keep_dims"]
    axes = static_value(op.inputs[1])
    if shape is None:
        return None
    rank = len(shape)
    if axes is None:
        return (None,) * rank if keep else None
    gone = set()
    for axis in axes.reshape(-1).tolist():
        if not -rank <= axis < rank:
            raise ShapeProblem(
                f"Invalid reduction dimension {axis} for input with {rank} dimensions."
            )
        gone.add(axis_of(axis, rank))
    if keep:
        return tuple(1 if index in gone else size for index, size in enumerate(shape))
    return tuple(size for index, size in enumerate(shape) if index not in gone)


def _reduction(function: Callable[[Tensor, list[int], bool], Tensor]) -> Kernel:
    def kernel(op: Operation, value: Tensor, axes: Tensor) -> Tensor:
        found = reduction_axes(op, value, axes)
        if not found:
            return value
        return function(value, found, op.attrs["keep_dims"])

    return kernel


def _sum(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    return total(value, axes, keep)


def _mean(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    count = math.prod(value.shape[axis] for axis in axes)
    if value.is_floating_point() or value.is_complex():
        if not count:
            empty: Tensor = value.mean(dim=axes, keepdim=keep)
            return empty
        whole: Tensor = total(value, axes, keep) / count
        return whole
    added = torch.sum(value, dim=axes, keepdim=keep, dtype=value.dtype)
    shared: Tensor = torch.div(added, max(count, 1), rounding_mode="trunc").to(value.dtype)
    return shared


def _euclidean(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    length: Tensor = rounding.sqrt(total(value * value, axes, keep)).to(value.dtype)
    return length


def _each_axis(
    step: Callable[[Tensor, int], Tensor],
) -> Callable[[Tensor, list[int], bool], Tensor]:
    def reduce(value: Tensor, axes: list[int], keep: bool) -> Tensor:
        for axis in axes:
            value = step(value, axis)
        return value if keep else value.squeeze(tuple(axes))

    return reduce


def _product(value: Tensor, axis: int) -> Tensor:
    return torch.prod(value, dim=axis, keepdim=True, dtype=value.dtype)


def _products(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    def smooth() -> Tensor:
        return _each_axis(_product)(value, axes, keep)

    if not is_ordered(value):
        return smooth()
    return valued(smooth, reduced(value, axes, keep, np.multiply), value)


def _largest(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    if any(value.shape[axis] == 0 for axis in axes):
        lowest = -math.inf if value.is_floating_point() else torch.iinfo(value.dtype).min
        return _empty(value, axes, keep, lowest)
    return torch.amax(value, dim=axes, keepdim=keep)


def _smallest(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    if any(value.shape[axis] == 0 for axis in axes):
        highest = math.inf if value.is_floating_point() else torch.iinfo(value.dtype).max
        return _empty(value, axes, keep, highest)
    return torch.amin(value, dim=axes, keepdim=keep)


def _empty(value: Tensor, axes: list[int], keep: bool, fill: float) -> Tensor:
    shape = torch.sum(value, dim=axes, keepdim=keep).shape
    return torch.full(shape, fill, dtype=value.dtype)


def _arg_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    axis = static_value(op.inputs[1])
    if shape is None:
        return None
    rank = len(shape)
    if rank <= 1:
        return ()
    if axis is None:
        return (None,) * (rank - 1)
    if not -rank <= int(axis) < rank:
        raise ShapeProblem(
            f"Dimension ({int(axis)}) must be in the range [{-rank}, {rank}), where {rank} is the"
            " number of dimensions in the input."
        )
    gone = axis_of(int(axis), rank)
    return tuple(size for index, size in enumerate(shape) if index != gone)


def _arg(function: Callable[..., Tensor]) -> Kernel:
    def kernel(op: Operation, value: Tensor, axis: Tensor) -> Tensor:
        rank = value.dim()
        if not -rank <= int(axis) < rank:
            raise KernelFailure(
                f"Expected dimension in the range [{-rank}, {rank}), but got {int(axis)}"
            )
        if not value.shape[int(axis)]:
            place, shape = axis_of(int(axis), rank), show_shape(tuple(value.shape))
            raise KernelFailure(f"Reduction axis {place} is empty in shape {shape}")
        if value.dtype == torch.bool:
            value = value.to(torch.uint8)
        return function(value, dim=int(axis)).to(op.attrs["output_type"].torch)

    return kernel


def _cumulative(function: Callable[..., Tensor], neutral: float) -> Kernel:
    def kernel(op: Operation, value: Tensor, axis: Tensor) -> Tensor:
        rank = value.dim()
        if not -rank <= int(axis) < rank:
            raise KernelFailure(
                f"ScanOp: Expected scan axis in the range [{-rank}, {rank}), but got {int(axis)}"
            )
        dim = axis_of(int(axis), rank)
        if op.attrs["reverse"]:
            value = value.flip(dim)
        result = function(value, dim=dim).to(value.dtype)
        if op.attrs["exclusive"] and value.shape[dim]:
            first = torch.full_like(result.narrow(dim, 0, 1), neutral)
            result = torch.cat([first, result.narrow(dim, 0, value.shape[dim] - 1)], dim)
        return result.flip(dim) if op.attrs["reverse"] else result

    return kernel


def _running_sum(value: Tensor, dim: int) -> Tensor:
    return running(value, dim, np.add)


def _running_product(value: Tensor, dim: int) -> Tensor:
    return running(value, dim, np.multiply)


def _reduce(
    kind: str, function: Callable[[Tensor, list[int], bool], Tensor], of: str = "T"
) -> OpDef:
    arguments = f"input:{of} reduction_indices:int32"
    return OpDef(kind, arguments, reduction_shape, 0, _reduction(function))


register(
    (
        _reduce("Sum", _sum),
        _reduce("Mean", _mean),
        _reduce("EuclideanNorm", _euclidean),
        _reduce("Prod", _products),
        _reduce("Max", _largest),
        _reduce("Min", _smallest),
        _reduce("All", _each_axis(lambda value, axis: torch.all(value, axis, True)), "bool"),
        _reduce("Any", _each_axis(lambda value, axis: torch.any(value, axis, True)), "bool"),
        OpDef("ArgMax", "input:T dimension:int32", _arg_shape, "output_type", _arg(torch.argmax)),
        OpDef("ArgMin", "input:T dimension:int32", _arg_shape, "output_type", _arg(torch.argmin)),
        OpDef(
            "Cumsum",
            "x:T axis:int32",
            same_shape,
            0,
            _cumulative(_running_sum, 0),
        ),
        OpDef(
            "CumulativeLogsumexp",
            "x:T axis:int32",
            same_shape,
            0,
            _cumulative(torch.logcumsumexp, -math.inf),
        ),
        OpDef(
            "Cumprod",
            "x:T axis:int32",
            same_shape,
            0,
            _cumulative(_running_product, 1),
        ),
    )
)
