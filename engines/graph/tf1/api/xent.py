"""tf.nn: cross-entropies, entry by entry or row by row."""

from __future__ import annotations

import math
from typing import Any

from engines.graph.errors import failure
from engines.graph.show import show_repr
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.build import call_op, check_type, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, compatible


def _moved_last(value: SymbolicTensor, axis: int) -> SymbolicTensor:
    rank = len(value.shape or ())
    place = axis + rank if axis < 0 else axis
    if place == rank - 1:
        return value
    order = [*range(place), *range(place + 1, rank), place]
    return call_op("Transpose", None, value, order, default="transpose")  # type: ignore[no-any-return]


def softmax_loss(labels: Any, logits: Any, name: Any, axis: int, *, still: bool) -> Any:
    """Return the cross-entropy of distributions; with `still` no slope reaches the labels."""
    default = f"softmax_cross_entropy_with_logits{'_sg' if still else ''}"
    with name_scope(name, default) as scope:
        if still:
            target = convert(labels, None, "labels")
            target = call_op("StopGradient", "labels_stop_gradient", target)
            value = convert(logits, None, "logits")
        else:
            value = convert(logits, None, "logits")
            target = convert(labels, None, "labels")
        if target.dtype.base != value.dtype.base:
            target = call_op("Cast", None, target, DstT=value.dtype.base)
        pair = (_moved_last(value, axis), _moved_last(target, axis))
        cost = call_op("SoftmaxCrossEntropyWithLogits", scope, *pair)[0]
        result: SymbolicTensor = call_op("Identity", "Reshape_2", cost)
        if result.shape is None and pair[0].shape is not None:
            result.shape = pair[0].shape[:-1]
        return result


def _check_given(function: str, labels: Any, logits: Any) -> None:
    if labels is None or logits is None:
        raise failure(
            "ValueError",
            f"Both `labels` and `logits` must be provided for {function}Received:"
            f" labels={show_repr(labels)} and logits={show_repr(logits)}",
        )


def _axis(axis: Any, dim: Any) -> int:
    if axis is not None and dim is not None:
        raise failure("ValueError", "Cannot specify both 'dim' and 'axis'.")
    return int(-1 if axis is None and dim is None else (dim if axis is None else axis))


@export("nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy(labels: Any = None, logits: Any = None, dim: Any = None,
                          name: Any = None, axis: Any = None) -> Any:  # fmt: skip
    """Return the cross-entropy of distributions against logits, the labels taken as given."""
    _check_given("softmax_cross_entropy_with_logits", labels, logits)
    return softmax_loss(labels, logits, name, _axis(axis, dim), still=True)


@export("nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_v2(labels: Any, logits: Any, axis: Any = None, name: Any = None,
                             dim: Any = None) -> Any:  # fmt: skip
    """Return the cross-entropy of distributions against logits; slopes reach the labels too."""
    return softmax_loss(labels, logits, name, _axis(axis, dim), still=False)


