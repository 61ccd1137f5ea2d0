"""tf.colocate_with: nodes that are placed beside another one."""

from __future__ import annotations

from typing import Any

from engines.graph.limits import CapReached
from engines.graph.tf1.contexts import is_variable
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import (
    PLACED_WITH,
    Graph,
    Manager,
    Operation,
    SymbolicTensor,
    default_graph,
)


def placed_beside(graph: Graph, given: Any) -> Manager:
    """Return the manager under which new nodes of `graph` are placed beside `given`."""
    if is_variable(given):
        given = given.reference
    op = given.op if isinstance(given, SymbolicTensor) else given
    if not isinstance(op, Operation):
        raise CapReached("colocate_with", "`colocate_with` takes a tensor, a variable or a node")
    place = op.attrs.get(PLACED_WITH, op.name)
    outer: list[str] = []

    def enter() -> None:
        outer.append(graph.placed_with)
        graph.placed_with = place

    def leave() -> None:
        graph.placed_with = outer.pop()

    return Manager(enter, leave)


@export("colocate_with")
def colocate_with(op: Any, ignore_existing: Any = False) -> Manager:
    """Return the manager under which new nodes are placed beside `op`."""
    return placed_beside(default_graph(), op)


def groups(op: Operation) -> list[bytes]:
    """Return what `op.colocation_groups()` gives: the node beside which `op` is placed."""
    return [f"loc:@{op.attrs.get(PLACED_WITH, op.name)}".encode()]
