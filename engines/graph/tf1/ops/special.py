"""Op table: inverse and hyperbolic functions, functions of statistics, bits, complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Tensor, broadcast_shape, pairwise, same_shape
from engines.graph.tf1.registry import OpDef, pure, register


def _unary(kind: str, function: Callable[[Any], Any]) -> OpDef:
    return OpDef(kind, "x:T", same_shape, 0, pure(function))


def _pair(kind: str, function: Callable[[Any, Any], Any], names: str = "x y") -> OpDef:
    arguments = " ".join(f"{name}:T" for name in names.split())
    return OpDef(kind, arguments, broadcast_shape, 0, pairwise(function))


def _zero_times(product: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    """Return `product` with zero wherever the first factor is zero."""

    def guarded(x: Tensor, y: Tensor) -> Tensor:
        return torch.where(x == 0, torch.zeros((), dtype=x.dtype), product(x, y))

    return guarded


def _polygamma(order: Tensor, x: Tensor) -> Tensor:
    shape = np.broadcast_shapes(order.shape, x.shape)
    a, b = order.expand(shape), x.expand(shape)
    current_run().budget.spend(20 * int(np.prod(shape)))
    entries = [
        torch.polygamma(int(n), value.double())
        for n, value in zip(a.reshape(-1).tolist(), b.reshape(-1), strict=True)
    ]
    return torch.stack(entries).reshape(a.shape).to(x.dtype) if entries else b


def _shift(function: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    """Return a shift whose distance is kept within the width of the type, as TensorFlow's is."""

    def shift(x: Tensor, y: Tensor) -> Tensor:
        return function(x, y.clamp(0, torch.iinfo(x.dtype).bits - 1))

    return shift


def _real_type(op: Operation) -> DType:
    return op.inputs[0].dtype.real


def _complex_type(op: Operation) -> DType:
    return dt.COMPLEX64 if op.inputs[0].dtype.base is dt.FLOAT32 else dt.COMPLEX128


def _part(kind: str, function: Callable[[Tensor], Tensor]) -> OpDef:
    return OpDef(kind, "input:T", same_shape, _real_type, pure(function))


register(
    (
        _unary("Asin", torch.asin),
        _unary("Acos", torch.acos),
        _unary("Atan", torch.atan),
        _unary("Sinh", torch.sinh),
        _unary("Cosh", torch.cosh),
        _unary("Asinh", torch.asinh),
        _unary("Acosh", torch.acosh),
        _unary("Atanh", torch.atanh),
        _unary("Erfc", torch.erfc),
        _unary("Erfinv", torch.erfinv),
        _unary("Ndtri", torch.special.ndtri),
        _unary("Lgamma", torch.lgamma),
        _unary("Digamma", torch.digamma),
        _unary("BesselI0e", torch.special.i0e),
        _unary("BesselI1e", torch.special.i1e),
        _pair("Xdivy", _zero_times(torch.div)),
        _pair("Xlogy", _zero_times(lambda x, y: x * torch.log(y))),
        _pair("Xlog1py", _zero_times(lambda x, y: x * torch.log1p(y))),
        _pair("MulNoNan", lambda x, y: torch.where(y == 0, torch.zeros((), dtype=x.dtype), x * y)),
        _pair("NextAfter", torch.nextafter, "x1 x2"),
        _pair("Zeta", torch.special.zeta, "x q"),
        _pair("Polygamma", _polygamma, "a x"),
        _pair("Igamma", torch.special.gammainc, "a x"),
        _pair("Igammac", torch.special.gammaincc, "a x"),
        _pair("LeftShift", _shift(torch.bitwise_left_shift)),
        _pair("RightShift", _shift(torch.bitwise_right_shift)),
        OpDef("Complex", "real:T imag:T", broadcast_shape, _complex_type, pairwise(torch.complex)),
        OpDef("ComplexAbs", "x:T", same_shape, _real_type, pure(torch.abs)),
        _part("Real", lambda value: torch.real(value).clone()),
        _part("Imag", lambda value: torch.imag(value).clone()),
        _part("Angle", torch.angle),
        OpDef("Conj", "input:T", same_shape, 0, pure(lambda value: value.conj().resolve_conj())),
    )
)