@export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return the cross-entropy of class indices against logits."""
    for given, label in ((labels, "labels"), (logits, "logits")):
        if given is None:
            raise failure("ValueError", f"`{label}` must be provided")
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits"):
        target = convert(labels)
        value = convert(logits)
        if value.shape is not None and not value.shape:
            raise failure(
                "ValueError",
                f"`logits` cannot be a scalar. Received logits={value}`",
            )
        if value.shape is not None and target.shape is not None:
            if len(target.shape) != len(value.shape) - 1:
                raise failure(
                    "ValueError",
                    "`labels.shape.rank` must equal `logits.shape.rank - 1`. Received:"
                    f" labels.shape={TensorShape(target.shape)} of rank {len(target.shape)} and"
                    f" logits.shape={TensorShape(value.shape)} of rank {len(value.shape)}",
                )
            if not compatible(target.shape, value.shape[:-1]):
                raise failure(
                    "ValueError",
                    "`labels.shape` must equal `logits.shape` except for the last dimension."
                    f" Received: labels.shape={TensorShape(target.shape)} and logits.shape="
                    f"{TensorShape(value.shape)}",
                )
        check_type("SparseSoftmaxCrossEntropyWithLogits", "features", value)
        if target.dtype.base not in (dt.INT32, dt.INT64):
            raise failure(
                "TypeError",
                f"Value passed to parameter 'labels' has DataType {target.dtype.base.name} not in"
                " list of allowed values: int32, int64",
            )
        return call_op("SparseSoftmaxCrossEntropyWithLogits", None, value, target)[0]


def _check_alike(first: SymbolicTensor, second: SymbolicTensor, names: str) -> None:
    if not compatible(first.shape, second.shape):
        raise failure(
            "ValueError",
            f"{names} must have the same shape, received"
            f" ({TensorShape(first.shape)} vs {TensorShape(second.shape)}).",
        )


@export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return max(x, 0) - x z + log(1 + exp(-|x|)), the stable form of the documentation."""
    _check_given("sigmoid_cross_entropy_with_logits", labels, logits)
    with name_scope(name, "logistic_loss") as scope:
        value = convert(logits, None, "logits")
        target = convert(labels, None, "labels")
        _check_alike(value, target, "`logits` and `labels`")
        zeros = call_op("ZerosLike", "zeros_like", value)
        positive = call_op("GreaterEqual", None, value, zeros)
        relu = call_op("Select", None, positive, value, zeros)
        minus = call_op("Select", None, positive, call_op("Neg", None, value), value)
        product = call_op("Mul", "mul", value, target)
        first = call_op("Sub", "sub", relu, product)
        return call_op("AddV2", scope, first, call_op("Log1p", None, call_op("Exp", None, minus)))


@export("nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy(labels: Any = None, logits: Any = None, pos_weight: Any = None,
                           name: Any = None, targets: Any = None) -> Any:  # fmt: skip
    """Return the logistic loss with the positive labels weighted by `pos_weight`."""
    with name_scope(name, "logistic_loss") as scope:
        value = convert(logits, None, "logits")
        target = convert(targets if labels is None else labels, None, "labels")
        _check_alike(value, target, "`logits` and `labels`")
        more = pos_weight - 1 if isinstance(pos_weight, (int, float)) else operate(
            "Sub", "sub", pos_weight, 1)  # fmt: skip
        weight = operate("AddV2", "add", 1, operate("Mul", "mul", more, target))
        rest = operate("Mul", "mul", operate("Sub", "sub", 1, target), value)
        size = call_op("Neg", None, call_op("Abs", None, value))
        soft = call_op("Log1p", None, call_op("Exp", None, size))
        bent = call_op("Relu", None, call_op("Neg", None, value))
        scaled = operate("Mul", "mul", weight, operate("AddV2", "add", soft, bent))
        return call_op("AddV2", scope, rest, scaled)


@export("nn.log_poisson_loss")
def log_poisson_loss(targets: Any, log_input: Any, compute_full_loss: Any = False,
                     name: Any = None) -> Any:  # fmt: skip
    """Return exp(c) - z c, with Stirling's approximation of log z! when it is asked for."""
    with name_scope(name, "log_poisson_loss"):
        value = convert(log_input, None, "log_input")
        target = convert(targets, None, "targets")
        _check_alike(value, target, "`log_input` and `targets`")
        result = operate("Sub", "sub", call_op("Exp", None, value),
                         operate("Mul", "mul", value, target))  # fmt: skip
        if not compute_full_loss:
            return result
        kind = target.dtype.base
        half, turn = constant(0.5, kind), constant(2 * math.pi, kind)
        first = operate("Mul", "mul", target, call_op("Log", None, target))
        last = operate(
            "Mul", "mul", half, call_op("Log", None, operate("Mul", "mul", turn, target))
        )
        approximation = operate("AddV2", "add", operate("Sub", "sub", first, target), last)
        zeros, ones = call_op("ZerosLike", None, target), call_op("OnesLike", None, target)
        small = call_op("LogicalAnd", None, call_op("GreaterEqual", None, target, zeros),
                        call_op("LessEqual", None, target, ones))  # fmt: skip
        term = call_op("Select", None, small, zeros, approximation)
        return operate("AddV2", "add", result, term)
