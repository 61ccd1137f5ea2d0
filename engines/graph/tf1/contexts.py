"""Where nodes are built: under which name, in which graph, outside which dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.tf1.graph import SymbolicTensor, default_graph, world
from engines.graph.tf1.symbolic import no_condition


def is_variable(value: Any) -> bool:
    """Return whether `value` is a variable of the snippet."""
    return hasattr(value, "snapshot")


@contextmanager
def name_scope(name: Any, default: str | None = None) -> Iterator[str]:
    """Open a name scope in the default graph; yields its name with a final slash."""
    if isinstance(name, SymbolicTensor):
        raise no_condition()
    graph = default_graph()
    opened, before = graph.open_scope(default if name is None else name)
    try:
        yield opened
    finally:
        graph.scope = before


@contextmanager
def graph_of(*values: Any) -> Iterator[None]:
    """Build in the graph that the tensors among `values` belong to, where it is another one."""
    graphs = world().graphs
    for value in values:
        tensor = value.reference if is_variable(value) else value
        if isinstance(tensor, SymbolicTensor) and tensor.op.graph is not graphs[-1]:
            graphs.append(tensor.op.graph)
            try:
                yield
            finally:
                graphs.pop()
            return
        if isinstance(tensor, SymbolicTensor):
            break
    yield


@contextmanager
def without_controls() -> Iterator[None]:
    """Build nodes outside every control dependency, branch and loop, as initialisers are."""
    graph = default_graph()
    controllers, context = graph.controllers, graph.context
    graph.controllers, graph.context = [], None
    try:
        yield
    finally:
        graph.controllers, graph.context = controllers, context
