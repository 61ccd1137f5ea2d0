"""Attributes of TensorFlow's objects: a closed table for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.syntax import words
from engines.graph.tf1.api_state import dependencies, tf_name_scope
from engines.graph.tf1.build import call_op
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.elements import element_of
from engines.graph.tf1.graph import Graph, Manager, Operation, SymbolicTensor, world
from engines.graph.tf1.session import Session, evaluated, performed
from engines.graph.tf1.shapes import Dimension, ShapeProblem, TensorShape, merge, shape_of
from engines.graph.tf1.train import ExponentialMovingAverage, Optimizer
from engines.graph.tf1.variable_scopes import VariableScope
from engines.graph.tf1.variables import RefVariable, assigned, initialized_value


def is_symbolic(value: Any) -> bool:
    """Return whether `value` is a tensor or a variable."""
    return isinstance(value, (SymbolicTensor, RefVariable))


def _tensor_attributes() -> dict[str, Callable[[SymbolicTensor], Any]]:
    return {
        "name": lambda t: t.name,
        "dtype": lambda t: t.dtype,
        "shape": lambda t: TensorShape(t.shape),
        "op": lambda t: t.op,
        "graph": lambda t: t.op.graph,
        "device": lambda t: t.op.device,
        "value_index": lambda t: t.index,
        "get_shape": lambda t: Builtin("get_shape", lambda: TensorShape(t.shape)),
        "set_shape": lambda t: Builtin("set_shape", lambda shape: _set_shape(t, shape)),
        "eval": lambda t: Builtin(
            "eval", lambda feed_dict=None, session=None: evaluated(t, feed_dict, session)
        ),
        "consumers": lambda t: Builtin("consumers", lambda: [
            op for op in t.op.graph.operations if t in op.inputs and not op.type.startswith("_")
        ]),
        "assign": lambda t: Builtin("assign", lambda value: assigned("Assign", t, value, None)),
    }  # fmt: skip


def _set_shape(tensor: SymbolicTensor, shape: Any) -> None:
    wanted = shape_of(shape)
    try:
        tensor.shape = merge(tensor.shape, wanted)
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None


def _variable_attributes() -> dict[str, Callable[[RefVariable], Any]]:
    def assigning(kind: str) -> Callable[[RefVariable], Any]:
        return lambda v: Builtin(
            kind,
            lambda value=None, use_locking=False, name=None, read_value=True, delta=None: assigned(
                kind, v, value if delta is None else delta, name
            ),
        )

    return {
        "name": lambda v: v.name,
        "op": lambda v: v.op,
        "dtype": lambda v: v.reference.dtype,
        "shape": lambda v: TensorShape(v.reference.shape),
        "graph": lambda v: v.op.graph,
        "device": lambda v: v.op.device,
        "trainable": lambda v: v.trainable,
        "initializer": lambda v: v.initializer,
        "initial_value": lambda v: v.initial_value,
        "get_shape": lambda v: Builtin("get_shape", lambda: TensorShape(v.reference.shape)),
        "assign": assigning("Assign"),
        "assign_add": assigning("AssignAdd"),
        "assign_sub": assigning("AssignSub"),
        "value": lambda v: Builtin("value", lambda: v.snapshot),
        "read_value": lambda v: Builtin(
            "read_value", lambda: call_op("Identity", None, v.reference)
        ),
        "initialized_value": lambda v: Builtin("initialized_value", lambda: initialized_value(v)),
        "eval": lambda v: Builtin(
            "eval", lambda session=None, feed_dict=None: evaluated(v.reference, feed_dict, session)
        ),
        "load": lambda v: Builtin("load", lambda value, session=None: _load(v, value, session)),
    }


def _load(variable: RefVariable, value: Any, session: Any) -> None:
    performed(variable.initializer, {variable.initial_value: value}, session)


def _operation_attributes() -> dict[str, Callable[[Operation], Any]]:
    return {
        "name": lambda o: o.name,
        "type": lambda o: o.type,
        "inputs": lambda o: o.inputs,
        "outputs": lambda o: list(o.outputs),
        "control_inputs": lambda o: list(o.control_inputs),
        "graph": lambda o: o.graph,
        "device": lambda o: o.device,
        "values": lambda o: Builtin("values", lambda: o.outputs),
        "run": lambda o: Builtin(
            "run", lambda feed_dict=None, session=None: performed(o, feed_dict, session)
        ),
    }


def _graph_attributes() -> dict[str, Callable[[Graph], Any]]:
    return {
        "as_default": lambda g: Builtin("as_default", lambda: _as_default(g)),
        "get_operations": lambda g: Builtin("get_operations", lambda: _visible(g)),
        "get_tensor_by_name": lambda g: Builtin(
            "get_tensor_by_name", lambda name: _tensor_named(g, name)
        ),
        "get_operation_by_name": lambda g: Builtin(
            "get_operation_by_name", lambda name: element_of(g, name)
        ),
        "get_collection": lambda g: Builtin("get_collection", lambda name: g.collection(name)),
        "finalize": lambda g: Builtin("finalize", lambda: setattr(g, "finalized", True)),
        "finalized": lambda g: g.finalized,
        "seed": lambda g: g.seed,
        "unique_name": lambda g: Builtin("unique_name", g.unique_name),
        "control_dependencies": lambda g: Builtin(
            "control_dependencies", lambda inputs: dependencies(g, inputs)
        ),
        "name_scope": lambda g: Builtin("name_scope", tf_name_scope),
    }


def _visible(graph: Graph) -> list[Operation]:
    return [op for op in graph.operations if not op.type.startswith("_")]


def _tensor_named(graph: Graph, name: Any) -> Any:
    if not isinstance(name, str):
        kind = type(name).__name__
        raise failure("TypeError", f"Tensor names are strings (or similar), not {kind}.")
    return element_of(graph, name, operations=False)


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


def _default_session(session: Session) -> Session:
    world().sessions.append(session)
    return session


def _joined(left: TensorShape, right: TensorShape) -> TensorShape:
    if left.sizes is None or right.sizes is None:
        return TensorShape(None)
    return TensorShape((*left.sizes, *right.sizes))


def _session_attributes() -> dict[str, Callable[[Session], Any]]:
    return {
        "run": lambda s: Builtin("run", s.run),
        "close": lambda s: Builtin("close", s.close),
        "graph": lambda s: s.graph,
        "as_default": lambda s: Builtin("as_default", lambda: Manager(
            lambda: _default_session(s),
            lambda: remove_last(world().sessions, s),
        )),
    }  # fmt: skip


ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    SymbolicTensor: _tensor_attributes(),
    RefVariable: _variable_attributes(),
    Operation: _operation_attributes(),
    Graph: _graph_attributes(),
    Session: _session_attributes(),
    TensorShape: {
        "as_list": lambda s: Builtin("as_list", lambda: _as_list(s)),
        "ndims": lambda s: None if s.sizes is None else len(s.sizes),
        "rank": lambda s: None if s.sizes is None else len(s.sizes),
        "dims": lambda s: None if s.sizes is None else [Dimension(size) for size in s.sizes],
        "num_elements": lambda s: Builtin("num_elements", lambda: _elements(s)),
        "is_fully_defined": lambda s: Builtin(
            "is_fully_defined", lambda: s.sizes is not None and None not in s.sizes
        ),
        "concatenate": lambda s: Builtin(
            "concatenate", lambda other: _joined(s, TensorShape(other))
        ),
    },
    Dimension: {"value": lambda d: d.value},
    DType: {
        "name": lambda d: d.name,
        "as_numpy_dtype": lambda d: d.numpy,
        "base_dtype": lambda d: d.base,
        "is_floating": lambda d: d.floating,
        "is_integer": lambda d: d.integer,
        "size": lambda d: np.dtype(d.numpy).itemsize,
    },
    VariableScope: {
        "name": lambda s: s.name,
        "reuse": lambda s: s.reuse,
        "original_name_scope": lambda s: s.original_name_scope,
        "reuse_variables": lambda s: Builtin("reuse_variables", s.reuse_variables),
    },
    Optimizer: {
        "minimize": lambda o: Builtin("minimize", o.minimize),
        "compute_gradients": lambda o: Builtin("compute_gradients", o.compute_gradients),
        "apply_gradients": lambda o: Builtin("apply_gradients", o.apply_gradients),
    },
    ExponentialMovingAverage: {
        "apply": lambda e: Builtin("apply", e.apply),
        "average": lambda e: Builtin("average", e.average),
        "average_name": lambda e: Builtin("average_name", e.average_name),
    },
}  # fmt: skip


def _as_list(shape: TensorShape) -> list[int | None]:
    if shape.sizes is None:
        raise failure("ValueError", "as_list() is not defined on an unknown TensorShape.")
    return list(shape.sizes)


def _elements(shape: TensorShape) -> int | None:
    if shape.sizes is None or None in shape.sizes:
        return None
    return int(np.prod([size or 0 for size in shape.sizes], dtype=np.int64))


# Attributes that the real objects have and snippets may not use: refused, not an AttributeError.
REAL: dict[type, frozenset[str]] = {
    SymbolicTensor: frozenset(words("ref experimental_ref is_tensor_like itemsize ndim")),
    RefVariable: frozenset(
        words(
            "constraint count_up_to experimental_ref from_proto handle is_initialized ref"
            " scatter_add scatter_sub scatter_update scatter_mul scatter_nd_add set_shape"
            " sparse_read synchronization to_proto aggregation"
        )
    ),
    Operation: frozenset(
        words("colocation_groups get_attr node_def op_def traceback node_def experimental_set_type")
    ),
    Graph: frozenset(
        words(
            "add_to_collection add_to_collections as_graph_def as_graph_element building_function"
            " clear_collection collections colocate_with container device get_all_collection_keys"
            " get_collection_ref get_name_scope gradient_override_map graph_def_versions"
            " is_feedable"
            " is_fetchable prevent_feeding prevent_fetching version switch_to_thread_local"
        )
    ),
    Session: frozenset(words("graph_def list_devices make_callable partial_run reset sess_str")),
    TensorShape: frozenset(
        words(
            "assert_has_rank assert_is_compatible_with as_proto is_compatible_with merge_with"
            " most_general_compatible_shape with_rank with_rank_at_least with_rank_at_most"
        )
    ),
    DType: frozenset(
        words(
            "as_datatype_enum is_bool is_complex is_compatible_with is_quantized is_unsigned limits"
            " max min real_dtype"
        )
    ),
    Optimizer: frozenset(words("get_name get_slot get_slot_names variables")),
}
