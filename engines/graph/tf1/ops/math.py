"""Op table: arithmetic, comparison and logic, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1 import rounding, summing
from engines.graph.tf1.folding import is_constant
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, broadcast, show_shape

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
        if isinstance(left, Tensor) and (left.requires_grad or right.requires_grad):
            shape = np.broadcast_shapes(left.shape, right.shape)
            left, right = summing.spread(left, shape), summing.spread(right, shape)
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


# What TensorFlow's graph optimiser makes of a power by a constant exponent, but not of constants.
_POWERS: dict[float, Callable[[Tensor], Tensor]] = {
    2.0: lambda x: x * x,
    3.0: lambda x: x * x * x,
    0.5: rounding.sqrt,
    -0.5: torch.rsqrt,
    -1.0: torch.reciprocal,
}


def _power(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    check_broadcast(op, left, right)
    exponent = float(right) if right.numel() == 1 and op.inputs[1].op.type == "Const" else None
    if not left.is_floating_point() and not left.is_complex() and bool((right < 0).any()):
        if exponent == -1.0:
            raise KernelFailure(
                "No registered 'Reciprocal' OpKernel for 'CPU' devices compatible with node"
                f" {{{{node {op.name}}}}}",
                "NotFoundError",
            )
        raise KernelFailure("Integers to negative integer powers are not allowed")
    simple = _POWERS.get(exponent) if exponent is not None else None
    if simple is not None and left.is_floating_point() and right.dim() <= left.dim():
        return simple(left) if not is_constant(op.inputs[0]) else torch.pow(left, right)
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


def _half_of_squares(value: Tensor) -> Tensor:
    return summing.total((value * value).reshape(-1), [0]) / 2


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


def _unary(kind: str, function: Callable[[Any], Any]) -> OpDef:
    return OpDef(kind, "x:T", same_shape, 0, pure(function))


def _pair(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:T y:T", broadcast_shape, 0, pairwise(function))


def _logical(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:bool y:bool", broadcast_shape, dt.BOOL, pairwise(function))


def _test(kind: str, function: Kernel) -> OpDef:
    return OpDef(kind, "x:T y:T", broadcast_shape, dt.BOOL, pairwise(function))


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
        OpDef("Pow", "x:T y:T", broadcast_shape, 0, _power),
        _pair("Maximum", _maximum),
        _pair("Minimum", _minimum),
        _pair("SquaredDifference", lambda a, b: (a - b) * (a - b)),
        OpDef("Atan2", "y:T x:T", broadcast_shape, 0, pairwise(torch.atan2)),
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
        _unary("Sqrt", rounding.sqrt),
        _unary("Rsqrt", torch.rsqrt),
        _unary("Exp", rounding.exp),
        _unary("Expm1", torch.expm1),
        _unary("Log", rounding.log),
        _unary("Log1p", rounding.log1p),
        _unary("Sin", rounding.exact(torch.sin)),
        _unary("Cos", rounding.exact(torch.cos)),
        _unary("Tan", rounding.exact(torch.tan)),
        _unary("Tanh", rounding.tanh),
        _unary("Erf", rounding.erf),
        _unary("Reciprocal", torch.reciprocal),
        _unary("Floor", torch.floor),
        _unary("Ceil", torch.ceil),
        _unary("Round", _round_half_even),
        _unary("Rint", torch.round),
        OpDef("IsNan", "x:T", same_shape, dt.BOOL, pure(torch.isnan)),
        OpDef("IsInf", "x:T", same_shape, dt.BOOL, pure(torch.isinf)),
        OpDef("IsFinite", "x:T", same_shape, dt.BOOL, pure(torch.isfinite)),
        OpDef("AddN", "", _add_n_shape, 0, _add_n),
        OpDef("L2Loss", "t:T", scalar, 0, pure(_half_of_squares)),
    )
)
