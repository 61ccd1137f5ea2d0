"""Attributes of variables and variable scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.syntax import words
from engines.graph.tf1.api.averages import ExponentialMovingAverage
from engines.graph.tf1.api.scatter import METHODS
from engines.graph.tf1.build import call_op
from engines.graph.tf1.session import Session, default_session, evaluated
from engines.graph.tf1.shapes import ShapeProblem, TensorShape, merge, shape_of
from engines.graph.tf1.slices import IndexedSlices
from engines.graph.tf1.variable_scopes import VariableScope
from engines.graph.tf1.variables import RefVariable, assigned, initialized_value


def _assigning(kind: str) -> Callable[[RefVariable], Any]:
    def assign(variable: RefVariable, value: Any, name: Any, read_value: Any) -> Any:
        result = assigned(kind, variable, value, name)
        return result if read_value else result.op

    if kind == "Assign":
        return lambda v: Builtin(
            "assign",
            lambda value, use_locking=False, name=None, read_value=True: assign(
                v, value, name, read_value
            ),
        )
    return lambda v: Builtin(
        "assign_add" if kind == "AssignAdd" else "assign_sub",
        lambda delta, use_locking=False, name=None, read_value=True: assign(
            v, delta, name, read_value
        ),
    )


def _load(variable: RefVariable, value: Any, session: Any) -> None:
    session = session or default_session()
    if session is None:
        raise failure(
            "ValueError",
            "Either session argument should be provided or default session should be established",
        )
    assert isinstance(session, Session)
    session.run(variable.initializer, {variable.initializer.inputs[1]: value})


def _set_shape(variable: RefVariable, shape: Any) -> None:
    wanted = shape_of(shape)
    for tensor in (variable.reference, variable.snapshot):
        try:
            tensor.shape = merge(tensor.shape, wanted)
        except ShapeProblem as problem:
            raise failure("ValueError", str(problem)) from None


def _variable_attributes() -> dict[str, Callable[[RefVariable], Any]]:
    return {
        "name": lambda v: v.name,
        "op": lambda v: v.op,
        "dtype": lambda v: v.reference.dtype,
        "shape": lambda v: TensorShape(v.reference.shape),
        "graph": lambda v: v.op.graph,
        "device": lambda v: v.op.device,
        "trainable": lambda v: v.trainable,
        "constraint": lambda v: None,
        "initializer": lambda v: v.initializer,
        "initial_value": lambda v: v.initial_value,
        "get_shape": lambda v: Builtin("get_shape", lambda: TensorShape(v.reference.shape)),
        "set_shape": lambda v: Builtin("set_shape", lambda shape: _set_shape(v, shape)),
        "assign": _assigning("Assign"),
        "assign_add": _assigning("AssignAdd"),
        "assign_sub": _assigning("AssignSub"),
        "value": lambda v: Builtin("value", lambda: v.snapshot),
        "read_value": lambda v: Builtin(
            "read_value", lambda: call_op("Identity", None, v.reference, default="read")
        ),
        "initialized_value": lambda v: Builtin("initialized_value", lambda: initialized_value(v)),
        "eval": lambda v: Builtin(
            "eval", lambda session=None: evaluated(v.reference, None, session)
        ),
        "load": lambda v: Builtin("load", lambda value, session=None: _load(v, value, session)),
        **METHODS,
    }


VARIABLE_ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    RefVariable: _variable_attributes(),
    IndexedSlices: {
        "values": lambda s: s.values,
        "indices": lambda s: s.indices,
        "dense_shape": lambda s: s.dense_shape,
        "name": lambda s: s.values.name,
        "dtype": lambda s: s.values.dtype,
        "op": lambda s: s.values.op,
        "graph": lambda s: s.values.op.graph,
        "shape": lambda s: TensorShape(s.shape),
    },
    VariableScope: {
        "name": lambda s: s.name,
        "reuse": lambda s: s.reuse,
        "initializer": lambda s: s.initializer,
        "regularizer": lambda s: s.regularizer,
        "dtype": lambda s: s.dtype,
        "original_name_scope": lambda s: s.original_name_scope,
        "reuse_variables": lambda s: Builtin("reuse_variables", s.reuse_variables),
        "set_initializer": lambda s: Builtin("set_initializer", s.set_initializer),
        "set_regularizer": lambda s: Builtin("set_regularizer", s.set_regularizer),
        "set_dtype": lambda s: Builtin("set_dtype", s.set_dtype),
        "get_collection": lambda s: Builtin("get_collection", s.get_collection),
        "trainable_variables": lambda s: Builtin("trainable_variables", s.trainable_variables),
        "global_variables": lambda s: Builtin("global_variables", s.global_variables),
        "local_variables": lambda s: Builtin("local_variables", s.local_variables),
    },
    ExponentialMovingAverage: {
        "name": lambda e: e.name,
        "apply": lambda e: Builtin("apply", e.apply),
        "average": lambda e: Builtin("average", e.average),
        "average_name": lambda e: Builtin("average_name", e.average_name),
        "variables_to_restore": lambda e: Builtin("variables_to_restore", e.variables_to_restore),
    },
}  # fmt: skip

VARIABLE_REAL: dict[type, frozenset[str]] = {
    RefVariable: frozenset(
        words(
            "aggregation batch_scatter_update experimental_ref from_proto gather_nd"
            " is_initialized ref sparse_read synchronization to_proto"
        )
    ),
    IndexedSlices: frozenset(words("device consumers")),
    VariableScope: frozenset(
        words(
            "caching_device constraint custom_getter get_variable partitioner set_caching_device"
            " set_custom_getter set_partitioner set_use_resource use_resource"
        )
    ),
}
