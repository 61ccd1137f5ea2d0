"""tf.losses: the losses that a graph has collected."""

from __future__ import annotations

import re
from typing import Any

from engines.graph.tf1.api.losses import LOSSES, REGULARIZATION
from engines.graph.tf1.build import add_node, call_op, constant
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import default_graph


def _collected(key: str, scope: Any) -> list[Any]:
    found = default_graph().collection(key)
    return found if scope is None else [loss for loss in found if re.match(scope, loss.name)]


def summed(losses: list[Any], name: Any) -> Any:
    """Return the sum of losses under the given name."""
    with name_scope(name, "AddN") as scope:
        if len(losses) == 1:
            return call_op("Identity", scope, losses[0])
        return add_node("AddN", scope, tuple(losses)).outputs[0]


@export("losses.add_loss")
def add_loss(loss: Any, loss_collection: Any = LOSSES) -> None:
    """Keep a loss of the snippet's own among the collected ones."""
    if loss_collection:
        default_graph().collect(loss_collection, loss)


@export("losses.get_losses")
def get_losses(scope: Any = None, loss_collection: Any = LOSSES) -> Any:
    """Return the losses collected so far."""
    return _collected(loss_collection, scope)


@export("losses.get_regularization_losses")
def get_regularization_losses(scope: Any = None) -> Any:
    """Return the regularisation losses collected so far."""
    return _collected(REGULARIZATION, scope)


@export("losses.get_regularization_loss")
def get_regularization_loss(scope: Any = None, name: Any = "total_regularization_loss") -> Any:
    """Return the sum of the regularisation losses, 0 when there are none."""
    found = _collected(REGULARIZATION, scope)
    return summed(found, name) if found else constant(0.0)


@export("losses.get_total_loss")
def get_total_loss(add_regularization_losses: Any = True, name: Any = "total_loss",
                   scope: Any = None) -> Any:  # fmt: skip
    """Return the sum of the losses collected so far."""
    found = _collected(LOSSES, scope)
    if add_regularization_losses:
        found += _collected(REGULARIZATION, scope)
    return summed(found, name)
