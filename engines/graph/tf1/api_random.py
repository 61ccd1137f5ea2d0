"""tf functions that draw random numbers, and the initialisers built on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import check_shape
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert, name_scope
from engines.graph.tf1.convert import array_of, needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import shape_of
from engines.graph.tf1.variables import Initializer


@export("set_random_seed", "random.set_random_seed")
def set_random_seed(seed: Any) -> None:
    """Set the graph's seed."""
    default_graph().seed = int(seed)


@export("random_uniform", "random.uniform")
def random_uniform(shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = dt.FLOAT32,
                   seed: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return uniform random numbers in [minval, maxval)."""
    kind = needs_dtype(dtype) or dt.FLOAT32
    if maxval is None:
        if kind.integer:
            raise failure("ValueError", f"Must specify maxval for integer dtype {kind!r}")
        maxval = 1
    with name_scope(name, "random_uniform") as scope:
        sizes = convert(shape, None, "shape", dt.INT32)
        plain = minval in (0, 0.0) and maxval in (1, 1.0) if isinstance(
            minval, (int, float)) and isinstance(maxval, (int, float)) else False  # fmt: skip
        if kind.integer:
            low, high = convert(minval, kind, "min"), convert(maxval, kind, "max")
            return add_node("RandomUniformInt", scope, (sizes, low, high), dtype=kind,
                            seed=seed).outputs[0]  # fmt: skip
        if plain:
            return add_node("RandomUniform", "RandomUniform", (sizes,), dtype=kind,
                            seed=seed).outputs[0]  # fmt: skip
        low, high = convert(minval, kind, "min"), convert(maxval, kind, "max")
        drawn = add_node("RandomUniform", "RandomUniform", (sizes,), dtype=kind, seed=seed)
        span = call_op("Sub", "sub", high, low)
        scaled = call_op("Mul", "mul", drawn.outputs[0], span)
        return call_op("AddV2", scope, scaled, low)


def _bell(kind: str, label: str) -> Any:
    def draw(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = dt.FLOAT32,
             seed: Any = None, name: Any = None) -> Any:  # fmt: skip
        wanted = needs_dtype(dtype) or dt.FLOAT32
        with name_scope(name, label) as scope:
            sizes = convert(shape, None, "shape", dt.INT32)
            middle, width = convert(mean, wanted, "mean"), convert(stddev, wanted, "stddev")
            drawn = add_node(kind, kind, (sizes,), dtype=wanted, seed=seed).outputs[0]
            scaled = call_op("Mul", "mul", drawn, width)
            return call_op("AddV2", scope, scaled, middle)

    return draw


random_normal = _bell("RandomStandardNormal", "random_normal")
truncated_normal = _bell("TruncatedNormal", "truncated_normal")
for _names, _draw in (
    ("random_normal random.normal", random_normal),
    ("truncated_normal random.truncated_normal", truncated_normal),
):
    for _name in _names.split():
        export_value(_name, Builtin(_name, _draw))


@export("random_shuffle", "random.shuffle")
def random_shuffle(value: Any, seed: Any = None, name: Any = None) -> Any:
    """Return the rows in a random order."""
    return call_op("RandomShuffle", name, value, seed=seed)


def _full(label: str, number: float) -> Any:
    def make(dtype: Any = dt.FLOAT32) -> Initializer:
        def value(shape: Any, kind: dt.DType) -> SymbolicTensor:
            sizes = tuple(int(size or 0) for size in shape_of(shape) or ())
            check_shape(sizes)
            return constant(np.full(sizes, number), kind, label)

        return Initializer(label, value)

    return make


zeros_initializer = _full("zeros", 0.0)
ones_initializer = _full("ones", 1.0)
export("zeros_initializer", "initializers.zeros")(zeros_initializer)
export("ones_initializer", "initializers.ones")(ones_initializer)


@export("constant_initializer", "initializers.constant")
def constant_initializer(value: Any = 0, dtype: Any = dt.FLOAT32, verify_shape: Any = False) -> Any:
    """Return the initialiser that fills with a value."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        sizes = tuple(int(size or 0) for size in shape_of(shape) or ())
        check_shape(sizes)
        array = array_of(value, kind)
        filled = np.empty(int(np.prod(sizes, dtype=np.int64)), dtype=array.dtype)
        count = min(array.size, filled.size)
        filled[:count] = array.reshape(-1)[:count]
        filled[count:] = array.reshape(-1)[-1]
        return constant(filled.reshape(sizes), kind, "Const")

    return Initializer("constant", make)


def _drawn(label: str, draw: Any, first: float, second: Any) -> Any:
    def make(a: Any = first, b: Any = second, seed: Any = None, dtype: Any = dt.FLOAT32,
             **named: Any) -> Initializer:  # fmt: skip
        low = named.get("minval", named.get("mean", a))
        high = named.get("maxval", named.get("stddev", b))
        return Initializer(label, lambda shape, kind: draw(shape, low, high, kind, seed))

    return make


for _name, _maker in (
    ("random_uniform", _drawn("random_uniform", random_uniform, -0.05, 0.05)),
    ("random_normal", _drawn("random_normal", random_normal, 0.0, 1.0)),
    ("truncated_normal", _drawn("truncated_normal", truncated_normal, 0.0, 1.0)),
):
    for _full_name in (f"{_name}_initializer", f"initializers.{_name}"):
        export_value(_full_name, Builtin(_full_name, _maker))


@export("glorot_uniform_initializer", "initializers.glorot_uniform",
        "contrib.layers.xavier_initializer")  # fmt: skip
def glorot_uniform_initializer(*unused: Any, **named: Any) -> Initializer:
    """Return Glorot's uniform initialiser."""
    from engines.graph.tf1.variables import glorot_uniform

    return Initializer("glorot_uniform", glorot_uniform)


@export("initializers.he_normal")
def he_normal(seed: Any = None) -> Initializer:
    """Return He's normal initialiser: a truncated normal with variance 2 / fan_in."""

    def make(shape: Any, kind: dt.DType) -> SymbolicTensor:
        sizes = [int(size or 0) for size in shape_of(shape) or ()]
        fan_in = math.prod(sizes[:-1]) if len(sizes) > 1 else max(sum(sizes), 1)
        width = math.sqrt(2 / max(fan_in, 1)) / 0.87962566103423978
        result = truncated_normal(shape, 0.0, width, kind, seed)
        assert isinstance(result, SymbolicTensor)
        return result

    return Initializer("he_normal", make)
