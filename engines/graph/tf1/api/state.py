"""tf functions about graphs, sessions, scopes and nodes without a value."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Namespace, TypeValue
from engines.graph.show import show
from engines.graph.syntax import words
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.debug import waiting
from engines.graph.tf1.api.get_variable import get_local_variable, get_variable
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import flat
from engines.graph.tf1.devices import placed
from engines.graph.tf1.elements import element_of
from engines.graph.tf1.exports import checked, export, export_value
from engines.graph.tf1.graph import (
    Controller,
    Graph,
    Manager,
    Operation,
    SymbolicTensor,
    default_graph,
    world,
)
from engines.graph.tf1.session import InteractiveSession, Session, default_session
from engines.graph.tf1.shapes import Dimension, TensorShape
from engines.graph.tf1.symbolic import no_iteration
from engines.graph.tf1.variable_scopes import current_scope, variable_scope
from engines.graph.tf1.variables import (
    AUTO_REUSE,
    GLOBAL,
    LOCAL,
    TRAINABLE,
    RefVariable,
    grouped,
    tf_variable,
)

_OPS = "tensorflow.python.framework.ops"
_SHAPES = "tensorflow.python.framework.tensor_shape"
_SESSION = "tensorflow.python.client.session"


TENSOR = TypeValue("SymbolicTensor", _OPS, (SymbolicTensor,))


OPERATION = TypeValue("Operation", _OPS, (Operation,))


_VARIABLES = "tensorflow.python.ops.ref_variable"
VARIABLE = TypeValue("RefVariable", _VARIABLES, (RefVariable,), checked("Variable", tf_variable))


GRAPH = TypeValue("Graph", _OPS, (Graph,), checked("Graph", Graph))


SESSION = TypeValue("Session", _SESSION, (Session,), checked("Session", Session))


INTERACTIVE = TypeValue(
    "InteractiveSession", _SESSION, (InteractiveSession,),
    checked("InteractiveSession", InteractiveSession),
)  # fmt: skip


SHAPE = TypeValue("TensorShape", _SHAPES, (TensorShape,), checked("TensorShape", TensorShape))


DIMENSION = TypeValue("Dimension", _SHAPES, (Dimension,), Dimension)


DTYPE = TypeValue("DType", "tensorflow.python.framework.dtypes", (dt.DType,))


TYPES = (TENSOR, OPERATION, VARIABLE, GRAPH, INTERACTIVE, SESSION, SHAPE, DIMENSION, DTYPE)


# What `tf.Tensor` and `tf.Variable` name are bases of the classes that objects have.
_TENSOR_BASE = TypeValue("Tensor", "tensorflow.python.framework.tensor", TENSOR.python)
_VARIABLE_BASE = TypeValue(
    "VariableV1", "tensorflow.python.ops.variable_v1", VARIABLE.python, VARIABLE.construct
)


for _name, _type in (
    ("Tensor", _TENSOR_BASE), ("Operation", OPERATION), ("Variable", _VARIABLE_BASE),
    ("Graph", GRAPH),
    ("Session", SESSION), ("InteractiveSession", INTERACTIVE), ("TensorShape", SHAPE),
    ("Dimension", DIMENSION), ("DType", DTYPE),
):  # fmt: skip
    export_value(_name, _type)


for _name, _kind in (*dt.BY_NAME.items(), ("half", dt.FLOAT16), ("double", dt.FLOAT64)):
    export_value(_name, _kind)
    export_value(f"dtypes.{_name}", _kind)
export_value("dtypes.DType", DTYPE)


export_value("AUTO_REUSE", AUTO_REUSE)


_OTHER_KEYS = words(
    "metric_variables model_variables summaries queue_runners asset_filepaths"
    " moving_average_variables regularization_losses concatenated_variables savers weights biases"
    " activations update_ops losses saveable_objects resources local_resources"
    " trainable_resource_variables init_op local_init_op ready_op ready_for_local_init_op"
    " summary_op global_step eval_step train_op cond_context while_context"
)


export_value("GraphKeys", Namespace("tensorflow.GraphKeys", {
    "GLOBAL_VARIABLES": GLOBAL, "TRAINABLE_VARIABLES": TRAINABLE, "LOCAL_VARIABLES": LOCAL,
    "TABLE_INITIALIZERS": "table_initializer", **{key.upper(): key for key in _OTHER_KEYS},
}))  # fmt: skip


@export("disable_v2_behavior", "disable_eager_execution")
def ignored(*unused: Any) -> None:
    """Do nothing: snippets are TensorFlow 1 already."""


export_value("logging.ERROR", 40)


export_value("logging.INFO", 20)


@export("executing_eagerly")
def executing_eagerly() -> bool:
    """Return False: graphs are deferred."""
    return False


@export("get_default_graph")
def get_default_graph() -> Any:
    """Return the graph that new nodes are added to."""
    return default_graph()


@export("reset_default_graph")
def reset_default_graph() -> None:
    """Replace the default graph by an empty one."""
    graphs = world().graphs
    if len(graphs) > 1:
        raise failure(
            "AssertionError", "Do not use tf.reset_default_graph() to clear nested graphs. If you"
            " need a cleared graph, exit the nesting and create a new graph.")  # fmt: skip
    graphs[0] = Graph()


@export("get_default_session")
def get_default_session() -> Any:
    """Return the innermost default session, or None."""
    return default_session()


@export("name_scope")
def tf_name_scope(name: Any, default_name: Any = None, values: Any = None) -> Manager:
    """Return the manager of `with tf.name_scope(...)`."""
    state: dict[str, Any] = {}

    def enter() -> str:
        graph = default_graph()
        opened, before = graph.open_scope(default_name if name is None else name)
        state.update(graph=graph, before=before)
        return opened

    def leave() -> None:
        state["graph"].scope = state["before"]

    return Manager(enter, leave)


export("variable_scope")(variable_scope)


@export("get_variable_scope")
def get_variable_scope() -> Any:
    """Return the open variable scope."""
    return current_scope()


@export("control_dependencies")
def control_dependencies(control_inputs: Any) -> Manager:
    """Return the manager of `with tf.control_dependencies(...)`."""
    return dependencies(default_graph(), control_inputs)


def dependencies(graph: Graph, control_inputs: Any) -> Manager:
    """Return the manager under which new nodes of `graph` wait for `control_inputs`."""
    if control_inputs is None:
        controller = Controller((), fresh=True)
    else:
        ops: dict[Operation, None] = {}
        for entry in _entries(control_inputs):
            found = element_of(graph, entry)
            ops[found.op if isinstance(found, SymbolicTensor) else found] = None
        controller = Controller(tuple(ops))
    return Manager(
        lambda: graph.controllers.append(controller), lambda: graph.controllers.remove(controller)
    )


def _entries(given: Any) -> Any:
    if isinstance(given, (list, tuple, set, dict, str)):
        return given
    if isinstance(given, SymbolicTensor) or is_variable(given):
        raise no_iteration()
    raise failure("TypeError", f"'{type(given).__name__}' object is not iterable")


@export("device")
def device(device_name: Any) -> Manager:
    """Return the manager of `with tf.device(...)`; everything runs on the CPU."""
    return device_scope(default_graph(), device_name)


def device_scope(graph: Graph, name: Any) -> Manager:
    """Return the manager under which new nodes of `graph` are placed on a device."""
    state: dict[str, str] = {}

    def enter() -> None:
        state["before"] = graph.device
        graph.device = placed(graph.device, name)

    def leave() -> None:
        graph.device = state["before"]

    return Manager(enter, leave)


export("get_variable")(get_variable)


export("get_local_variable")(get_local_variable)


@export("no_op")
def no_op(name: Any = None) -> Any:
    """Return a node that does nothing."""
    return add_node("NoOp", name or "NoOp", ())


@export("group")
def group(*inputs: Any, **kwargs: Any) -> Any:
    """Return a node that waits for others."""
    name = kwargs.pop("name", None)
    if kwargs:
        raise failure("ValueError", f"Unknown keyword arguments: {', '.join(kwargs)}")
    return grouped([_node_of(entry) for entry in flat(list(inputs))], name or "group_deps")


def _node_of(entry: Any) -> Operation:
    if isinstance(entry, Operation):
        return entry
    if isinstance(entry, SymbolicTensor) or is_variable(entry):
        op = entry.op
        assert isinstance(op, Operation)
        return op
    kind = f"<class '{type(entry).__name__}'>"
    raise failure(
        "TypeError",
        f"'inputs' should be zero or more (nested) Tensors. Received '{show(entry)}' with type"
        f" '{kind}'.",
    )


@export("tuple")
def tf_tuple(tensors: Any, name: Any = None, control_inputs: Any = None) -> Any:
    """Return the tensors, each available only when all are."""
    with name_scope(name, "tuple"):
        parts = [_part(entry) for entry in tensors]
        ops = [_node_of(part) for part in (*parts, *(control_inputs or ())) if part is not None]
        if not ops:
            raise failure(
                "ValueError", f"'tensors' must have at least one Tensor. Received: {show(parts)}."
            )
        gate = grouped(sorted(set(ops), key=lambda op: op.age), "group_deps")
        return [_gated(part, gate) for part in parts]


def _part(entry: Any) -> Any:
    kept = entry is None or isinstance(entry, Operation) or is_variable(entry)
    return entry if kept else convert(entry)


def _gated(part: Any, gate: Operation) -> Any:
    if isinstance(part, Operation):
        return grouped([gate, part], "group_deps")
    return None if part is None else waiting(convert(part), gate)
