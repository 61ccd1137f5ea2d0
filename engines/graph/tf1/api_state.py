"""tf functions about graphs, sessions, scopes and nodes without a value."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Namespace, TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert, is_variable, name_scope
from engines.graph.tf1.exports import export, export_value
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
from engines.graph.tf1.variable_scopes import current_scope, get_variable, variable_scope
from engines.graph.tf1.variables import (
    AUTO_REUSE,
    GLOBAL,
    LOCAL,
    TRAINABLE,
    RefVariable,
    grouped,
    make_variable,
)

_OPS = "tensorflow.python.framework.ops"


_SHAPES = "tensorflow.python.framework.tensor_shape"


_SESSION = "tensorflow.python.client.session"


TENSOR = TypeValue("SymbolicTensor", _OPS, (SymbolicTensor,))


OPERATION = TypeValue("Operation", _OPS, (Operation,))


_VARIABLES = "tensorflow.python.ops.ref_variable"
VARIABLE = TypeValue("RefVariable", _VARIABLES, (RefVariable,), make_variable)


GRAPH = TypeValue("Graph", _OPS, (Graph,), Graph)


SESSION = TypeValue("Session", _SESSION, (Session,), Session)


INTERACTIVE = TypeValue("InteractiveSession", _SESSION, (InteractiveSession,), InteractiveSession)


SHAPE = TypeValue("TensorShape", _SHAPES, (TensorShape,), TensorShape)


DIMENSION = TypeValue("Dimension", _SHAPES, (Dimension,), Dimension)


DTYPE = TypeValue("DType", "tensorflow.python.framework.dtypes", (dt.DType,))


TYPES = (TENSOR, OPERATION, VARIABLE, GRAPH, INTERACTIVE, SESSION, SHAPE, DIMENSION, DTYPE)


for _name, _type in (
    ("Tensor", TENSOR), ("Operation", OPERATION), ("Variable", VARIABLE), ("Graph", GRAPH),
    ("Session", SESSION), ("InteractiveSession", INTERACTIVE), ("TensorShape", SHAPE),
    ("Dimension", DIMENSION), ("DType", DTYPE),
):  # fmt: skip
    export_value(_name, _type)


for _kind in dt.BY_NAME.values():
    export_value(_kind.name, _kind)


export_value("AUTO_REUSE", AUTO_REUSE)


export_value("GraphKeys", Namespace("tensorflow.GraphKeys", {
    "GLOBAL_VARIABLES": GLOBAL, "TRAINABLE_VARIABLES": TRAINABLE, "LOCAL_VARIABLES": LOCAL,
    "LOSSES": "losses", "SUMMARIES": "summaries", "GLOBAL_STEP": "global_step",
    "UPDATE_OPS": "update_ops", "REGULARIZATION_LOSSES": "regularization_losses",
}))  # fmt: skip


@export("disable_v2_behavior", "disable_eager_execution", "logging.set_verbosity")
def ignored(*unused: Any) -> None:
    """Do nothing: snippets are TensorFlow 1 already."""


export_value("logging.ERROR", 40)


export_value("logging.INFO", 20)


@export("executing_eagerly")
def executing_eagerly() -> bool:
    """Return False: graphs are deferred."""
    return False


@export("ConfigProto")
def config_proto(**unused: Any) -> None:
    """Return no configuration: there is one device."""
    return


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
        ops = []
        for entry in control_inputs:
            if is_variable(entry):
                entry = entry.reference
            if isinstance(entry, SymbolicTensor):
                entry = entry.op
            if not isinstance(entry, Operation):
                raise failure(
                    "TypeError",
                    f"Can not convert a {type(entry).__name__} into a Operation or Tensor.",
                )
            ops.append(entry)
        controller = Controller(tuple(dict.fromkeys(ops)))
    return Manager(lambda: graph.controllers.append(controller), lambda: _pop(graph, controller))


def _pop(graph: Graph, controller: Controller) -> None:
    graph.controllers.remove(controller)


@export("device")
def device(device_name: Any) -> Manager:
    """Return the manager of `with tf.device(...)`; everything runs on the CPU."""
    graph = default_graph()
    state: dict[str, str] = {}

    def enter() -> None:
        state["before"] = graph.device
        graph.device = _full_device(str(device_name)) if device_name else ""

    def leave() -> None:
        graph.device = state["before"]

    return Manager(enter, leave)


def _full_device(name: str) -> str:
    parts = name.strip("/").split(":")
    if parts[0].lower() in ("cpu", "gpu"):
        return f"/device:{parts[0].upper()}:{parts[1] if len(parts) > 1 else '0'}"
    return name


export("get_variable")(get_variable)


@export("no_op")
def no_op(name: Any = None) -> Any:
    """Return a node that does nothing."""
    return add_node("NoOp", name or "NoOp", ())


@export("group")
def group(*inputs: Any, **named: Any) -> Any:
    """Return a node that waits for others."""
    flat = [leaf for entry in inputs
            for leaf in (entry if isinstance(entry, (list, tuple)) else [entry])]  # fmt: skip
    ops = [entry.op if not isinstance(entry, Operation) else entry for entry in flat]
    return grouped(ops, named.get("name") or "group_deps")


@export("tuple")
def tf_tuple(tensors: Any, name: Any = None, control_inputs: Any = None) -> Any:
    """Return the tensors, each available only when all are."""
    with name_scope(name, "tuple"):
        parts = [convert(entry) for entry in tensors]
        gate = grouped([part.op for part in parts], "group_deps")
        graph = default_graph()
        graph.controllers.append(Controller((gate,)))
        try:
            return [add_node("Identity", "control_dependency", (part,)).outputs[0]
                    for part in parts]  # fmt: skip
        finally:
            graph.controllers.pop()


@export("Print")
def tf_print(input_: Any, data: Any, message: Any = None, first_n: Any = None,
             summarize: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return the input; what it prints goes to stderr and is not shown."""
    with name_scope(name, "Print") as scope:
        parts = tuple(convert(entry) for entry in data)
        return add_node("Print", scope, (convert(input_), *parts)).outputs[0]


@export("Assert", "debugging.Assert")
def tf_assert(condition: Any, data: Any, summarize: Any = None, name: Any = None) -> Any:
    """Return a node that fails unless the condition holds."""
    with name_scope(name, "Assert") as scope:
        parts = tuple(convert(entry) for entry in data)
        return add_node("Assert", scope, (convert(condition), *parts))
