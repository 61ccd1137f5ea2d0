"""tf functions about variables and collections."""

from __future__ import annotations

from typing import Any

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_index import boolean_mask
from engines.graph.tf1.build import add_node, call_op, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import (
    default_graph,
)
from engines.graph.tf1.variables import (
    GLOBAL,
    LOCAL,
    TRAINABLE,
    assigned,
    initializer_of,
)


def _assignment(kind: str) -> Any:
    def assignment(ref: Any, value: Any, validate_shape: Any = True, use_locking: Any = None,
                   name: Any = None) -> Any:  # fmt: skip
        return assigned(kind, ref, value, name, validate_shape=bool(validate_shape))

    return assignment


for _name, _kindname in (
    ("assign", "Assign"), ("assign_add", "AssignAdd"), ("assign_sub", "AssignSub"),
):  # fmt: skip
    export(_name)(_assignment(_kindname))


def _collection(name: str) -> Any:
    return lambda scope=None: [
        entry for entry in default_graph().collection(name)
        if scope is None or entry.name.startswith(scope)
    ]  # fmt: skip


for _name, _key in (
    ("global_variables", GLOBAL), ("all_variables", GLOBAL), ("trainable_variables", TRAINABLE),
    ("local_variables", LOCAL),
):  # fmt: skip
    export(_name)(_collection(_key))


def _initializer(collection: str, label: str) -> Any:
    def make() -> Any:
        return initializer_of(default_graph().collection(collection), label)

    return make


export("global_variables_initializer", "initialize_all_variables")(_initializer(GLOBAL, "init"))


export("local_variables_initializer")(_initializer(LOCAL, "init"))


@export("variables_initializer", "initialize_variables")
def variables_initializer(var_list: Any, name: Any = "init") -> Any:
    """Return the node that initialises some variables."""
    return initializer_of(list(var_list), name)


@export("is_variable_initialized")
def is_variable_initialized(variable: Any) -> Any:
    """Return whether a variable has a value, as a tensor."""
    return call_op("IsVariableInitialized", None, variable.reference)


@export("report_uninitialized_variables")
def report_uninitialized_variables(var_list: Any = None, name: Any = None) -> Any:
    """Return the names of the variables without a value."""
    from engines.graph.tf1.build import constant

    variables = default_graph().collection(GLOBAL) if var_list is None else list(var_list)
    with name_scope(name, "report_uninitialized_variables"):
        if not variables:
            return constant([], dt.STRING)
        ready = [is_variable_initialized(variable) for variable in variables]
        packed = add_node("Pack", "stack", tuple(ready), axis=0).outputs[0]
        names = constant([variable.op.name for variable in variables])
        return boolean_mask(names, call_op("LogicalNot", None, packed))


@export("get_collection")
def get_collection(key: Any, scope: Any = None) -> Any:
    """Return a collection of the default graph."""
    return default_graph().collection(key)


@export("add_to_collection")
def add_to_collection(name: Any, value: Any) -> None:
    """Add a value to a collection of the default graph."""
    default_graph().collect(name, value)
