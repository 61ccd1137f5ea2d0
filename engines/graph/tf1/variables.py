"""Variables and their initialisers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert, convert_arguments
from engines.graph.tf1.contexts import is_variable, name_scope, without_controls
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Controller, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import TensorShape, fully_known, shape_of

GLOBAL = "variables"


TRAINABLE = "trainable_variables"


LOCAL = "local_variables"


class ReuseMode:
    """What `tf.AUTO_REUSE` is: share a variable where it exists, else make it."""

    def __str__(self) -> str:
        return "_ReuseMode.AUTO_REUSE"

    def __repr__(self) -> str:
        return "<_ReuseMode.AUTO_REUSE: 1>"


AUTO_REUSE = ReuseMode()


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

    @property
    def dtype(self) -> DType:
        """The reference type of the variable."""
        return self.reference.dtype

    def __repr__(self) -> str:
        shape = TensorShape(self.reference.shape)
        return f"<tf.Variable '{self.name}' shape={shape} dtype={self.reference.dtype.name}>"


def make_variable(
    initial_value: Any = None,
    trainable: bool = True,
    collections: Any = None,
    validate_shape: bool = True,
    name: str | None = None,
    dtype: Any = None,
) -> RefVariable:
    """Return a new variable of the default graph."""
    if initial_value is None:
        raise failure("ValueError", "initial_value must be specified.")
    if collections is not None and not isinstance(collections, (list, tuple, set)):
        kind = f"<class '{type(collections).__name__}'>"
        raise failure(
            "ValueError",
            "collections argument to Variable constructor must be a list, tuple, or set. Got"
            f" {show(collections)} of type {kind}",
        )
    wanted = needs_dtype(dtype)
    with without_controls(), name_scope(name, "Variable") as scope:
        with _placed_with(scope[:-1] if callable(initial_value) else ""):
            if callable(initial_value):
                with name_scope("Initializer"):
                    initial = convert(initial_value(), wanted, "initial_value")
            else:
                initial = convert(initial_value, wanted, "initial_value")
                _check_outside(initial, scope)
            shape = initial.shape if validate_shape else None
            op = add_node("VariableV2", scope, (), shape=shape, dtype=initial.dtype.base)
        if validate_shape and not fully_known(shape):
            raise failure("ValueError", f"initial_value must have a shape specified: {initial}")
        with name_scope(scope):
            inputs = (op.outputs[0], _guarded(op.name, initial, {}))
            assign = add_node(
                "Assign", f"{scope}Assign/", inputs, validate_shape=validate_shape,
                use_locking=True,
            )  # fmt: skip
            with _placed_with(op.name):
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


@contextmanager
def _placed_with(name: str) -> Iterator[None]:
    graph = default_graph()
    before, graph.placed_with = graph.placed_with, name
    try:
        yield
    finally:
        graph.placed_with = before


def _check_outside(initial: SymbolicTensor, scope: str) -> None:
    if initial.op.context is not None:
        raise failure(
            "ValueError",
            f"Initializer for variable {scope} is from inside a control-flow construct, such as a"
            " loop or conditional. When creating a variable inside a loop or conditional, use a"
            " lambda as the initializer.",
        )


def tf_variable(
    initial_value: Any = None,
    trainable: Any = None,
    collections: Any = None,
    validate_shape: Any = True,
    caching_device: Any = None,
    name: Any = None,
    variable_def: Any = None,
    dtype: Any = None,
    expected_shape: Any = None,
    import_scope: Any = None,
    constraint: Any = None,
    use_resource: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
    shape: Any = None,
    **unused: Any,
) -> RefVariable:
    """Return what `tf.Variable(...)` makes; TensorFlow looks over keywords that it has not."""
    refuse_resource(use_resource)
    if shape is not None:
        raise CapReached("shape=", "`shape=` of tf.Variable is not supported")
    if constraint is not None and not callable(constraint):
        raise failure("ValueError", "The `constraint` argument must be a callable.")
    return make_variable(
        initial_value, trainable is None or bool(trainable), collections, bool(validate_shape),
        name, dtype,
    )  # fmt: skip


def refuse_resource(use_resource: Any) -> None:
    """Refuse resource variables, which are read and named otherwise than reference variables."""
    if use_resource:
        raise CapReached("use_resource=", "resource variables are not supported")


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


def referenced(target: Any, missing: str) -> SymbolicTensor:
    """Return the reference to a variable that an update changes.

    Raises AttributeError for plain tensors: TensorFlow asks them for the attribute `missing`.
    """
    reference = target.reference if is_variable(target) else target
    if not isinstance(reference, SymbolicTensor):
        kind = type(target).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute 'dtype'")
    if not reference.dtype.ref:
        kind = type(target).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute '{missing}'")
    return reference


def updated(
    kind: str, reference: SymbolicTensor, values: tuple[Any, ...], name: Any, **attrs: Any
) -> SymbolicTensor:
    """Return the output of an op of `kind` that changes the variable behind `reference`."""
    with name_scope(name, kind) as scope:
        inputs = convert_arguments(kind, (reference, *values))
        return add_node(kind, scope, inputs, **attrs).outputs[0]


def assigned(kind: str, target: Any, value: Any, name: Any, **attrs: Any) -> SymbolicTensor:
    """Return the output of an assignment of `kind` to a variable (or a reference to one)."""
    missing = {"AssignAdd": "assign_add", "AssignSub": "assign_sub"}.get(kind, "assign")
    attrs.setdefault("use_locking", kind == "Assign")
    return updated(kind, referenced(target, missing), (value,), name, **attrs)


def initializer_of(variables: list[Any], name: str) -> Operation:
    """Return the node that initialises `variables`."""
    return grouped([variable.initializer for variable in variables], name)


def grouped(ops: list[Operation], name: Any) -> Operation:
    """Return a node that does nothing but wait for `ops`."""
    graph = default_graph()
    graph.controllers.append(Controller(tuple(ops)))
    try:
        return add_node("NoOp", name, ())
    finally:
        graph.controllers.pop()


def glorot_uniform(shape: Any, dtype: DType) -> SymbolicTensor:
    """Return uniform values in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    from engines.graph.tf1.api.random import random_uniform

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
    dtype: DType = dt.FLOAT32

    def __call__(self, shape: Any, dtype: Any = None, **unused: Any) -> SymbolicTensor:
        """Return the initial value for a shape and a type."""
        return self.make(shape, needs_dtype(dtype) or self.dtype)


def initialized_value(variable: RefVariable) -> SymbolicTensor:
    """Return the variable's value if it is initialised, else its initial value."""
    from engines.graph.tf1.control import conditional

    with without_controls():
        ready = call_op("IsVariableInitialized", None, variable.reference)
        result = conditional(
            ready,
            lambda: call_op("Identity", None, variable.reference, default="read"),
            lambda: variable.initial_value,
        )
    assert isinstance(result, SymbolicTensor)
    return result
