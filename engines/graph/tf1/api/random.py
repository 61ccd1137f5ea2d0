"""tf functions that draw random numbers."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Dimension


@export("set_random_seed", "random.set_random_seed")
def set_random_seed(seed: Any) -> None:
    """Set the graph's seed."""
    default_graph().seed = int(seed)


def shape_tensor(shape: Any) -> SymbolicTensor:
    """Return the shape that a random node is given; raises as TensorFlow does for what is none."""
    if isinstance(shape, (list, tuple)):
        if not shape:
            return convert(shape, dt.INT32, "shape")
        shape = tuple(size.value if isinstance(size, Dimension) else size for size in shape)
    tensor = convert(shape, None, "shape")
    if tensor.dtype.base.name not in ("int32", "int64"):
        raise failure(
            "TypeError",
            f"Value passed to parameter 'shape' has DataType {tensor.dtype.base.name} not in list"
            " of allowed values: int32, int64",
        )
    if tensor.shape is not None and len(tensor.shape) > 1:
        raise failure("ValueError", f"Shape must be rank 1 but is rank {len(tensor.shape)}")
    return tensor


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
        sizes = shape_tensor(shape)
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
            sizes = shape_tensor(shape)
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
