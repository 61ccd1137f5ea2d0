"""Attributes of graphs and of their nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin, current_run
from engines.graph.syntax import words
from engines.graph.tf1.api.state import dependencies, device_scope, tf_name_scope
from engines.graph.tf1.elements import element_of
from engines.graph.tf1.graph import Graph, Manager, Operation, SymbolicTensor, world
from engines.graph.tf1.graph_def import GraphDef, NodeDef
from engines.graph.tf1.node_definition import attribute
from engines.graph.tf1.patterns import is_ours
from engines.graph.tf1.placing import groups, placed_beside
from engines.graph.tf1.session import performed


def _operation_attributes() -> dict[str, Callable[[Operation], Any]]:
    return {
        "name": lambda o: o.name,
        "type": lambda o: o.type,
        "inputs": lambda o: o.inputs,
        "outputs": lambda o: list(o.outputs),
        "control_inputs": lambda o: list(o.control_inputs),
        "graph": lambda o: o.graph,
        "device": lambda o: o.device,
        "colocation_groups": lambda o: Builtin("colocation_groups", lambda: groups(o)),
        "node_def": NodeDef,
        "get_attr": lambda o: Builtin("get_attr", lambda name: attribute(o, name)),
        "values": lambda o: Builtin("values", lambda: o.outputs),
        "run": lambda o: Builtin(
            "run", lambda feed_dict=None, session=None: performed(o, feed_dict, session)
        ),
    }


def _graph_attributes() -> dict[str, Callable[[Graph], Any]]:
    return {
        "as_default": lambda g: Builtin("as_default", lambda: _as_default(g)),
        "colocate_with": lambda g: Builtin(
            "colocate_with", lambda op, ignore_existing=False: placed_beside(g, op)
        ),
        "as_graph_def": lambda g: Builtin("as_graph_def", lambda: GraphDef(g, len(g.operations))),
        "as_graph_element": lambda g: Builtin(
            "as_graph_element",
            lambda obj, allow_tensor=True, allow_operation=True: element_of(
                g, obj, tensors=bool(allow_tensor), operations=bool(allow_operation)
            ),
        ),
        "get_operations": lambda g: Builtin("get_operations", lambda: visible(g)),
        "get_tensor_by_name": lambda g: Builtin(
            "get_tensor_by_name", lambda name: _tensor_named(g, name)
        ),
        "get_operation_by_name": lambda g: Builtin(
            "get_operation_by_name", lambda name: _operation_named(g, name)
        ),
        "finalize": lambda g: Builtin("finalize", lambda: setattr(g, "finalized", True)),
        "finalized": lambda g: g.finalized,
        "building_function": lambda g: False,
        "seed": lambda g: g.seed,
        "version": lambda g: len(visible(g)),
        "unique_name": lambda g: Builtin(
            "unique_name", lambda name, mark_as_used=True: g.unique_name(name, mark=mark_as_used)
        ),
        "get_name_scope": lambda g: Builtin("get_name_scope", lambda: g.scope),
        "control_dependencies": lambda g: Builtin(
            "control_dependencies", lambda control_inputs: dependencies(g, control_inputs)
        ),
        "device": lambda g: Builtin("device", lambda name: device_scope(g, name)),
        "name_scope": lambda g: Builtin("name_scope", tf_name_scope),
        "is_feedable": lambda g: Builtin("is_feedable", lambda tensor: tensor not in g.unfeedable),
        "prevent_feeding": lambda g: Builtin("prevent_feeding", g.unfeedable.add),
        "is_fetchable": lambda g: Builtin(
            "is_fetchable", lambda given: _operation_of(given) not in g.unfetchable
        ),
        "prevent_fetching": lambda g: Builtin("prevent_fetching", g.unfetchable.add),
        **_collection_attributes(),
    }


def _collection_attributes() -> dict[str, Callable[[Graph], Any]]:
    return {
        "collections": lambda g: _keys(g),
        "get_collection": lambda g: Builtin(
            "get_collection", lambda name, scope=None: g.collection(name, scope)
        ),
        "get_collection_ref": lambda g: Builtin("get_collection_ref", g.collection_itself),
        "get_all_collection_keys": lambda g: Builtin(
            "get_all_collection_keys",
            lambda: [key for key in _keys(g) if isinstance(key, str)],
        ),
        "add_to_collection": lambda g: Builtin(
            "add_to_collection", lambda name, value: g.collect(name, value)
        ),
        "add_to_collections": lambda g: Builtin(
            "add_to_collections", lambda names, value: _collect_in(g, names, value)
        ),
        "clear_collection": lambda g: Builtin("clear_collection", lambda name: _clear(g, name)),
    }


def _keys(graph: Graph) -> list[Any]:
    current_run().budget.spend(1 + len(graph.collections) // 2)
    return list(graph.collections)


def _collect_in(graph: Graph, names: Any, value: Any) -> None:
    for name in dict.fromkeys([names] if isinstance(names, str) else names):
        graph.collect(name, value)


def _clear(graph: Graph, name: Any) -> None:
    graph.check_open()
    graph.collections.pop(name, None)


def _operation_of(given: Any) -> Any:
    return given.op if isinstance(given, SymbolicTensor) else given


def visible(graph: Graph) -> list[Operation]:
    """Return the nodes that TensorFlow has too, in the order of their making."""
    current_run().budget.spend(1 + len(graph.operations) // 2)
    return [op for op in graph.operations if not is_ours(op.type, op.name)]


def _tensor_named(graph: Graph, name: Any) -> Any:
    if not isinstance(name, str):
        kind = type(name).__name__
        raise failure("TypeError", f"Tensor names are strings (or similar), not {kind}.")
    return element_of(graph, name, operations=False)


def _operation_named(graph: Graph, name: Any) -> Any:
    if not isinstance(name, str):
        kind = type(name).__name__
        raise failure("TypeError", f"Operation names are strings (or similar), not {kind}.")
    return element_of(graph, name, tensors=False)


def _as_default(graph: Graph) -> Manager:
    graphs = world().graphs

    def enter() -> Graph:
        graphs.append(graph)
        return graph

    return Manager(enter, lambda: remove_last(graphs, graph))


def remove_last(stack: list[Any], entry: Any) -> None:
    """Remove the last occurrence of `entry` from a stack, if it is there."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] is entry:
            del stack[index]
            return


GRAPH_ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    Graph: _graph_attributes(),
    Operation: _operation_attributes(),
    GraphDef: {"node": lambda d: d.nodes},
    NodeDef: {
        "name": lambda n: n.op.name,
        "op": lambda n: n.op.type,
        "input": lambda n: n.inputs,
        "device": lambda n: n.op.device,
    },
}

GRAPH_REAL: dict[type, frozenset[str]] = {
    Graph: frozenset(
        words(
            "container gradient_override_map graph_def_versions op_def_for_type"
            " switch_to_thread_local experimental_acd_manager create_op"
        )
    ),
    Operation: frozenset(words("op_def traceback experimental_set_type")),
    GraphDef: frozenset(words("versions library SerializeToString CopyFrom ByteSize")),
    NodeDef: frozenset(words("attr SerializeToString CopyFrom ByteSize")),
}
