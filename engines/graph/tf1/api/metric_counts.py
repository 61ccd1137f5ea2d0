"""tf.metrics: counts of right and wrong classes, and what is computed from them."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import check_elements
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.metrics import (
    Metric,
    kept,
    matched,
    metric_scope,
    metric_variable,
    ratio,
    weighted,
)
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, constant
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.variables import assigned

# For each count, whether the label and the prediction are true.
_CASES = {
    "true_positives": (True, True), "false_positives": (False, True),
    "false_negatives": (True, False), "true_negatives": (False, False),
}  # fmt: skip


def _is(value: SymbolicTensor, wanted: bool) -> SymbolicTensor:
    return value if wanted else call_op("LogicalNot", None, value)


def _count(kind: str, labels: Any, predictions: Any, weights: Any, name: Any) -> Metric:
    with metric_scope(name, kind):
        given, wanted = matched(cast(predictions, dt.BOOL), cast(labels, dt.BOOL))
        label, prediction = _CASES[kind]
        hit = call_op("LogicalAnd", None, _is(wanted, label), _is(given, prediction))
        count = metric_variable("count")
        values = cast(hit, dt.FLOAT32)
        if weights is not None:
            values = weighted(values, weights)[0]
        value = call_op("Identity", None, count.snapshot)
        total = reduce("Sum", values, None, False, None)
        return value, assigned("AssignAdd", count, total, None)


def _counting(kind: str) -> Any:
    def metric(labels: Any, predictions: Any, weights: Any = None, metrics_collections: Any = None,
               updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
        return kept(_count(kind, labels, predictions, weights, name), metrics_collections,
                    updates_collections)  # fmt: skip

    return metric


for _kind in _CASES:
    export(f"metrics.{_kind}")(_counting(_kind))


def _share(label: str, other: str) -> Any:
    def metric(labels: Any, predictions: Any, weights: Any = None, metrics_collections: Any = None,
               updates_collections: Any = None, name: Any = None) -> Any:  # fmt: skip
        with metric_scope(name, label):
            right = _count("true_positives", labels, predictions, weights, None)
            wrong = _count(other, labels, predictions, weights, None)
            both = []
            for part, hits, misses in zip(("value", "update_op"), right, wrong, strict=True):
                total = call_op("AddV2", "add", hits, misses)
                some = call_op("Greater", None, total, 0)
                share = call_op("RealDiv", "truediv", hits, total)
                both.append(call_op("Select", part, some, share, 0.0))
            return kept((both[0], both[1]), metrics_collections, updates_collections)

    return metric


export("metrics.precision")(_share("precision", "false_positives"))
export("metrics.recall")(_share("recall", "false_negatives"))


def _thresholds(number: int, given: Any) -> list[float]:
    inner = sorted(given) if given is not None else [
        (index + 1) / (number - 1) for index in range(number - 2)]  # fmt: skip
    return [-1e-7, *inner, 1 + 1e-7]


@export("metrics.auc")
def auc(labels: Any, predictions: Any, weights: Any = None, num_thresholds: Any = 200,
        metrics_collections: Any = None, updates_collections: Any = None, curve: Any = "ROC",
        name: Any = None, summation_method: Any = "trapezoidal",
        thresholds: Any = None) -> Any:  # fmt: skip
    """Return the area under the curve so far, and the node that takes in more."""
    if curve not in ("ROC", "PR"):
        raise failure("ValueError", f"Curve must be either ROC or PR. Curve {curve} is unknown.")
    with metric_scope(name, "auc"):
        given, wanted = matched(cast(predictions, dt.FLOAT32), cast(labels, dt.BOOL))
        limits = _thresholds(int(num_thresholds), thresholds)
        check_elements(len(limits) * 64)
        flat = call_op("Reshape", None, given, [1, -1])
        truth = call_op("Reshape", None, wanted, [1, -1])
        above = call_op("Greater", None, flat, constant([[limit] for limit in limits]))
        factors = None if weights is None else call_op("Reshape", None, cast(
            weights, dt.FLOAT32), [1, -1])  # fmt: skip
        values, updates = {}, {}
        for kind in ("true_positives", "false_negatives", "true_negatives", "false_positives"):
            label, prediction = _CASES[kind]
            hit = cast(call_op("LogicalAnd", None, _is(truth, label), _is(above, prediction)),
                       dt.FLOAT32)  # fmt: skip
            if factors is not None:
                hit = call_op("Mul", None, hit, factors)
            variable = metric_variable(kind, (len(limits),))
            values[kind] = variable.snapshot
            updates[kind] = assigned("AssignAdd", variable, reduce("Sum", hit, 1, False, None),
                                     None)  # fmt: skip
        both = (_area(values, curve, summation_method, "value"),
                _area(updates, curve, summation_method, "update_op"))  # fmt: skip
        return kept(both, metrics_collections, updates_collections)


_TINY = 1e-6


def _area(counts: dict[str, SymbolicTensor], curve: str, method: str, name: str) -> SymbolicTensor:
    hits, missed = counts["true_positives"], counts["false_negatives"]
    rejected, false = counts["true_negatives"], counts["false_positives"]
    found = _over(_plus(hits, _TINY), _plus(_plus(hits, missed), _TINY))
    if curve == "ROC":
        x, y = _over(false, _plus(_plus(false, rejected), _TINY)), found
    else:
        x, y = found, _over(_plus(hits, _TINY), _plus(_plus(hits, false), _TINY))
    width = call_op("Sub", None, _part(x, first=True), _part(x, first=False))
    left, right = _part(y, first=True), _part(y, first=False)
    if method == "trapezoidal":
        height = operate("RealDiv", "truediv", _plus(left, right), 2.0)
    elif method in ("minoring", "majoring"):
        height = call_op("Minimum" if method == "minoring" else "Maximum", None, left, right)
    else:
        raise failure(
            "ValueError",
            f"Invalid summation_method: {method} summation_method should be 'trapezoidal',"
            " 'careful_interpolation', 'minoring', or 'majoring'.",
        )
    return reduce("Sum", call_op("Mul", None, width, height), None, False, name)


def _plus(left: Any, right: Any) -> Any:
    return operate("AddV2", "add", left, right)


def _over(left: Any, right: Any) -> Any:
    return operate("RealDiv", "truediv", left, right)


def _part(value: SymbolicTensor, *, first: bool) -> Any:
    size = (value.shape or (1,))[0] or 1
    return call_op("Slice", None, value, [0 if first else 1], [size - 1])


@export("metrics.mean_iou")
def mean_iou(labels: Any, predictions: Any, num_classes: Any, weights: Any = None,
             metrics_collections: Any = None, updates_collections: Any = None,
             name: Any = None) -> Any:  # fmt: skip
    """Return the mean overlap of the classes so far, and the matrix of counts with more."""
    size = int(num_classes)
    check_elements(size * size)
    with metric_scope(name, "mean_iou"):
        given, wanted = matched(predictions, labels)
        cells = operate("AddV2", "add", operate("Mul", "mul", _flat_index(wanted), size),
                        _flat_index(given))  # fmt: skip
        ones = call_op("OnesLike", None, cast(cells, dt.FLOAT64))
        if weights is not None:
            flat = call_op("Reshape", None, cast(weights, dt.FLOAT64), [-1])
            ones = call_op("Mul", None, ones, flat)
        counts = call_op("UnsortedSegmentSum", None, ones, cells, size * size)
        matrix = metric_variable("total_confusion_matrix", (size, size), dt.FLOAT64)
        update = assigned("AssignAdd", matrix, call_op("Reshape", None, counts, [size, size]), None)
        total = matrix.snapshot
        rows, columns = (cast(reduce("Sum", total, axis, False, None), dt.FLOAT32)
                         for axis in (0, 1))  # fmt: skip
        eye = constant([[float(row == column) for column in range(size)] for row in range(size)],
                       dt.FLOAT64)  # fmt: skip
        hits = cast(reduce("Sum", call_op("Mul", None, total, eye), 1, False, None), dt.FLOAT32)
        union = call_op("Sub", None, call_op("AddV2", None, rows, columns), hits)
        used = cast(call_op("NotEqual", None, union, constant(0.0)), dt.FLOAT32)
        overlap = call_op("DivNoNan", None, hits, union)
        value = ratio("Select_1", reduce("Sum", overlap, None, False, "mean_iou"),
                      reduce("Sum", used, None, False, None))  # fmt: skip
        return kept((value, update), metrics_collections, updates_collections)


def _flat_index(value: SymbolicTensor) -> SymbolicTensor:
    return cast(call_op("Reshape", None, value, [-1]), dt.INT64)  # type: ignore[no-any-return]


@export("metrics.mean_per_class_accuracy")
def mean_per_class_accuracy(labels: Any, predictions: Any, num_classes: Any, weights: Any = None,
                            metrics_collections: Any = None, updates_collections: Any = None,
                            name: Any = None) -> Any:  # fmt: skip
    """Return the mean accuracy of the classes so far, and that of each class with more."""
    size = int(num_classes)
    check_elements(size)
    with metric_scope(name, "mean_accuracy"):
        given, wanted = matched(predictions, labels)
        places, classes = _flat_index(given), _flat_index(wanted)
        right = cast(call_op("Equal", None, classes, places), dt.FLOAT32)
        ones = call_op("OnesLike", None, right)
        if weights is not None:
            flat = call_op("Reshape", None, cast(weights, dt.FLOAT32), [-1])
            right, ones = (call_op("Mul", None, part, flat) for part in (right, ones))
        total, count = (metric_variable(part, (size,)) for part in ("total", "count"))
        more, hits = (
            assigned("AssignAdd", variable,
                     call_op("UnsortedSegmentSum", None, part, classes, size), None)
            for variable, part in ((total, ones), (count, right))
        )  # fmt: skip
        shares = call_op("DivNoNan", None, count.snapshot,
                         call_op("Maximum", None, total.snapshot, 0))  # fmt: skip
        value = reduce("Mean", shares, None, False, "mean_accuracy")
        return kept((value, ratio("update_op", hits, more)), metrics_collections,
                    updates_collections)  # fmt: skip
