"""Variable scopes: the prefixes and defaults that `get_variable` works under."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import current_run
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import FLOAT32, DType
from engines.graph.tf1.graph import Graph, Manager, default_graph
from engines.graph.tf1.variables import AUTO_REUSE, GLOBAL, LOCAL, TRAINABLE, refuse_resource


@dataclass(slots=True, eq=False)
class VariableScope:
    """An open variable scope: the prefix of its variables and whether they are shared."""

    name: str = ""
    reuse: Any = False
    initializer: Any = None
    original_name_scope: str = ""
    regularizer: Any = None
    dtype: DType = FLOAT32

    def __repr__(self) -> str:
        return "<tensorflow.python.ops.variable_scope.VariableScope object>"

    def reuse_variables(self) -> None:
        """Let `get_variable` in this scope return existing variables from now on."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Set what fills the scope's next variables."""
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        """Set the penalty on the scope's next variables."""
        self.regularizer = regularizer

    def set_dtype(self, dtype: Any) -> None:
        """Set the type of the scope's next variables."""
        self.dtype = needs_dtype(dtype) or FLOAT32

    def get_collection(self, name: Any) -> list[Any]:
        """Return what a collection of the default graph has from this scope."""
        return default_graph().collection(name, f"{self.name}/" if self.name else "")

    def trainable_variables(self) -> list[Any]:
        """Return the scope's trainable variables."""
        return self.get_collection(TRAINABLE)

    def global_variables(self) -> list[Any]:
        """Return the scope's global variables."""
        return self.get_collection(GLOBAL)

    def local_variables(self) -> list[Any]:
        """Return the scope's local variables."""
        return self.get_collection(LOCAL)


def current_scope(graph: Graph | None = None) -> VariableScope:
    """Return the open variable scope of a graph."""
    graph = graph or default_graph()
    if graph.variable_scope is None:
        graph.variable_scope = VariableScope()
    scope = graph.variable_scope
    assert isinstance(scope, VariableScope)
    return scope


@dataclass(slots=True, eq=False)
class _Opening:
    """One `with tf.variable_scope(...)`: what it was given, and what to restore after it."""

    given: str | VariableScope | None
    default_name: str
    reuse: Any
    defaults: dict[str, Any]
    own_names: bool
    graph: Graph | None = None
    outer: VariableScope | None = None
    name_scope: str = ""
    counts: dict[str, int] | None = None

    def enter(self) -> VariableScope:
        graph = default_graph()
        outer = current_scope(graph)
        self.graph, self.outer, self.name_scope = graph, outer, graph.scope
        self.counts = None
        given = self.given
        if given is None and self.reuse:
            raise failure("ValueError", "reuse=True cannot be used without a name_or_scope")
        if not (given is None or isinstance(given, (str, VariableScope))):
            raise failure(
                "TypeError", "VariableScope: name_or_scope must be a string or VariableScope."
            )
        short = given.name.rsplit("/", 1)[-1] if isinstance(given, VariableScope) else given
        opened = self._names(graph, self.default_name if short is None else short)
        if isinstance(given, VariableScope):
            scope = replace(given, reuse=self.reuse or given.reuse)
        else:
            short = _unique(graph, outer.name, self.default_name) if given is None else given
            name = f"{outer.name}/{short}" if outer.name else short
            scope = replace(
                outer, name=name, reuse=self.reuse or outer.reuse, original_name_scope=opened
            )
        counts = graph.scope_counts
        current_run().budget.spend(1 + len(counts) // 2)
        counts[scope.name] = counts.get(scope.name, 0) + 1
        if isinstance(given, VariableScope):
            self.counts = dict(counts)
        for key, value in self.defaults.items():
            if value is not None:
                setattr(scope, key, value)
        graph.variable_scope = scope
        return scope

    def _names(self, graph: Graph, short: str) -> str:
        if self.own_names and short:
            return graph.open_scope(short)[0]
        return f"{graph.scope}/" if graph.scope else ""

    def leave(self) -> None:
        graph, outer = self.graph, self.outer
        assert graph is not None
        assert outer is not None
        if self.counts is not None:
            graph.scope_counts = self.counts
        else:
            inner = f"{current_scope(graph).name}/"
            for name in graph.scope_counts:
                if name.startswith(inner):
                    graph.scope_counts[name] = 0
        graph.variable_scope = outer
        graph.scope = self.name_scope


def variable_scope(
    name_or_scope: Any,
    default_name: Any = None,
    values: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: Any = None,
    constraint: Any = None,
    auxiliary_name_scope: Any = True,
) -> Manager:
    """Return the manager of `with tf.variable_scope(...)`."""
    if default_name is None and name_or_scope is None:
        raise failure("TypeError", "If default_name is None then name_or_scope is required")
    if not (reuse is None or reuse is AUTO_REUSE or isinstance(reuse, bool)):
        raise failure("ValueError", "The reuse parameter must be True or False or None.")
    if not isinstance(auxiliary_name_scope, bool):
        raise failure(
            "TypeError",
            f"The auxiliary_name_scope must be `True` or `False`, while get {auxiliary_name_scope}",
        )
    refuse_resource(use_resource)
    for label, given in (("custom_getter=", custom_getter), ("partitioner=", partitioner)):
        if given is not None:
            raise CapReached(label, f"`{label}` of tf.variable_scope is not supported")
    defaults = {
        "initializer": initializer, "regularizer": regularizer, "dtype": needs_dtype(dtype),
    }  # fmt: skip
    opening = _Opening(name_or_scope, default_name, reuse or None, defaults, auxiliary_name_scope)
    return Manager(opening.enter, opening.leave)


def _unique(graph: Graph, outer: str, name: str) -> str:
    full = f"{outer}/{name}" if outer else name
    if not graph.scope_counts.get(full):
        return name
    number = 1
    while graph.scope_counts.get(f"{full}_{number}"):
        number += 1
    return f"{name}_{number}"
