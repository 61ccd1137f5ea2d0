"""tf functions of segments and counts: segment sums, histograms, the confusion matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import count


def _sorted_segments(kind: str) -> Any:
    def combined(data: Any, segment_ids: Any, name: Any = None) -> Any:
        return call_op(kind, name, data, segment_ids)

    return combined


def _unsorted_segments(kind: str) -> Any:
    def combined(data: Any, segment_ids: Any, num_segments: Any, name: Any = None) -> Any:
        return call_op(kind, name, data, segment_ids, num_segments)

    return combined


for _how in ("sum", "mean", "prod", "max", "min"):
    for _prefix in ("", "math."):
        _label = f"segment_{_how}"
        export_value(_prefix + _label, Builtin(_label, _sorted_segments(f"Segment{_how.title()}")))
        if _how != "mean":
            _label = f"unsorted_segment_{_how}"
            export_value(
                _prefix + _label,
                Builtin(_label, _unsorted_segments(f"UnsortedSegment{_how.title()}")),
            )


def _sizes(data: SymbolicTensor, ids: SymbolicTensor, number: SymbolicTensor) -> SymbolicTensor:
    """Return how many rows each segment has, at least 1, shaped to divide their sums."""
    ones = call_op("OnesLike", None, ids, default="ones")
    found = call_op("UnsortedSegmentSum", None, cast(ones, data.dtype), ids, number)
    inner = len(data.shape or ()) - len(ids.shape or ())
    shaped = call_op("Reshape", None, found, [-1, *[1] * inner])
    return call_op("Maximum", None, shaped, 1)  # type: ignore[no-any-return]


@export("unsorted_segment_mean", "math.unsorted_segment_mean")
def unsorted_segment_mean(data: Any, segment_ids: Any, num_segments: Any, name: Any = None) -> Any:
    """Return the means of the rows of each segment, which need not come in order."""
    with name_scope(name, "UnsortedSegmentMean"):
        value, ids = convert(data), convert(segment_ids)
        sizes = _sizes(value, ids, convert(num_segments))
        total = call_op("UnsortedSegmentSum", None, value, ids, num_segments)
        return operate("RealDiv", "truediv", total, sizes)


@export("unsorted_segment_sqrt_n", "math.unsorted_segment_sqrt_n")
def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: Any = None
) -> Any:
    """Return the sums of each segment divided by the square root of its size."""
    with name_scope(name, "UnsortedSegmentSqrtN"):
        value, ids = convert(data), convert(segment_ids)
        sizes = _sizes(value, ids, convert(num_segments))
        total = call_op("UnsortedSegmentSum", None, value, ids, num_segments)
        return operate("RealDiv", "truediv", total, call_op("Sqrt", None, sizes))


@export("bincount", "math.bincount")
def bincount(arr: Any, weights: Any = None, minlength: Any = None, maxlength: Any = None,
             dtype: Any = dt.INT32) -> Any:  # fmt: skip
    """Return how often each integer from 0 occurs, or the sums of its weights."""
    with name_scope(None, "bincount"):
        values = convert(arr, None, "arr")
        if weights is not None:
            weights = convert(weights, None, "weights")
        if not values.dtype.integer:
            values = cast(values, dt.INT32)
        kind = values.dtype.base
        there = call_op("Greater", None, _entries(values), 0)
        size = operate("Mul", "mul", cast(there, kind), operate(
            "AddV2", "add", reduce("Max", values, None, False, None), 1))  # fmt: skip
        if minlength is not None:
            size = call_op("Maximum", None, convert(minlength, kind, "minlength"), size)
        if maxlength is not None:
            size = call_op("Minimum", None, convert(maxlength, kind, "maxlength"), size)
        if weights is not None:
            weights = call_op("Reshape", None, weights, [-1])
        values = call_op("Reshape", None, values, [-1])
        if weights is None:
            wanted = needs_dtype(dtype)
            assert wanted is not None
            weights = constant(np.zeros(0, dtype=wanted.numpy))
        return call_op("DenseBincount", None, values, size, weights)


def _entries(value: SymbolicTensor) -> SymbolicTensor:
    known = count(value.shape)
    if known is not None:
        return constant(known, dt.INT32, "Size")
    return call_op("Size", None, value, out_type=dt.INT32)  # type: ignore[no-any-return]


@export("histogram_fixed_width")
def histogram_fixed_width(values: Any, value_range: Any, nbins: Any = 100, dtype: Any = dt.INT32,
                          name: Any = None) -> Any:  # fmt: skip
    """Return how many values fall into each of equal bins; the outer bins take what is beyond."""
    with name_scope(name, "histogram_fixed_width") as scope:
        wanted = needs_dtype(dtype)
        return call_op("HistogramFixedWidth", scope, values, value_range, nbins, dtype=wanted)


@export("histogram_fixed_width_bins")
def histogram_fixed_width_bins(values: Any, value_range: Any, nbins: Any = 100,
                               dtype: Any = dt.INT32, name: Any = None) -> Any:  # fmt: skip
    """Return for each value the number of its bin."""
    with name_scope(name, "histogram_fixed_width_bins"):
        value = convert(values, None, "values")
        low, high = (convert(bound, value.dtype.base) for bound in value_range)
        width = operate("Sub", "sub", high, low)
        scaled = operate("RealDiv", "truediv", operate("Sub", "sub", value, low), width)
        number = cast(convert(nbins, dt.INT32, "nbins"), value.dtype.base)
        places = call_op("Floor", "indices", operate("Mul", "mul", number, scaled))
        below = call_op("Minimum", None, places, operate("Sub", "sub", number, 1))
        return cast(call_op("Maximum", None, below, 0), dt.INT32)


def _checked(value: SymbolicTensor, message: str, limit: SymbolicTensor | None) -> SymbolicTensor:
    """Return `value`, which must be at least 0, or below `limit` when there is one.

    Raises the snippet's InvalidArgumentError at once when the values are known already.
    """
    inputs = (value,) if limit is None else (value, limit)
    text = f"{message}.  " if limit is None else message
    known = [static_value(tensor) for tensor in inputs]
    if all(entry is not None for entry in known):
        wrong = known[0] < 0 if limit is None else known[0] >= known[1]
        if bool(wrong.any()):
            sign = ">= 0" if limit is None else "< y"
            raise failure("InvalidArgumentError", f"{text}\nCondition x {sign} did not hold"
                          f" element-wise:\nx ({value.name}) = \n{known[0].numpy()}")  # fmt: skip
    return add_node(
        "_NonNegative" if limit is None else "_Below", "control_dependency", inputs, message=text,
        source=value.name, limit="" if limit is None else limit.name,
    ).outputs[0]  # fmt: skip


@export("confusion_matrix", "math.confusion_matrix")
def confusion_matrix(labels: Any, predictions: Any, num_classes: Any = None, dtype: Any = dt.INT32,
                     name: Any = None, weights: Any = None) -> Any:  # fmt: skip
    """Return how often each label (row) was predicted as each class (column)."""
    with name_scope(name, "confusion_matrix") as scope:
        true, found = convert(labels, None, "labels"), convert(predictions, None, "predictions")
        true, found = _same_rank(true, found)
        found, true = cast(found, dt.INT64), cast(true, dt.INT64)
        true = _checked(true, "`labels` contains negative values", None)
        found = _checked(found, "`predictions` contains negative values", None)
        if num_classes is None:
            most = call_op("Maximum", None, *(
                reduce("Max", side, None, False, None) for side in (found, true)))  # fmt: skip
            classes = operate("AddV2", "add", most, 1)
        else:
            classes = cast(num_classes, dt.INT64)
            true = _checked(true, "`labels` out of bound", classes)
            found = _checked(found, "`predictions` out of bound", classes)
        kind = needs_dtype(dtype)
        assert kind is not None
        if weights is None:
            amounts = constant(np.ones((), dtype=kind.numpy), kind, "ones_like")
        else:
            amounts = cast(convert(weights, None, "weights"), kind)
        inputs = (true, found, classes, amounts)
        return add_node("_ConfusionMatrix", f"{scope}ScatterNd/", inputs).outputs[0]


def _same_rank(
    labels: SymbolicTensor, predictions: SymbolicTensor
) -> tuple[SymbolicTensor, SymbolicTensor]:
    """Return both without the last axis of size 1 that only one of them has."""
    with name_scope(None, "remove_squeezable_dimensions"):
        if labels.shape is None or predictions.shape is None:
            return labels, predictions
        more = len(predictions.shape) - len(labels.shape)
        if more == 1 and predictions.shape[-1] in (1, None):
            predictions = call_op("Squeeze", None, predictions, squeeze_dims=[-1])
        elif more == -1 and labels.shape[-1] in (1, None):
            labels = call_op("Squeeze", None, labels, squeeze_dims=[-1])
        return labels, predictions
