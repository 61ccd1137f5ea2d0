"""tf functions about variables and collections."""

from __future__ import annotations

from typing import Any

from engines.graph.operators import collect
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.index import boolean_mask
from engines.graph.tf1.api.scatter import slice_assignment
from engines.graph.tf1.build import add_node, call_op, constant
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import (
    SymbolicTensor,
    default_graph,
)
from engines.graph.tf1.variables import (
    GLOBAL,
    LOCAL,
    TRAINABLE,
    assigned,
    initializer_of,
    referenced,
)


def _assignment(kind: str) -> Any:
    def assignment(ref: Any, value: Any, validate_shape: Any = True, use_locking: Any = None,
                   name: Any = None) -> Any:  # fmt: skip
        if kind == "Assign" and isinstance(ref, SymbolicTensor) and not ref.dtype.ref:
            # TensorFlow leaves it to the value itself: slices of variables can be assigned to.
            return slice_assignment(ref)(value, name)
        return assigned(kind, ref, value, name, validate_shape=bool(validate_shape))

    return assignment


for _name, _kindname in (
    ("assign", "Assign"), ("assign_add", "AssignAdd"), ("assign_sub", "AssignSub"),
):  # fmt: skip
    export(_name)(_assignment(_kindname))


def _collection(name: str) -> Any:
    return lambda scope=None: default_graph().collection(name, scope)


for _name, _key in (
    ("global_variables", GLOBAL), ("all_variables", GLOBAL), ("trainable_variables", TRAINABLE),
    ("local_variables", LOCAL), ("model_variables", "model_variables"),
    ("moving_average_variables", "moving_average_variables"),
):  # fmt: skip
    export(_name)(_collection(_key))


def _initializer(collection: str) -> Any:
    return lambda: initializer_of(default_graph().collection(collection), "init")


for _names, _key in (
    (("global_variables_initializer", "initializers.global_variables"), GLOBAL),
    (("initialize_all_variables",), GLOBAL),
    (("local_variables_initializer", "initializers.local_variables"), LOCAL),
    (("initialize_local_variables",), LOCAL),
    (("tables_initializer", "initializers.tables_initializer"), "table_initializer"),
    (("initialize_all_tables",), "table_initializer"),
):
    export(*_names)(_initializer(_key))


@export("variables_initializer", "initializers.variables", "initialize_variables")
def variables_initializer(var_list: Any, name: Any = "init") -> Any:
    """Return the node that initialises some variables."""
    return initializer_of(collect(current_run(), var_list), name)


@export("is_variable_initialized")
def is_variable_initialized(variable: Any) -> Any:
    """Return whether a variable has a value, as a tensor."""
    return call_op("IsVariableInitialized", None, referenced(variable, "is_initialized"))


@export("report_uninitialized_variables")
def report_uninitialized_variables(
    var_list: Any = None, name: Any = "report_uninitialized_variables"
) -> Any:
    """Return the names of the variables without a value."""
    graph = default_graph()
    variables = graph.collection(GLOBAL) + graph.collection(LOCAL) if var_list is None else var_list
    with name_scope(name):
        ready = [is_variable_initialized(variable) for variable in variables]
        if not ready:
            return constant([], dt.STRING)
        packed = add_node("Pack", "stack", tuple(ready), axis=0).outputs[0]
        missing = call_op("LogicalNot", None, packed)
        return boolean_mask(constant([variable.op.name for variable in variables]), missing)


@export("get_collection")
def get_collection(key: Any, scope: Any = None) -> Any:
    """Return a collection of the default graph."""
    return default_graph().collection(key, scope)


@export("get_collection_ref")
def get_collection_ref(key: Any) -> Any:
    """Return the list of a collection itself."""
    return default_graph().collection_itself(key)


@export("add_to_collection")
def add_to_collection(name: Any, value: Any) -> None:
    """Add a value to a collection of the default graph."""
    default_graph().collect(name, value)


@export("add_to_collections")
def add_to_collections(names: Any, value: Any) -> None:
    """Add a value to one collection of the default graph, or to each of several."""
    for name in dict.fromkeys([names] if isinstance(names, str) else names):
        default_graph().collect(name, value)
