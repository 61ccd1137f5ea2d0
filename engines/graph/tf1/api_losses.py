"""Cross-entropies of tf.nn and the losses of tf.losses."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_reduce import reduce
from engines.graph.tf1.build import add_node, call_op, convert, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import TensorShape, compatible


def _softmax_loss(
    labels: Any = None, logits: Any = None, dim: Any = -1, name: Any = None,
    axis: Any = None,
) -> Any:  # fmt: skip
    with name_scope(name, "softmax_cross_entropy_with_logits_sg"):
        value = convert(logits, None, "logits")
        target = convert(labels, None, "labels", value.dtype.base)
        target = call_op("StopGradient", "labels_stop_gradient", target)
        outputs = call_op("SoftmaxCrossEntropyWithLogits", "Reshape_2", value, target)
        return outputs[0]


export("nn.softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits_v2")(
    _softmax_loss
)


@export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return the cross-entropy of class indices against logits."""
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits"):
        target = convert(labels)
        value = convert(logits)
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
                    f"`labels.shape` must equal `logits.shape` except for the last dimension."
                    f" Received: labels.shape={TensorShape(target.shape)} and logits.shape="
                    f"{TensorShape(value.shape)}",
                )
        return call_op("SparseSoftmaxCrossEntropyWithLogits", None, value, target)[0]


@export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return max(x, 0) - x z + log(1 + exp(-|x|)), the stable form of the documentation."""
    with name_scope(name, "logistic_loss") as scope:
        value = convert(logits, None, "logits")
        target = convert(labels, None, "labels", value.dtype.base)
        if not compatible(value.shape, target.shape):
            raise failure(
                "ValueError",
                "`logits` and `labels` must have the same shape, received"
                f" ({TensorShape(value.shape)} vs {TensorShape(target.shape)}).",
            )
        zeros = call_op("ZerosLike", "zeros_like", value)
        positive = call_op("GreaterEqual", None, value, zeros)
        relu = call_op("Select", None, positive, value, zeros)
        minus = call_op("Select", None, positive, call_op("Neg", None, value), value)
        product = call_op("Mul", "mul", value, target)
        first = call_op("Sub", "sub", relu, product)
        return call_op("AddV2", scope, first, call_op("Log1p", None, call_op("Exp", None, minus)))


def _mean_loss(label: str, values: SymbolicTensor, weights: Any) -> SymbolicTensor:
    weighted = values
    if not (isinstance(weights, (int, float)) and weights == 1):
        weighted = call_op("Mul", "Mul", values, convert(weights, None, "w", values.dtype.base))
    result = reduce("Mean", weighted, None, False, "value")
    default_graph().collect("losses", result)
    return result


def _pair(labels: Any, predictions: Any) -> tuple[SymbolicTensor, SymbolicTensor]:
    given = convert(predictions)
    wanted = convert(labels)
    given, wanted = (
        side if side.dtype.base is dt.FLOAT32 else call_op("Cast", None, side, DstT=dt.FLOAT32)
        for side in (given, wanted)
    )
    if not compatible(given.shape, wanted.shape):
        raise failure(
            "ValueError",
            f"Shapes {TensorShape(given.shape)} and {TensorShape(wanted.shape)} are incompatible",
        )
    return given, wanted


@export("losses.mean_squared_error")
def mean_squared_error(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                       **unused: Any) -> Any:  # fmt: skip
    """Return the mean of squared differences and keep it in the collection of losses."""
    with name_scope(scope, "mean_squared_error"):
        given, wanted = _pair(labels, predictions)
        squares = call_op("SquaredDifference", None, given, wanted)
        return _mean_loss("mean_squared_error", squares, weights)


@export("losses.absolute_difference")
def absolute_difference(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                        **unused: Any) -> Any:  # fmt: skip
    """Return the mean of absolute differences and keep it in the collection of losses."""
    with name_scope(scope, "absolute_difference"):
        given, wanted = _pair(labels, predictions)
        distances = call_op("Abs", None, call_op("Sub", None, given, wanted))
        return _mean_loss("absolute_difference", distances, weights)


@export("losses.sigmoid_cross_entropy")
def losses_sigmoid(multi_class_labels: Any, logits: Any, weights: Any = 1.0,
                   label_smoothing: Any = 0, scope: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return the mean sigmoid cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "sigmoid_cross_entropy_loss"):
        value = convert(logits)
        target = convert(multi_class_labels, None, "labels", value.dtype.base)
        if target.dtype.base != value.dtype.base:
            target = call_op("Cast", None, target, DstT=value.dtype.base)
        return _mean_loss("sigmoid_cross_entropy_loss", sigmoid_loss(labels=target, logits=value),
                          weights)  # fmt: skip


@export("losses.softmax_cross_entropy")
def losses_softmax(onehot_labels: Any, logits: Any, weights: Any = 1.0, label_smoothing: Any = 0,
                   scope: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return the mean softmax cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "softmax_cross_entropy_loss"):
        value = convert(logits)
        target = convert(onehot_labels)
        if target.dtype.base != value.dtype.base:
            target = call_op("Cast", None, target, DstT=value.dtype.base)
        return _mean_loss("softmax_cross_entropy_loss", _softmax_loss(labels=target, logits=value),
                          weights)  # fmt: skip


@export("losses.sparse_softmax_cross_entropy")
def losses_sparse(labels: Any, logits: Any, weights: Any = 1.0, scope: Any = None,
                  **unused: Any) -> Any:  # fmt: skip
    """Return the mean sparse softmax cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "sparse_softmax_cross_entropy_loss"):
        values = sparse_softmax_loss(labels=labels, logits=logits)
        return _mean_loss("sparse_softmax_cross_entropy_loss", values, weights)


@export("losses.get_losses")
def get_losses(scope: Any = None, **unused: Any) -> Any:
    """Return the losses collected so far."""
    return default_graph().collection("losses")


@export("losses.get_total_loss")
def get_total_loss(add_regularization_losses: Any = True, name: Any = "total_loss") -> Any:
    """Return the sum of the losses collected so far."""
    found = default_graph().collection("losses")
    if len(found) == 1:
        return call_op("Identity", name, found[0])
    return add_node("AddN", name or "total_loss", tuple(found)).outputs[0]
