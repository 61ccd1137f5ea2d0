"""tf.losses: cross-entropies over a batch."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1.api.losses import (
    BY_NONZERO,
    LOSSES,
    check_pair,
    compute_weighted_loss,
)
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.xent import sigmoid_loss, softmax_loss, sparse_softmax_loss
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def _smoothed(labels: SymbolicTensor, share: Any, spread: Any) -> SymbolicTensor:
    kept = operate("Mul", "mul", labels, 1 - share)
    return operate("AddV2", "add", kept, spread)  # type: ignore[no-any-return]


def _logits_and_labels(labels: Any, logits: Any, name: str) -> tuple[
    SymbolicTensor, SymbolicTensor
]:  # fmt: skip
    for value, label in ((labels, name), (logits, "logits")):
        if value is None:
            raise failure("ValueError", f"Argument `{label}` must not be None.")
    value, target = convert(logits), convert(labels)
    if target.dtype.base != value.dtype.base:
        target = call_op("Cast", None, target, DstT=value.dtype.base)
    check_pair(value, target)
    return value, target


@export("losses.sigmoid_cross_entropy")
def losses_sigmoid(multi_class_labels: Any, logits: Any, weights: Any = 1.0,
                   label_smoothing: Any = 0, scope: Any = None, loss_collection: Any = LOSSES,
                   reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean sigmoid cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "sigmoid_cross_entropy_loss") as inner:
        value, target = _logits_and_labels(multi_class_labels, logits, "multi_class_labels")
        if label_smoothing > 0:
            target = _smoothed(target, label_smoothing, 0.5 * label_smoothing)
        losses = sigmoid_loss(labels=target, logits=value, name="xentropy")
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.softmax_cross_entropy")
def losses_softmax(onehot_labels: Any, logits: Any, weights: Any = 1.0, label_smoothing: Any = 0,
                   scope: Any = None, loss_collection: Any = LOSSES,
                   reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean softmax cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "softmax_cross_entropy_loss") as inner:
        value, target = _logits_and_labels(onehot_labels, logits, "onehot_labels")
        if label_smoothing > 0:
            classes = (target.shape or (None, None))[1]
            if classes is None:
                raise failure("ValueError", "`label_smoothing` needs a known number of classes")
            spread = call_op("RealDiv", "truediv", constant(label_smoothing, value.dtype.base),
                             constant(float(classes), value.dtype.base))  # fmt: skip
            target = _smoothed(target, label_smoothing, spread)
        target = call_op("StopGradient", "labels_stop_gradient", target)
        losses = softmax_loss(target, value, "xentropy", -1, still=False)
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)


@export("losses.sparse_softmax_cross_entropy")
def losses_sparse(labels: Any, logits: Any, weights: Any = 1.0, scope: Any = None,
                  loss_collection: Any = LOSSES, reduction: Any = BY_NONZERO) -> Any:  # fmt: skip
    """Return the mean sparse softmax cross-entropy and keep it in the collection of losses."""
    for given, label in ((labels, "labels"), (logits, "logits")):
        if given is None:
            raise failure("ValueError", f"Argument `{label}` must not be None.")
    with name_scope(scope, "sparse_softmax_cross_entropy_loss") as inner:
        value, target = convert(logits), convert(labels)
        shape, rank = target.shape, len(value.shape or ())
        if shape and len(shape) == rank and shape[-1] == 1:
            target = call_op("Squeeze", None, target, squeeze_dims=[-1])
        losses = sparse_softmax_loss(labels=target, logits=value, name="xentropy")
        return compute_weighted_loss(losses, weights, inner, loss_collection, reduction)
