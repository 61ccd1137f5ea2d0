"""tf.metrics: running means kept in local variables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.get_variable import get_variable
from engines.graph.tf1.api.initialisers import zeros_initializer
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import TensorShape, compatible
from engines.graph.tf1.variable_scopes import variable_scope
from engines.graph.tf1.variables import LOCAL, RefVariable, assigned

METRIC_VARIABLES = "metric_variables"
Metric = tuple[SymbolicTensor, SymbolicTensor]


@contextmanager
def metric_scope(name: Any, default: str) -> Iterator[None]:
    """Open the variable scope that holds the variables of one metric."""
    manager = variable_scope(name, default)
    manager.enter()
    try:
        yield
    finally:
        manager.leave()


def metric_variable(name: str, shape: Any = (), kind: dt.DType = dt.FLOAT32) -> RefVariable:
    """Return a local variable of the open scope that starts at zero."""
    return get_variable(name, list(shape), kind, zeros_initializer(), trainable=False,
                        collections=[LOCAL, METRIC_VARIABLES])  # fmt: skip


def kept(metric: Metric, metrics: Any = None, updates: Any = None) -> Metric:
    """Return a metric after adding it to the collections that the snippet names."""
    for given, tensor in ((metrics, metric[0]), (updates, metric[1])):
        names = [given] if isinstance(given, str) else list(given or ())
        for name in names:
            default_graph().collect(name, tensor)
    return metric


def matched(predictions: Any, labels: Any) -> Metric:
    """Return both as tensors of one shape; a last axis that only one of them has is dropped."""
    given, wanted = convert(predictions), convert(labels)
    ranks = [None if side.shape is None else len(side.shape) for side in (given, wanted)]
    if ranks[0] is not None and ranks[1] is not None:
        if ranks[0] == ranks[1] + 1 and (given.shape or (0,))[-1] in (1, None):
            given = call_op("Squeeze", None, given, squeeze_dims=[-1])
        elif ranks[1] == ranks[0] + 1 and (wanted.shape or (0,))[-1] in (1, None):
            wanted = call_op("Squeeze", None, wanted, squeeze_dims=[-1])
    if not compatible(given.shape, wanted.shape):
        raise failure(
            "ValueError",
            f"Shapes {TensorShape(given.shape)} and {TensorShape(wanted.shape)} are incompatible",
        )
    return given, wanted


def weighted(values: SymbolicTensor, weights: Any) -> Metric:
    """Return the values times their weights, and the weight of each value."""
    factors = call_op("Mul", "Mul", cast(weights, dt.FLOAT32),
                      call_op("OnesLike", None, values))  # fmt: skip
    return call_op("Mul", "Mul", values, factors), factors


def running_mean(values: Any, weights: Any, name: Any, label: str, metrics: Any = None,
                 updates: Any = None) -> Metric:  # fmt: skip
    """Return a mean kept in two local variables, and its update."""
    with metric_scope(name, label):
        tensor = cast(values, dt.FLOAT32)
        total, count = metric_variable("total"), metric_variable("count")
        if weights is None:
            size = cast(call_op("Size", None, tensor, out_type=dt.INT32), dt.FLOAT32)
        else:
            tensor, factors = weighted(tensor, weights)
            size = reduce("Sum", factors, None, False, None)
        more = assigned("AssignAdd", total, reduce("Sum", tensor, None, False, None), None)
        times = assigned("AssignAdd", count, size, None)
        value = ratio("value", total.snapshot, count.snapshot)
        return kept((value, ratio("update_op", more, times)), metrics, updates)


def ratio(name: str, total: Any, count: Any) -> SymbolicTensor:
    """Return a quotient that is 0 where the divisor is."""
    return call_op("DivNoNan", name, total, call_op("Maximum", None, count, 0))  # type: ignore[no-any-return]


@export("metrics.mean")
def mean(values: Any, weights: Any = None, metrics_collections: Any = None,
         updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return the mean of all values so far, and the node that takes in more."""
    return running_mean(values, weights, name, "mean", metrics_collections, updates_collections)


