"""tf.losses: weighted losses that are kept in a collection of the graph."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Namespace
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Shape, TensorShape, compatible

LOSSES = "losses"
REGULARIZATION = "regularization_losses"
BY_NONZERO = "weighted_sum_by_nonzero_weights"
_REDUCTIONS = {
    "NONE": "none",
    "SUM": "weighted_sum",
    "MEAN": "weighted_mean",
    "SUM_OVER_BATCH_SIZE": "weighted_sum_over_batch_size",
    "SUM_BY_NONZERO_WEIGHTS": BY_NONZERO,
    "SUM_OVER_NONZERO_WEIGHTS": BY_NONZERO,
}
export_value("losses.Reduction", Namespace("tensorflow.losses.Reduction", _REDUCTIONS))


def as_float(value: Any) -> SymbolicTensor:
    """Return `value` as a float32 tensor."""
    tensor = convert(value)
    if tensor.dtype.base is dt.FLOAT32:
        return tensor
    return call_op("Cast", None, tensor, DstT=dt.FLOAT32)  # type: ignore[no-any-return]


def _sizes(shape: Shape) -> str:
    return " ".join(str(size) for size in shape or ())


def _check_weights(weights: SymbolicTensor, values: SymbolicTensor) -> None:
    given, wanted = weights.shape, values.shape
    if given is None or wanted is None or not given:
        return
    about = f"Received weights={weights}, values={values}"
    shapes = f"values.shape={TensorShape(wanted)}", f"weights.shape={TensorShape(given)}"
    if len(given) != len(wanted):
        raise failure(
            "ValueError",
            f"weights can not be broadcast to values. values.rank={len(wanted)}."
            f" weights.rank={len(given)}. {'. '.join(shapes)}. {about}",
        )
    for place, (size, full) in enumerate(zip(given, wanted, strict=True)):
        if size is not None and full is not None and size not in (1, full):
            raise failure(
                "ValueError",
                f"weights can not be broadcast to values. Mismatch at dim {place}."
                f" values.shape=[{_sizes(wanted)}], weights.shape=[{_sizes(given)}]. {about}",
            )


@export("losses.compute_weighted_loss")
def compute_weighted_loss(losses: Any, weights: Any = 1.0, scope: Any = None,
                          loss_collection: Any = LOSSES,
                          reduction: Any = BY_NONZERO) -> SymbolicTensor:  # fmt: skip
    """Return the losses weighted and reduced as asked for, and keep the result in a collection."""
    if reduction not in _REDUCTIONS.values():
        known = tuple(_REDUCTIONS.values())
        raise failure(
            "ValueError", f"Invalid Reduction Key {reduction}. Key should be one of {known}."
        )
    with name_scope(scope, "weighted_loss"):
        given = convert(losses)
        _check_weights(convert(weights, None, "weights"), given)
        values, factors = as_float(given), as_float(weights)
        result = call_op("Mul", None, values, factors)
        if reduction != "none":
            result = _reduced(result, values, factors, reduction)
        if given.dtype.base is not dt.FLOAT32:
            result = call_op("Cast", None, result, DstT=given.dtype.base)
        if loss_collection:
            default_graph().collect(loss_collection, result)
        return result  # type: ignore[no-any-return]


def _reduced(weighted: SymbolicTensor, values: SymbolicTensor, weights: SymbolicTensor,
             reduction: str) -> SymbolicTensor:  # fmt: skip
    total = reduce("Sum", weighted, None, False, None)
    if reduction == "weighted_sum":
        return total
    if reduction == "weighted_mean":
        spread = operate("Mul", "mul", call_op("OnesLike", "ones_like", values), weights)
        count = reduce("Sum", spread, None, False, None)
    elif reduction == BY_NONZERO:
        count = _present(values, weights)
    else:
        with name_scope(None, "num_elements") as scope:
            size = call_op("Size", None, values, out_type=dt.INT32)
            count = call_op("Cast", scope, size, DstT=dt.FLOAT32)
    return call_op("DivNoNan", "value", total, count)  # type: ignore[no-any-return]


def _present(values: SymbolicTensor, weights: SymbolicTensor,
             axis: Any = None, keep: bool = False) -> SymbolicTensor:  # fmt: skip
    """Return the number of entries whose weight is not zero."""
    with name_scope(None, "num_present") as scope:
        none = call_op("Equal", None, weights, constant(0.0))
        used = call_op("Select", None, none, call_op("ZerosLike", None, weights),
                       call_op("OnesLike", None, weights))  # fmt: skip
        ones = call_op("OnesLike", "ones_like", values)
        spread = call_op("Mul", "broadcast_weights", used, ones)
        return reduce("Sum", spread, axis, keep, scope)


def _pair(labels: Any, predictions: Any, names: str = "labels predictions") -> tuple[
    SymbolicTensor, SymbolicTensor
]:  # fmt: skip
    for value, name in zip((labels, predictions), names.split(), strict=True):
        if value is None:
            raise failure("ValueError", f"Argument `{name}` must not be None.")
    given, wanted = as_float(predictions), as_float(labels)
    check_pair(given, wanted)
    return given, wanted


def check_pair(given: SymbolicTensor, wanted: SymbolicTensor) -> None:
    """Raise the snippet's ValueError when two static shapes cannot be one."""
    if not compatible(given.shape, wanted.shape):
        raise failure(
            "ValueError",
            f"Shapes {TensorShape(given.shape)} and {TensorShape(wanted.shape)} are incompatible",
        )


