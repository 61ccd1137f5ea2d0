"""tf.*_initializer: objects that give the initial value for a shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.random import random_normal, random_uniform, truncated_normal
from engines.graph.tf1.build import add_node, call_op, constant
from engines.graph.tf1.convert import array_of, needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import shape_of
from engines.graph.tf1.variables import Initializer

# The standard deviation of a normal distribution cut off at two of its own.
_CUT = 0.87962566103423978


def _sizes(shape: Any) -> tuple[int, ...]:
    sizes = tuple(int(size or 0) for size in shape_of(shape) or ())
    check_shape(sizes)
    return sizes


def _initializer(
    name: str, dtype: Any, make: Callable[[Any, dt.DType], SymbolicTensor]
) -> Initializer:
    return Initializer(name, make, needs_dtype(dtype) or dt.FLOAT32)


@export("zeros_initializer", "initializers.zeros")
def zeros_initializer(dtype: Any = dt.FLOAT32) -> Initializer:
    """Return the initialiser that fills with zeros."""
    return _initializer("Zeros", dtype, _filling("zeros", 0))


@export("ones_initializer", "initializers.ones")
def ones_initializer(dtype: Any = dt.FLOAT32) -> Initializer:
    """Return the initialiser that fills with ones."""
    return _initializer("Ones", dtype, _filling("ones", 1))


def _filling(label: str, number: int) -> Callable[[Any, dt.DType], SymbolicTensor]:
    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        value: Any = "" if kind.base is dt.STRING and not number else number
        if kind.base is dt.BOOL:
            value = bool(number)
        return constant(np.full(_sizes(shape), value), kind, label)

    return make


@export("constant_initializer", "initializers.constant")
def constant_initializer(value: Any = 0, dtype: Any = dt.FLOAT32, verify_shape: Any = False) -> Any:
    """Return the initialiser that fills with a value."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        sizes = _sizes(shape)
        array = array_of(value, kind)
        total = math.prod(sizes)
        if array.size > total:
            raise failure(
                "ValueError",
                f"Too many elements provided. Needed at most {total}, but received {array.size}",
            )
        filled = np.empty(total, dtype=array.dtype)
        filled[: array.size] = array.reshape(-1)
        filled[array.size :] = array.reshape(-1)[-1] if array.size else 0
        return constant(filled.reshape(sizes), kind, "Const")

    return _initializer("Constant", dtype, make)


def _drawn(name: str, draw: Any, low: Any, high: Any, seed: Any, dtype: Any) -> Initializer:
    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        return draw(shape, low, high, kind, seed)  # type: ignore[no-any-return]

    return _initializer(name, dtype, make)


