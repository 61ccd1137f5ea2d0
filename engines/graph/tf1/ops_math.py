"""Op table: arithmetic, comparison, logic, reductions, matrix products."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, axis_of, broadcast, show_shape

Tensor = torch.Tensor
Kernel = Callable[..., Any]


def same_shape(op: Operation) -> Shape:
    """Return the shape of the first input."""
    return op.inputs[0].shape


def scalar(op: Operation) -> Shape:
    """Return the shape of a scalar."""
    return ()


def broadcast_shape(op: Operation) -> Shape:
    """Return the shape of two inputs broadcast against each other."""
    return broadcast(op.inputs[0].shape, op.inputs[1].shape)


# TensorFlow's graph optimiser sorts the inputs of these by name before a run.
_COMMUTATIVE = frozenset(("AddV2", "Mul", "SquaredDifference", "Equal", "NotEqual", "LogicalAnd",
                          "LogicalOr"))  # fmt: skip


def _in_run_order(op: Operation, left: Any, right: Any) -> tuple[Any, Any]:
    first, second = (tensor.op.name for tensor in op.inputs)
    return (right, left) if op.type in _COMMUTATIVE and second < first else (left, right)


def check_broadcast(op: Operation, left: Any, right: Any) -> None:
    """Raise KernelFailure when the shapes of two values do not broadcast, CapReached when huge."""
    if left.shape == right.shape:
        return
    try:
        shape = np.broadcast_shapes(left.shape, right.shape)
    except ValueError:
        left, right = _in_run_order(op, left, right)
        raise KernelFailure(
            f"Incompatible shapes: {show_shape(tuple(left.shape))} vs."
            f" {show_shape(tuple(right.shape))}"
        ) from None
    check_shape(tuple(shape))


def pairwise(function: Callable[[Any, Any], Any]) -> Kernel:
    """Return the kernel of a broadcasting function of two values."""

    def kernel(op: Operation, left: Any, right: Any) -> Any:
        check_broadcast(op, left, right)
        return function(left, right)

    return kernel


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, np.ndarray):
        return np.asarray(left + right, dtype=object)
    return torch.add(left, right)


def _floor_divide(left: Tensor, right: Tensor) -> Tensor:
    _refuse_zero(right)
    return (
        torch.floor(left / right)
        if left.is_floating_point()
        else torch.div(left, right, rounding_mode="floor")
    )


def _truncated_divide(left: Tensor, right: Tensor) -> Tensor:
    _refuse_zero(right)
    return torch.div(left, right, rounding_mode="trunc")


def _floor_mod(left: Tensor, right: Tensor) -> Tensor:
    _refuse_zero(right)
    return torch.remainder(left, right)


def _truncated_mod(left: Tensor, right: Tensor) -> Tensor:
    _refuse_zero(right)
    return torch.fmod(left, right)


def _refuse_zero(right: Tensor) -> None:
    if not right.is_floating_point() and bool((right == 0).any()):
        raise KernelFailure("Integer division by zero")


def _power(left: Tensor, right: Tensor) -> Tensor:
    if not left.is_floating_point() and bool((right < 0).any()):
        raise KernelFailure("Integers to negative integer powers are not allowed")
    return torch.pow(left, right)


def _maximum(left: Tensor, right: Tensor) -> Tensor:
    return torch.where((left >= right) | left.isnan(), left, right)


def _minimum(left: Tensor, right: Tensor) -> Tensor:
    return torch.where((left <= right) | left.isnan(), left, right)


def _equal(left: Any, right: Any) -> Any:
    if isinstance(left, np.ndarray):
        return torch.from_numpy(np.asarray(left == right, dtype=bool))
    return left == right


def _not_equal(left: Any, right: Any) -> Any:
    return ~_equal(left, right)


def _div_no_nan(left: Tensor, right: Tensor) -> Tensor:
    zero = right == 0
    return torch.where(zero, torch.zeros_like(left), left / torch.where(zero, 1.0, right))


def _round_half_even(value: Tensor) -> Tensor:
    return torch.round(value) if value.is_floating_point() else value


# Reductions.


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
    return torch.sum(value, dim=axes, keepdim=keep, dtype=value.dtype)


def _mean(value: Tensor, axes: list[int], keep: bool) -> Tensor:
    if value.is_floating_point():
        return torch.mean(value, dim=axes, keepdim=keep)
    count = math.prod(value.shape[axis] for axis in axes)
    total = torch.sum(value, dim=axes, keepdim=keep)
    return torch.div(total, count, rounding_mode="trunc").to(value.dtype)


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
        if value.dtype == torch.bool:
            value = value.to(torch.uint8)
        return function(value, dim=int(axis)).to(op.attrs["output_type"].torch)

    return kernel


# Matrix products.


def _matmul_shape(op: Operation) -> Shape:
    left, right = op.inputs[0].shape, op.inputs[1].shape
    for shape in (left, right):
        if shape is not None and len(shape) != 2:
            raise ShapeProblem(f"Shape must be rank 2 but is rank {len(shape)}")
    rows, inner = _matrix(left, op.attrs["transpose_a"])
    other, columns = _matrix(right, op.attrs["transpose_b"])
    if inner is not None and other is not None and inner != other:
        raise ShapeProblem(f"Dimensions must be equal, but are {inner} and {other}")
    if left is None and right is None:
        return (None, None)
    return (rows, columns)


def _matrix(shape: Shape, transposed: bool) -> tuple[int | None, int | None]:
    if shape is None:
        return None, None
    return (shape[-1], shape[-2]) if transposed else (shape[-2], shape[-1])


def _multiply(left: Tensor, right: Tensor) -> Tensor:
    cost = left.numel() * (right.shape[-1] if right.dim() else 1)
    current_run().budget.spend(cost // 20_000)
    check_shape((*left.shape[:-1], right.shape[-1]))
    return torch.matmul(left, right)


def _matmul(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    if left.dim() != 2:
        raise KernelFailure(
            f"In[0] and In[1] has different ndims: {show_shape(tuple(left.shape))} vs."
            f" {show_shape(tuple(right.shape))}"
            if left.dim() != right.dim()
            else f"In[0] ndims must be >= 2: {left.dim()}"
        )
    a = left.t() if op.attrs["transpose_a"] else left
    b = right.t() if op.attrs["transpose_b"] and right.dim() == 2 else right
    if right.dim() != 2 or a.shape[1] != b.shape[0]:
        if right.dim() != 2:
            raise KernelFailure(
                f"In[0] and In[1] has different ndims: {show_shape(tuple(left.shape))} vs."
                f" {show_shape(tuple(right.shape))}"
            )
        raise KernelFailure(
            f"Matrix size-incompatible: In[0]: {show_shape(tuple(left.shape))},"
            f" In[1]: {show_shape(tuple(right.shape))}"
        )
    return _multiply(a, b)


def _batch_shape(op: Operation) -> Shape:
    left, right = op.inputs[0].shape, op.inputs[1].shape
    if left is None or right is None:
        return None
    for shape in (left, right):
        if len(shape) < 2:
            raise ShapeProblem(f"Shape must be at least rank 2 but is rank {len(shape)}")
    rows, inner = _matrix(left, op.attrs["adj_x"])
    other, columns = _matrix(right, op.attrs["adj_y"])
    if inner is not None and other is not None and inner != other:
        raise ShapeProblem(f"Dimensions must be equal, but are {inner} and {other}")
    outer = broadcast(left[:-2], right[:-2])
    return None if outer is None else (*outer, rows, columns)


def _batch_matmul(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    a = left.transpose(-1, -2) if op.attrs["adj_x"] else left
    b = right.transpose(-1, -2) if op.attrs["adj_y"] else right
    if a.shape[-1] != b.shape[-2]:
        raise KernelFailure(
            f"Matrix size-incompatible: In[0]: {show_shape(tuple(left.shape))},"
            f" In[1]: {show_shape(tuple(right.shape))}"
        )
    return _multiply(a, b)


def _add_n(op: Operation, *values: Tensor) -> Tensor:
    total = values[0]
    for value in values[1:]:
        if value.shape != total.shape:
            raise KernelFailure(
                f"Inputs to operation {op.name} of type AddN must have the same size and shape."
                f"  Input 0: {show_shape(tuple(total.shape))} != input 1:"
                f" {show_shape(tuple(value.shape))}"
            )
        total = total + value
    return total


def _add_n_shape(op: Operation) -> Shape:
    from engines.graph.tf1.shapes import merge

    shape = op.inputs[0].shape
    for tensor in op.inputs[1:]:
        shape = merge(shape, tensor.shape)
    return shape


def _cumulative(function: Callable[..., Tensor], neutral: float) -> Kernel:
    def kernel(op: Operation, value: Tensor, axis: Tensor) -> Tensor:
        dim = axis_of(int(axis), value.dim())
        if op.attrs["reverse"]:
            value = value.flip(dim)
        result = function(value, dim=dim).to(value.dtype)
        if op.attrs["exclusive"] and value.shape[dim]:
            first = torch.full_like(result.narrow(dim, 0, 1), neutral)
            result = torch.cat([first, result.narrow(dim, 0, value.shape[dim] - 1)], dim)
        return result.flip(dim) if op.attrs["reverse"] else result

    return kernel


def _unary(kind: str, function: Callable[[Any], Any]) -> OpDef:
    return OpDef(kind, "x:T", same_shape, 0, pure(function))


def _pair(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:T y:T", broadcast_shape, 0, pairwise(function))


def _logical(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:bool y:bool", broadcast_shape, dt.BOOL, pairwise(function))


def _test(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:T y:T", broadcast_shape, dt.BOOL, pairwise(function))


def _reduce(kind: str, function: Callable[[Tensor, list[int], bool], Tensor]) -> OpDef:
    return OpDef(kind, "input:T reduction_indices:int32", reduction_shape, 0, _reduction(function))


register(
    (
        _pair("AddV2", _add),
        _pair("Add", _add),
        _pair("Sub", torch.sub),
        _pair("Mul", torch.mul),
        _pair("RealDiv", torch.div),
        _pair(
            "Div",
            lambda a, b: torch.div(a, b) if a.is_floating_point() else _truncated_divide(a, b),
        ),
        _pair("FloorDiv", _floor_divide),
        _pair("TruncateDiv", _truncated_divide),
        _pair("FloorMod", _floor_mod),
        _pair("TruncateMod", _truncated_mod),
        _pair("DivNoNan", _div_no_nan),
        _pair("Pow", _power),
        _pair("Maximum", _maximum),
        _pair("Minimum", _minimum),
        _pair("SquaredDifference", lambda a, b: (a - b) * (a - b)),
        _pair("Atan2", torch.atan2),
        _test("Equal", _equal),
        _test("NotEqual", _not_equal),
        _test("Less", torch.lt),
        _test("LessEqual", torch.le),
        _test("Greater", torch.gt),
        _test("GreaterEqual", torch.ge),
        _logical("LogicalAnd", torch.logical_and),
        _logical("LogicalOr", torch.logical_or),
        _logical("LogicalXor", torch.logical_xor),
        _pair("BitwiseAnd", torch.bitwise_and),
        _pair("BitwiseOr", torch.bitwise_or),
        _pair("BitwiseXor", torch.bitwise_xor),
        _unary("Invert", torch.bitwise_not),
        OpDef("LogicalNot", "x:bool", same_shape, dt.BOOL, pure(torch.logical_not)),
        _unary("Neg", torch.neg),
        _unary("Abs", torch.abs),
        _unary("Sign", torch.sign),
        _unary("Square", torch.square),
        _unary("Sqrt", torch.sqrt),
        _unary("Rsqrt", torch.rsqrt),
        _unary("Exp", torch.exp),
        _unary("Expm1", torch.expm1),
        _unary("Log", torch.log),
        _unary("Log1p", torch.log1p),
        _unary("Sin", torch.sin),
        _unary("Cos", torch.cos),
        _unary("Tan", torch.tan),
        _unary("Tanh", torch.tanh),
        _unary("Erf", torch.erf),
        _unary("Reciprocal", torch.reciprocal),
        _unary("Floor", torch.floor),
        _unary("Ceil", torch.ceil),
        _unary("Round", _round_half_even),
        _unary("Rint", torch.round),
        OpDef("IsNan", "x:T", same_shape, dt.BOOL, pure(torch.isnan)),
        OpDef("IsInf", "x:T", same_shape, dt.BOOL, pure(torch.isinf)),
        OpDef("IsFinite", "x:T", same_shape, dt.BOOL, pure(torch.isfinite)),
        OpDef("AddN", "", _add_n_shape, 0, _add_n),
        _reduce("Sum", _sum),
        _reduce("Mean", _mean),
        _reduce("Prod", _each_axis(_product)),
        _reduce("Max", _largest),
        _reduce("Min", _smallest),
        _reduce("All", _each_axis(lambda value, axis: torch.all(value, dim=axis, keepdim=True))),
        _reduce("Any", _each_axis(lambda value, axis: torch.any(value, dim=axis, keepdim=True))),
        OpDef("ArgMax", "input:T dimension:int32", _arg_shape, "output_type", _arg(torch.argmax)),
        OpDef("ArgMin", "input:T dimension:int32", _arg_shape, "output_type", _arg(torch.argmin)),
        OpDef("MatMul", "a:T b:T", _matmul_shape, 0, _matmul),
        OpDef("BatchMatMulV2", "x:T y:T", _batch_shape, 0, _batch_matmul),
        OpDef("Cumsum", "x:T axis:int32", same_shape, 0, _cumulative(torch.cumsum, 0)),
        OpDef("Cumprod", "x:T axis:int32", same_shape, 0, _cumulative(torch.cumprod, 1)),
        OpDef("L2Loss", "t:T", scalar, 0, pure(lambda value: (value * value).sum() / 2)),
    )
)
