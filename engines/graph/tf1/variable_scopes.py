"""Variable scopes and get_variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import (
    constant,
    convert,
    is_variable,
)
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Graph, Manager, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Shape, TensorShape, fully_known, shape_of
from engines.graph.tf1.variables import Initializer, RefVariable, glorot_uniform, make_variable


@dataclass(slots=True, eq=False)
class VariableScope:
    """An open variable scope: the prefix of its variables and whether they are shared."""

    name: str = ""
    reuse: Any = False
    initializer: Any = None
    original_name_scope: str = ""

    def reuse_variables(self) -> None:
        """Let `get_variable` in this scope return existing variables from now on."""
        self.reuse = True


def current_scope(graph: Graph | None = None) -> VariableScope:
    """Return the open variable scope of a graph."""
    graph = graph or default_graph()
    if graph.variable_scope is None:
        graph.variable_scope = VariableScope()
    scope = graph.variable_scope
    assert isinstance(scope, VariableScope)
    return scope


def variable_scope(
    name_or_scope: Any = None,
    default_name: Any = None,
    values: Any = None,
    initializer: Any = None,
    reuse: Any = None,
    **unused: Any,
) -> Manager:
    """Return the manager of `with tf.variable_scope(...)`."""
    state: dict[str, Any] = {}

    def enter() -> VariableScope:
        graph = default_graph()
        outer = current_scope(graph)
        state.update(graph=graph, outer=outer, scope=graph.scope)
        if isinstance(name_or_scope, VariableScope):
            name, short = name_or_scope.name, name_or_scope.name.rsplit("/", 1)[-1]
            inherited = name_or_scope.reuse or outer.reuse
        else:
            short = name_or_scope if name_or_scope is not None else _unique(graph, default_name)
            name = f"{outer.name}/{short}" if outer.name and short else (short or outer.name)
            inherited = outer.reuse
        if short:
            opened, _ = graph.open_scope(short)
        else:
            opened = f"{graph.scope}/" if graph.scope else ""
        given = reuse if reuse else inherited
        graph.variable_scope = VariableScope(name, given, initializer or outer.initializer, opened)
        return current_scope(graph)

    def leave() -> None:
        state["graph"].variable_scope = state["outer"]
        state["graph"].scope = state["scope"]

    return Manager(enter, leave)


def _unique(graph: Graph, default_name: Any) -> str:
    outer = current_scope(graph).name
    full = f"{outer}/{default_name}" if outer else default_name
    times = graph.scope_counts.get(full, 0)
    graph.scope_counts[full] = times + 1
    return f"{default_name}_{times}" if times else str(default_name)


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: Any = None,
    collections: Any = None,
    **unused: Any,
) -> RefVariable:
    """Return the variable of that name in the open variable scope, new or shared."""
    graph = default_graph()
    scope = current_scope(graph)
    full = f"{scope.name}/{name}" if scope.name else name
    sizes = None if shape is None else shape_of(shape)
    known = graph.variables.get(full)
    if known is not None:
        if not scope.reuse:
            raise failure(
                "ValueError",
                f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or"
                " reuse=tf.AUTO_REUSE in VarScope? Originally defined at:\n",
            )
        assert isinstance(known, RefVariable)
        _check_shared(full, known, sizes, needs_dtype(dtype))
        return known
    if scope.reuse is True:
        raise failure(
            "ValueError",
            f"Variable {full} does not exist, or was not created with tf.get_variable(). Did you"
            " mean to set reuse=tf.AUTO_REUSE in VarScope?",
        )
    kind = needs_dtype(dtype) or dt.FLOAT32
    value = _initial_value(full, sizes, kind, initializer or scope.initializer, dtype)
    before, graph.scope = graph.scope, ""
    try:
        variable = make_variable(
            value, trainable is None or bool(trainable), collections, True, f"{full}"
        )
    finally:
        graph.scope = before
    graph.variables[full] = variable
    return variable


def _initial_value(full: str, sizes: Shape, kind: DType, initializer: Any, dtype: Any) -> Any:
    if initializer is None and not fully_known(sizes):
        if sizes is None:
            raise failure(
                "ValueError",
                f"Variable {full} did not get an initializer, so its `shape` argument must be"
                " specified.",
            )
        raise failure(
            "ValueError",
            f"Shape of a new variable ({full}) must be fully defined, but instead was"
            f" {TensorShape(sizes)}.",
        )
    if initializer is None:
        if kind.floating:
            return lambda: glorot_uniform(sizes, kind)
        return lambda: constant(_zeros(sizes), kind, "zeros")
    if isinstance(initializer, (Initializer, Builtin)) or _is_function(initializer):
        if sizes is None:
            raise failure(
                "ValueError",
                f"Variable {full} did not get an initializer, so its `shape` argument must be"
                " specified.",
            )
        return lambda: (
            initializer(list(sizes), kind)
            if not isinstance(initializer, Initializer)
            else initializer.make(list(sizes), kind)
        )
    if sizes is not None:
        raise failure("ValueError", "If initializer is a constant, do not specify shape.")
    if isinstance(initializer, SymbolicTensor) or is_variable(initializer):
        return initializer
    return lambda: convert(initializer, needs_dtype(dtype), "Const")


def _is_function(value: Any) -> bool:
    return callable(value) and not isinstance(value, (SymbolicTensor, RefVariable))


def _zeros(sizes: Shape) -> Any:
    import numpy as np

    from engines.graph.limits import check_shape

    known = tuple(int(size or 0) for size in sizes or ())
    check_shape(known)
    return np.zeros(known)


def _check_shared(full: str, known: RefVariable, sizes: Shape, kind: DType | None) -> None:
    from engines.graph.tf1.shapes import compatible

    found = known.reference.shape
    if sizes is not None and not compatible(sizes, found):
        raise failure(
            "ValueError",
            f"Trying to share variable {full}, but specified shape {TensorShape(sizes)} and found"
            f" shape {TensorShape(found)}.",
        )
    base = known.reference.dtype.base
    if kind is not None and kind != base:
        raise failure(
            "ValueError",
            f"Trying to share variable {full}, but specified dtype {kind.name} and found dtype"
            f" {known.reference.dtype.name}.",
        )