@export("random_uniform_initializer", "initializers.random_uniform")
def random_uniform_initializer(minval: Any = 0.0, maxval: Any = None, seed: Any = None,
                               dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser that draws from [minval, maxval)."""
    return _drawn("RandomUniform", random_uniform, minval, maxval, seed, dtype)


@export("random_normal_initializer", "initializers.random_normal")
def random_normal_initializer(mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None,
                              dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser that draws from a normal distribution."""
    return _drawn("RandomNormal", random_normal, mean, stddev, seed, dtype)


@export("truncated_normal_initializer", "initializers.truncated_normal")
def truncated_normal_initializer(mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None,
                                 dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser that draws again what lies beyond two standard deviations."""
    return _drawn("TruncatedNormal", truncated_normal, mean, stddev, seed, dtype)


def _fans(sizes: tuple[int, ...]) -> tuple[float, float]:
    """Return the numbers of inputs and outputs of one unit (Glorot and Bengio 2010)."""
    if len(sizes) < 2:
        return (float(sizes[0]), float(sizes[0])) if sizes else (1.0, 1.0)
    receptive = math.prod(sizes[:-2])
    return float(sizes[-2] * receptive), float(sizes[-1] * receptive)


def _scaled(name: str, scale: float, mode: str, distribution: str, seed: Any,
            dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        inputs, outputs = _fans(_sizes(shape))
        number = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[mode]
        variance = scale / max(1.0, number)
        if distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return random_uniform(shape, -limit, limit, kind, seed)  # type: ignore[no-any-return]
        if distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(variance), kind, seed)  # type: ignore[no-any-return]
        width = math.sqrt(variance) / _CUT
        return truncated_normal(shape, 0.0, width, kind, seed)  # type: ignore[no-any-return]

    return _initializer(name, dtype, make)


_MODES = ("fan_in", "fan_out", "fan_avg")
_DISTRIBUTIONS = ("normal", "uniform", "truncated_normal", "untruncated_normal")


@export("variance_scaling_initializer", "initializers.variance_scaling")
def variance_scaling_initializer(scale: Any = 1.0, mode: Any = "fan_in",
                                 distribution: Any = "truncated_normal", seed: Any = None,
                                 dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser whose variance goes with the number of inputs or outputs."""
    if scale <= 0.0:
        raise failure("ValueError", "Argument `scale` must be a positive float."
                      f" Received: {scale}")  # fmt: skip
    for label, given, known in (("mode", mode, _MODES),
                                ("distribution", distribution, _DISTRIBUTIONS)):  # fmt: skip
        if given not in known:
            raise failure(
                "ValueError",
                f"Argument `{label}` should be one of {known}. Received: {given}",
            )
    return _scaled("VarianceScaling", scale, mode, distribution, seed, dtype)


@export("glorot_uniform_initializer", "initializers.glorot_uniform")
def glorot_uniform_initializer(seed: Any = None, dtype: Any = dt.FLOAT32) -> Initializer:
    """Return Glorot's uniform initialiser."""
    return _scaled("GlorotUniform", 1.0, "fan_avg", "uniform", seed, dtype)


@export("glorot_normal_initializer", "initializers.glorot_normal")
def glorot_normal_initializer(seed: Any = None, dtype: Any = dt.FLOAT32) -> Initializer:
    """Return Glorot's normal initialiser."""
    return _scaled("GlorotNormal", 1.0, "fan_avg", "truncated_normal", seed, dtype)


def _named(scale: float, distribution: str) -> Any:
    def make(seed: Any = None) -> Initializer:
        return _scaled("VarianceScaling", scale, "fan_in", distribution, seed)

    return make


for _name, _scale, _shape in (
    ("he_normal", 2.0, "truncated_normal"), ("he_uniform", 2.0, "uniform"),
    ("lecun_normal", 1.0, "truncated_normal"), ("lecun_uniform", 1.0, "uniform"),
):  # fmt: skip
    export(f"initializers.{_name}")(_named(_scale, _shape))


@export("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
def uniform_unit_scaling_initializer(factor: Any = 1.0, seed: Any = None,
                                     dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser that keeps the scale of its input."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        limit = math.sqrt(3 / max(1.0, float(math.prod(_sizes(shape)[:-1])))) * factor
        return random_uniform(shape, -limit, limit, kind, seed)  # type: ignore[no-any-return]

    return _initializer("UniformUnitScaling", dtype, make)


@export("orthogonal_initializer", "initializers.orthogonal")
def orthogonal_initializer(gain: Any = 1.0, seed: Any = None,
                           dtype: Any = dt.FLOAT32) -> Initializer:  # fmt: skip
    """Return the initialiser whose rows or columns are orthogonal."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        sizes = _sizes(shape)
        if len(sizes) < 2:
            raise failure(
                "ValueError",
                "The tensor to initialize, specified by argument `shape` must be at least"
                f" two-dimensional. Received shape={list(sizes)}",
            )
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        tall = (max(rows, columns), min(rows, columns))
        drawn = random_normal(tall, 0.0, 1.0, kind, seed)
        result = add_node("_Orthogonal", "_orthogonal/", (drawn,)).outputs[0]
        if rows < columns:
            result = call_op("Transpose", None, result, [1, 0], default="transpose")
        return operate("Mul", "mul", gain, call_op("Reshape", None, result, list(sizes)))  # type: ignore[no-any-return]

    return _initializer("Orthogonal", dtype, make)


@export("initializers.identity")
def identity_initializer(gain: Any = 1.0, dtype: Any = dt.FLOAT32) -> Initializer:
    """Return the initialiser that gives the identity matrix."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        sizes = _sizes(shape)
        if len(sizes) != 2:
            raise failure(
                "ValueError",
                "The tensor to initialize, specified by argument `shape` must be at least"
                f" two-dimensional. Received shape={list(sizes)}",
            )
        return constant(np.eye(*sizes) * gain, kind, "eye")

    return _initializer("Identity", dtype, make)
