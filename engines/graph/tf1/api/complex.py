"""tf functions of complex numbers and their parts."""

from __future__ import annotations

import math
from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor

_PARTS = (dt.FLOAT32, dt.FLOAT64)


@export("complex", "dtypes.complex")
def complex_of(real: Any, imag: Any, name: Any = None) -> Any:
    """Return complex numbers from their real and imaginary parts."""
    left, right = convert(real, None, "real"), convert(imag, None, "imag")
    types = (left.dtype.base, right.dtype.base)
    if types[0] != types[1] or types[0] not in _PARTS:
        raise failure(
            "TypeError",
            f"The `real` and `imag` components have incorrect types: {left.dtype.name}"
            f" {right.dtype.name}. They must be consistent, and one of {list(_PARTS)}",
        )
    return call_op("Complex", name, left, right)


@export("real", "math.real")
def real(input: Any, name: Any = None) -> Any:  # noqa: A002 - TensorFlow's own parameter name
    """Return the real parts; real numbers as they are."""
    with name_scope(name, "Real") as scope:
        value = convert(input, None, "input")
        if value.dtype.complex:
            return call_op("Real", scope, value)
        _needs_numbers(value)
        return value


def _needs_numbers(value: SymbolicTensor) -> None:
    kind = value.dtype.base
    if kind in (dt.STRING, dt.BOOL):
        raise failure(
            "TypeError", f"input must be a numeric tensor, but got tensor with dtype {kind}"
        )


@export("imag", "math.imag")
def imag(input: Any, name: Any = None) -> Any:  # noqa: A002 - TensorFlow's own parameter name
    """Return the imaginary parts."""
    with name_scope(name, "Imag") as scope:
        value = convert(input, None, "input")
        if value.dtype.complex:
            return call_op("Imag", scope, value)
        return call_op("ZerosLike", None, value, default="zeros_like")


@export("angle", "math.angle")
def angle(input: Any, name: Any = None) -> Any:  # noqa: A002 - TensorFlow's own parameter name
    """Return the angles in the complex plane, in radians."""
    with name_scope(name, "Angle") as scope:
        value = convert(input, None, "input")
        if value.dtype.complex:
            return call_op("Angle", scope, value)
        below = call_op("Less", None, value, 0)
        ones = call_op("OnesLike", None, value, default="ones_like")
        turned = call_op("Mul", None, convert(math.pi, value.dtype.base, "mul/x"), ones,
                         default="mul")  # fmt: skip
        zeros = call_op("ZerosLike", None, value, default="zeros_like")
        return call_op("Select", None, below, turned, zeros)


@export("conj", "math.conj")
def conj(x: Any, name: Any = None) -> Any:
    """Return the complex conjugates; real numbers as they are."""
    value = convert(x, None, "x")
    if value.dtype.complex:
        return call_op("Conj", name, value)
    if value.dtype.floating or value.dtype.integer:
        return value
    raise failure("TypeError", f"Expected numeric or variant tensor, got dtype {value.dtype!r}.")


@export("to_complex64")
def to_complex64(x: Any, name: Any = "ToComplex64") -> Any:
    """Return `x` as complex64."""
    return cast(x, dt.COMPLEX64, name)


@export("to_complex128")
def to_complex128(x: Any, name: Any = "ToComplex128") -> Any:
    """Return `x` as complex128."""
    return cast(x, dt.COMPLEX128, name)
