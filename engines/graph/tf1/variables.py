"""Variables, their scopes and initialisers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import (
    add_node,
    call_op,
    constant,
    convert,
    convert_like,
    is_variable,
    name_scope,
    without_controls,
)
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Graph, Manager, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Shape, TensorShape, fully_known, shape_of

GLOBAL = "variables"
TRAINABLE = "trainable_variables"
LOCAL = "local_variables"
AUTO_REUSE = "AUTO_REUSE"


class RefVariable:
    """A variable: the node that holds it, the node that reads it, the node that initialises it."""

    def __init__(
        self,
        op: Operation,
        initial: SymbolicTensor,
        initializer: Operation,
        snapshot: SymbolicTensor,
        trainable: bool,
    ) -> None:
        self.op = op
        self.reference = op.outputs[0]
        self.initial_value = initial
        self.initializer = initializer
        self.snapshot = snapshot
        self.trainable = trainable

    @property
    def name(self) -> str:
        """The name of the variable's own output, as in `w:0`."""
        return self.reference.name

    def __repr__(self) -> str:
        shape = TensorShape(self.reference.shape)
        return f"<tf.Variable '{self.name}' shape={shape} dtype={self.reference.dtype.name}>"


def make_variable(
    initial_value: Any,
    trainable: bool = True,
    collections: Any = None,
    validate_shape: bool = True,
    name: str | None = None,
    dtype: Any = None,
) -> RefVariable:
    """Return a new variable of the default graph."""
    if initial_value is None:
        raise failure("ValueError", "initial_value must be specified.")
    wanted = needs_dtype(dtype)
    with without_controls(), name_scope(name, "Variable") as scope:
        if callable(initial_value):
            with name_scope("Initializer"):
                initial = convert(initial_value(), wanted, "initial_value")
        else:
            initial = convert(initial_value, wanted, "initial_value")
        shape = initial.shape if validate_shape else None
        op = add_node("VariableV2", scope, (), shape=shape, dtype=initial.dtype.base)
        with name_scope(scope):
            inputs = (op.outputs[0], _guarded(op.name, initial, {}))
            assign = add_node("Assign", f"{scope}Assign/", inputs, validate_shape=validate_shape)
            read = add_node("Identity", f"{scope}read/", (op.outputs[0],))
    tensor = read.outputs[0]
    tensor.dtype = initial.dtype.base
    variable = RefVariable(op, initial, assign, tensor, bool(trainable))
    graph = default_graph()
    names = [GLOBAL] if collections is None else list(collections)
    if trainable and TRAINABLE not in names:
        names.append(TRAINABLE)
    for collection in names:
        graph.collect(collection, variable)
    return variable


def _guarded(name: str, tensor: SymbolicTensor, done: dict[Operation, Operation]) -> SymbolicTensor:
    """Return an initial value that may read other variables before they are initialised.

    Each such variable is replaced by its value or, without one, by its own initial value; the
    nodes between are copied and get `_<name>` after their names, as TensorFlow does it.
    """
    if tensor.op not in done:
        done[tensor.op] = _guarded_node(name, tensor.op, done)
    return done[tensor.op].outputs[tensor.index]


def _guarded_node(name: str, op: Operation, done: dict[Operation, Operation]) -> Operation:
    if op.type == "IsVariableInitialized" or op.type.startswith("_"):
        return op
    if op.type == "VariableV2":
        known = default_graph().collection(GLOBAL) + default_graph().collection(LOCAL)
        found = next((variable for variable in known if variable.op is op), None)
        return op if found is None else initialized_value(found).op
    inputs = tuple(_guarded(name, tensor, done) for tensor in op.inputs)
    if inputs == op.inputs:
        return op
    return add_node(op.type, f"{op.name}_{name}/", inputs, **op.attrs)


def assigned(kind: str, target: Any, value: Any, name: Any, **attrs: Any) -> SymbolicTensor:
    """Return the output of an assignment of `kind` to a variable (or a reference to one)."""
    reference = target.reference if is_variable(target) else target
    if not isinstance(reference, SymbolicTensor) or not reference.dtype.ref:
        shown = getattr(reference, "name", reference)
        raise failure("TypeError", f"Input 'ref' of '{kind}' Op requires l-value input" if isinstance(
            reference, SymbolicTensor) else f"{shown} is not a variable")  # fmt: skip
    with name_scope(name, kind) as scope:
        if is_variable(value):
            value = value.snapshot
        if isinstance(value, SymbolicTensor):
            if value.dtype.base != reference.dtype.base:
                raise failure(
                    "TypeError",
                    f"Input 'value' of '{kind}' Op has type {value.dtype.base.name} that does not"
                    f" match type {reference.dtype.base.name} of argument 'ref'.",
                )
        else:
            value = convert_like(kind, "value", value, reference.dtype.base, "ref")
        return add_node(kind, scope, (reference, value), **attrs).outputs[0]


def initializer_of(variables: list[Any], name: str) -> Operation:
    """Return the node that initialises `variables`."""
    graph = default_graph()
    before = graph.controllers
    graph.controllers = []
    try:
        return grouped([variable.initializer for variable in variables], name)
    finally:
        graph.controllers = before


def grouped(ops: list[Operation], name: Any) -> Operation:
    """Return a node that does nothing but wait for `ops`."""
    from engines.graph.tf1.graph import Controller

    graph = default_graph()
    graph.controllers.append(Controller(tuple(ops)))
    try:
        return add_node("NoOp", name, ())
    finally:
        graph.controllers.pop()


# Initialisers: called with a shape and a type, they return the initial value's tensor.


def glorot_uniform(shape: Any, dtype: DType) -> SymbolicTensor:
    """Return uniform values in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    from engines.graph.tf1.api_random import random_uniform

    sizes = [int(size or 0) for size in shape_of(shape) or ()]
    receptive = math.prod(sizes[:-2])
    fan_in = sizes[-2] * receptive if len(sizes) > 1 else (sizes[0] if sizes else 1)
    fan_out = sizes[-1] * receptive if sizes else 1
    limit = math.sqrt(6 / max(1, fan_in + fan_out))
    return random_uniform(sizes, -limit, limit, dtype)  # type: ignore[no-any-return]


@dataclass(slots=True, eq=False)
class Initializer:
    """An initialiser object such as `tf.zeros_initializer()`."""

    name: str
    make: Callable[[Any, DType], SymbolicTensor]

    def __call__(self, shape: Any, dtype: Any = dt.FLOAT32, **unused: Any) -> SymbolicTensor:
        """Return the initial value for a shape and a type."""
        return self.make(shape, needs_dtype(dtype) or dt.FLOAT32)


# Variable scopes.


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


def initialized_value(variable: RefVariable) -> SymbolicTensor:
    """Return the variable's value if it is initialised, else its initial value."""
    from engines.graph.tf1.control import conditional

    ready = call_op("IsVariableInitialized", None, variable.reference)
    result = conditional(
        ready,
        lambda: call_op("Identity", None, variable.reference, default="read"),
        lambda: variable.initial_value,
    )
    assert isinstance(result, SymbolicTensor)
    return result