@export("metrics.accuracy")
def accuracy(labels: Any, predictions: Any, weights: Any = None, metrics_collections: Any = None,
             updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return the share of right predictions so far, and the node that takes in more."""
    given, wanted = matched(predictions, labels)
    if wanted.dtype.base != given.dtype.base:
        given = cast(given, wanted.dtype.base)
    right = cast(call_op("Equal", None, given, wanted), dt.FLOAT32)
    return running_mean(right, weights, name or "accuracy", "mean", metrics_collections,
                        updates_collections)  # fmt: skip


def _distance(label: str, gap: Any) -> Any:
    def metric(labels: Any, predictions: Any, weights: Any = None, metrics_collections: Any = None,
               updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
        given, wanted = matched(predictions, labels)
        return running_mean(gap(given, wanted), weights, name or label, "mean",
                            metrics_collections, updates_collections)  # fmt: skip

    return metric


def _square(given: SymbolicTensor, wanted: SymbolicTensor) -> Any:
    return call_op("SquaredDifference", None, wanted, given)


def _absolute(given: SymbolicTensor, wanted: SymbolicTensor) -> Any:
    return call_op("Abs", None, operate("Sub", "sub", given, wanted))


mean_squared_error = _distance("mean_squared_error", _square)
export("metrics.mean_squared_error")(mean_squared_error)
export("metrics.mean_absolute_error")(_distance("mean_absolute_error", _absolute))


@export("metrics.root_mean_squared_error")
def root_mean_squared_error(labels: Any, predictions: Any, weights: Any = None,
                            metrics_collections: Any = None, updates_collections: Any = None,
                            name: Any = None) -> Any:  # fmt: skip
    """Return the root of the mean squared error so far, and the node that takes in more."""
    value, update = mean_squared_error(labels, predictions, weights,
                                       name=name or "root_mean_squared_error")  # fmt: skip
    both = (call_op("Sqrt", None, value), call_op("Sqrt", None, update))
    return kept(both, metrics_collections, updates_collections)


@export("metrics.mean_relative_error")
def mean_relative_error(labels: Any, predictions: Any, normalizer: Any, weights: Any = None,
                        metrics_collections: Any = None, updates_collections: Any = None,
                        name: Any = None) -> Any:  # fmt: skip
    """Return the mean of errors divided by `normalizer` so far, and the node for more."""
    given, wanted = matched(predictions, labels)
    errors = call_op("DivNoNan", None, _absolute(given, wanted), normalizer)
    return running_mean(errors, weights, name or "mean_relative_error", "mean",
                        metrics_collections, updates_collections)  # fmt: skip


@export("metrics.mean_cosine_distance")
def mean_cosine_distance(labels: Any, predictions: Any, dim: Any, weights: Any = None,
                         metrics_collections: Any = None, updates_collections: Any = None,
                         name: Any = None) -> Any:  # fmt: skip
    """Return one minus the mean of dot products so far, and the node that takes in more."""
    given, wanted = matched(predictions, labels)
    product = reduce("Sum", call_op("Mul", None, given, wanted), [dim], True, None)
    value, update = running_mean(product, weights, name or "mean_cosine_distance", "mean")
    both = (call_op("Sub", None, 1.0, value), call_op("Sub", None, 1.0, update))
    return kept(both, metrics_collections, updates_collections)


@export("metrics.percentage_below")
def percentage_below(values: Any, threshold: Any, weights: Any = None,
                     metrics_collections: Any = None, updates_collections: Any = None,
                     name: Any = None) -> Any:  # fmt: skip
    """Return the share of values below a threshold so far, and the node that takes in more."""
    below = cast(call_op("Less", None, values, threshold), dt.FLOAT32)
    return running_mean(below, weights, name or "percentage_below_threshold", "mean",
                        metrics_collections, updates_collections)  # fmt: skip


@export("metrics.mean_tensor")
def mean_tensor(values: Any, weights: Any = None, metrics_collections: Any = None,
                updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return the mean of tensors so far, entry by entry, and the node that takes in more."""
    with metric_scope(name, "mean"):
        tensor = cast(values, dt.FLOAT32)
        total = metric_variable("total_tensor", tensor.shape or ())
        count = metric_variable("count_tensor", tensor.shape or ())
        size = call_op("OnesLike", None, tensor)
        if weights is not None:
            tensor, size = weighted(tensor, weights)
        more = assigned("AssignAdd", total, tensor, None)
        times = assigned("AssignAdd", count, size, None)
        both = (ratio("value", total.snapshot, count.snapshot), ratio("update_op", more, times))
        return kept(both, metrics_collections, updates_collections)