@export("losses.mean_squared_error")
def mean_squared_error(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                       loss_collection: Any = LOSSES,
                       reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean of squared differences and keep it in the collection of losses."""
    with name_scope(scope, "mean_squared_error") as inner:
        given, wanted = _pair(labels, predictions)
        squares = call_op("SquaredDifference", None, given, wanted)
        return compute_weighted_loss(squares, weights, inner, loss_collection, reduction)


@export("losses.absolute_difference")
def absolute_difference(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                        loss_collection: Any = LOSSES,
                        reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean of absolute differences and keep it in the collection of losses."""
    with name_scope(scope, "absolute_difference") as inner:
        given, wanted = _pair(labels, predictions)
        distances = call_op("Abs", None, call_op("Sub", None, given, wanted))
        return compute_weighted_loss(distances, weights, inner, loss_collection, reduction)


@export("losses.huber_loss")
def huber_loss(labels: Any, predictions: Any, weights: Any = 1.0, delta: Any = 1.0,
               scope: Any = None, loss_collection: Any = LOSSES,
               reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean of losses that are quadratic up to `delta` and linear beyond."""
    with name_scope(scope, "huber_loss") as inner:
        given, wanted = _pair(labels, predictions)
        size = call_op("Abs", None, call_op("Sub", None, given, wanted))
        quadratic = call_op("Minimum", None, size, delta)
        linear = call_op("Sub", None, size, quadratic)
        bowl = call_op("Mul", None, constant(0.5), call_op("Mul", None, quadratic, quadratic))
        slope = call_op("Mul", None, constant(delta, dt.FLOAT32), linear)
        losses = call_op("AddV2", None, bowl, slope, default="Add")
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.log_loss")
def log_loss(labels: Any, predictions: Any, weights: Any = 1.0, epsilon: Any = 1e-7,
             scope: Any = None, loss_collection: Any = LOSSES,
             reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean of -z log p - (1 - z) log(1 - p)."""
    with name_scope(scope, "log_loss") as inner:
        given, wanted = _pair(labels, predictions)
        hit = call_op("Log", None, operate("AddV2", "add", given, epsilon))
        first = call_op("Neg", None, call_op("Mul", None, wanted, hit))
        rest = operate("AddV2", "add", operate("Sub", "sub", 1, given), epsilon)
        missed = call_op("Log", None, rest)
        second = call_op("Mul", None, operate("Sub", "sub", 1, wanted), missed)
        losses = operate("Sub", "sub", first, second)
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.hinge_loss")
def hinge_loss(labels: Any, logits: Any, weights: Any = 1.0, scope: Any = None,
               loss_collection: Any = LOSSES, reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean of max(0, 1 - (2 z - 1) x)."""
    with name_scope(scope, "hinge_loss") as inner:
        value, wanted = _pair(labels, logits, "labels logits")
        ones = call_op("OnesLike", "ones_like", wanted)
        signs = call_op("Sub", None, operate("Mul", "mul", 2, wanted), ones)
        margins = call_op("Sub", None, ones, call_op("Mul", None, signs, value))
        losses = call_op("Relu", None, margins)
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.cosine_distance")
def cosine_distance(labels: Any, predictions: Any, axis: Any = None, weights: Any = 1.0,
                    scope: Any = None, loss_collection: Any = LOSSES, reduction: Any = BY_NONZERO,
                    dim: Any = None) -> Any:  # fmt: skip
    """Return the mean of one minus the dot products of vectors of length 1."""
    place = dim if axis is None else axis
    if place is None:
        raise failure("ValueError", "You must specify argument `axis`.")
    with name_scope(scope, "cosine_distance_loss") as inner:
        given, wanted = _pair(labels, predictions)
        product = call_op("Mul", None, given, wanted)
        losses = operate("Sub", "sub", 1, reduce("Sum", product, (place,), True, None))
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.mean_pairwise_squared_error")
def mean_pairwise_squared_error(labels: Any, predictions: Any, weights: Any = 1.0,
                                scope: Any = None,
                                loss_collection: Any = LOSSES) -> Any:  # fmt: skip
    """Return the mean squared difference between pairs of differences, row by row."""
    with name_scope(scope, "mean_pairwise_squared_error"):
        given, wanted = _pair(labels, predictions)
        factors = as_float(weights)
        gap = call_op("Sub", None, given, wanted)
        axes = list(range(1, len(gap.shape or ())))
        squares = reduce("Sum", call_op("Square", None, gap), axes, True, None)
        count = _present(gap, factors, axes, keep=True)
        fewer = call_op("Maximum", None, operate("Sub", "sub", count, 1), 0)
        first = operate("Mul", "mul", 2.0, call_op("DivNoNan", "value", squares, fewer))
        total = reduce("Sum", gap, axes, True, None)
        pairs = call_op("Maximum", None, call_op("Mul", None, count, operate(
            "Sub", "sub", count, 1)), 0)  # fmt: skip
        second = operate("Mul", "mul", 2.0, call_op(
            "DivNoNan", "value", call_op("Square", None, total), pairs))  # fmt: skip
        weighted = call_op("Mul", None, operate("Sub", "sub", first, second), factors)
        loss = reduce("Sum", weighted, None, False, None)
        some = call_op("Greater", None, reduce("Sum", count, None, False, None), 0)
        result = call_op("Select", "value", some, loss, call_op("ZerosLike", None, loss))
        if loss_collection:
            default_graph().collect(loss_collection, result)
        return result
