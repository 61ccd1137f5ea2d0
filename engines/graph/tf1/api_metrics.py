"""tf.metrics: running means kept in local variables."""

from __future__ import annotations

from typing import Any

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_make import cast
from engines.graph.tf1.api_random import zeros_initializer
from engines.graph.tf1.api_reduce import reduce
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import (
    SymbolicTensor,
)
from engines.graph.tf1.variable_scopes import get_variable, variable_scope
from engines.graph.tf1.variables import LOCAL, RefVariable, assigned


@export("metrics.accuracy")
def accuracy(labels: Any, predictions: Any, weights: Any = None, name: Any = None,
             **unused: Any) -> Any:  # fmt: skip
    """Return the share of right predictions so far, and the node that takes in more."""
    wanted, given = convert(labels), convert(predictions)
    if wanted.dtype.base != given.dtype.base:
        given = cast(given, wanted.dtype.base)
    right = cast(call_op("Equal", None, given, wanted), dt.FLOAT32)
    return running_mean(right, name, "accuracy")


@export("metrics.mean")
def metrics_mean(values: Any, weights: Any = None, name: Any = None, **unused: Any) -> Any:
    """Return the mean of all values so far, and the node that takes in more."""
    return running_mean(cast(values, dt.FLOAT32), name, "mean")


def running_mean(values: SymbolicTensor, name: Any, label: str) -> Any:
    """Return a mean kept in two local variables, and its update."""
    manager = variable_scope(name, label)
    manager.enter()
    try:
        total, count = (_local(part) for part in ("total", "count"))
        size = cast(call_op("Size", None, values, out_type=dt.INT32), dt.FLOAT32)
        more = assigned("AssignAdd", total, reduce("Sum", values, None, False, None), None)
        times = assigned("AssignAdd", count, size, None)
        value = call_op("DivNoNan", "value", total.snapshot,
                        call_op("Maximum", None, count.snapshot, 0))  # fmt: skip
        update = call_op("DivNoNan", "update_op", more, call_op("Maximum", None, times, 0))
        return value, update
    finally:
        manager.leave()


def _local(part: str) -> RefVariable:
    return get_variable(part, [], dt.FLOAT32, zeros_initializer(), trainable=False,
                        collections=[LOCAL])  # fmt: skip
