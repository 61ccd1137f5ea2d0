"""Attributes of TensorFlow's objects: a closed table for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engines.graph.errors import failure, from_python
from engines.graph.scope import Builtin, TypeValue
from engines.graph.syntax import words
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.layers import Dense
from engines.graph.tf1.api.rnn_cells import Cell
from engines.graph.tf1.api.scatter import slice_assignment
from engines.graph.tf1.api.templates import TEMPLATE_ATTRIBUTES, Template
from engines.graph.tf1.api.tensor_arrays import TensorArray
from engines.graph.tf1.api.train import Optimizer
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.data.api import DATA_ATTRIBUTES
from engines.graph.tf1.data.queues import QUEUE_ATTRIBUTES, Queue
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Manager, SymbolicTensor, world
from engines.graph.tf1.graph_attributes import GRAPH_ATTRIBUTES, GRAPH_REAL, remove_last
from engines.graph.tf1.graph_def import GraphDef
from engines.graph.tf1.partial_runs import advance, set_up
from engines.graph.tf1.parts import row_attributes, sparse_attributes
from engines.graph.tf1.patterns import is_ours
from engines.graph.tf1.rows import ROWS
from engines.graph.tf1.session import Session, evaluated
from engines.graph.tf1.shape_assertions import SHAPE_ASSERTIONS, shape_assertion
from engines.graph.tf1.shapes import (
    Dimension,
    ShapeProblem,
    TensorShape,
    compatible,
    merge,
    shape_of,
)
from engines.graph.tf1.sparse import SparseTensor
from engines.graph.tf1.variable_attributes import VARIABLE_ATTRIBUTES, VARIABLE_REAL
from engines.graph.tf1.variables import RefVariable


def is_symbolic(value: Any) -> bool:
    """Return whether `value` is a tensor or a variable."""
    return isinstance(value, (SymbolicTensor, RefVariable))


def _array_method(name: str) -> Callable[[TensorArray], Any]:
    return lambda array: Builtin(name, getattr(array, name))


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
            op for op in t.op.graph.operations
            if t in op.inputs and not is_ours(op.type, op.name)
        ]),
        "assign": lambda t: Builtin("assign", slice_assignment(t)),
        **{name: _numpy_name(name) for name in words(
            "T astype ravel transpose reshape clip size tolist data")},
    }  # fmt: skip


_NUMPY_ADVICE = (
    "        If you are looking for numpy-related methods, please run the following:\n"
    "        tf.experimental.numpy.experimental_enable_numpy_behavior()\n      "
)


def _numpy_name(name: str) -> Callable[[SymbolicTensor], Any]:
    """Return the refusal of an attribute that arrays have and tensors have not."""

    def refuse(tensor: SymbolicTensor) -> Any:
        kind = type(tensor).__name__
        raise failure("AttributeError",
            f"{kind} object has no attribute '{name}'. \n{_NUMPY_ADVICE}")  # fmt: skip

    return refuse


def _set_shape(tensor: SymbolicTensor, shape: Any) -> None:
    wanted = shape_of(shape)
    try:
        tensor.shape = merge(tensor.shape, wanted)
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None


def _default_session(session: Session) -> Session:
    world().sessions.append(session)
    return session


def _ranked(shape: TensorShape, rank: int) -> None:
    if shape.sizes is not None:
        shape.with_rank(rank)


def _session_attributes() -> dict[str, Callable[[Session], Any]]:
    return {
        "run": lambda s: Builtin("run", s.run),
        "make_callable": lambda s: Builtin("make_callable", s.make_callable),
        "partial_run_setup": lambda s: Builtin("partial_run_setup", partial(set_up, s)),
        "partial_run": lambda s: Builtin("partial_run", partial(advance, s)),
        "close": lambda s: Builtin("close", s.close),
        "graph": lambda s: s.graph,
        "graph_def": lambda s: GraphDef(s.graph, len(s.graph.operations)),
        "as_default": lambda s: Builtin("as_default", lambda: Manager(
            lambda: _default_session(s),
            lambda: remove_last(world().sessions, s),
        )),
    }  # fmt: skip


ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    SymbolicTensor: _tensor_attributes(),
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
        "concatenate": lambda s: Builtin("concatenate", s.concatenate),
        "merge_with": lambda s: Builtin("merge_with", s.merge_with),
        "with_rank": lambda s: Builtin("with_rank", s.with_rank),
        "assert_has_rank": lambda s: Builtin("assert_has_rank", lambda rank: _ranked(s, rank)),
        **{name: shape_assertion(name) for name in SHAPE_ASSERTIONS},
        "is_compatible_with": lambda s: Builtin(
            "is_compatible_with", lambda other: compatible(s.sizes, shape_of(other))
        ),
    },
    TensorArray: {
        "dtype": lambda a: a.dtype,
        "flow": lambda a: a.flow,
        "element_shape": lambda a: TensorShape(a.element[0]),
        "size": lambda a: Builtin("size", a.length),
        **{
            name: _array_method(name)
            for name in words("write read stack gather concat unstack scatter split identity close")
        },
    },
    Dimension: {"value": lambda d: d.value},
    DType: {
        "name": lambda d: d.name,
        "as_numpy_dtype": lambda d: _OBJECT if d.base is dt.STRING else d.numpy,
        "base_dtype": lambda d: d.base,
        "is_floating": lambda d: d.floating,
        "is_integer": lambda d: d.integer,
        "is_bool": lambda d: d.base is dt.BOOL,
        "is_complex": lambda d: d.complex,
        "is_unsigned": lambda d: d.base.name.startswith("uint"),
        "is_quantized": lambda d: False,
        "is_numpy_compatible": lambda d: True,
        "real_dtype": lambda d: d.real,
        "min": lambda d: _bound(d, "min"),
        "max": lambda d: _bound(d, "max"),
        "limits": lambda d: (0, 1 if d.floating else _bound(d, "max")),
        "is_compatible_with": lambda d: Builtin(
            "is_compatible_with", lambda other: needs_dtype(other) in (d, d.base)
        ),
        "size": lambda d: 0 if d.base is dt.STRING else np.dtype(d.numpy).itemsize,
    },
    Optimizer: {
        "minimize": lambda o: Builtin("minimize", o.minimize),
        "compute_gradients": lambda o: Builtin("compute_gradients", o.compute_gradients),
        "apply_gradients": lambda o: Builtin("apply_gradients", o.apply_gradients),
        "get_name": lambda o: Builtin("get_name", o.get_name),
        "get_slot": lambda o: Builtin("get_slot", o.get_slot),
        "get_slot_names": lambda o: Builtin("get_slot_names", o.get_slot_names),
        "variables": lambda o: Builtin("variables", o.variables),
    },
}  # fmt: skip


ATTRIBUTES.update(GRAPH_ATTRIBUTES)
ATTRIBUTES.update(DATA_ATTRIBUTES)
ATTRIBUTES[Cell] = {
    "state_size": lambda c: c.state_size,
    "output_size": lambda c: c.output_size,
    "zero_state": lambda c: Builtin("zero_state", c.zero_state),
}
ATTRIBUTES[Dense] = {
    "kernel": lambda d: d.kernel,
    "bias": lambda d: d.bias,
    "units": lambda d: d.units,
    "name": lambda d: d.scope or d.given_name or "dense",
    "variables": lambda d: d.variables(),
    "trainable_variables": lambda d: d.variables() if d.trainable else [],
    "weights": lambda d: d.variables(),
}
ATTRIBUTES[Queue] = QUEUE_ATTRIBUTES
ATTRIBUTES[Template] = TEMPLATE_ATTRIBUTES
ATTRIBUTES.update(VARIABLE_ATTRIBUTES)
ATTRIBUTES[SparseTensor] = sparse_attributes()
ATTRIBUTES.update({kind: row_attributes(kind) for kind in ROWS})

_OBJECT: TypeValue = TypeValue("object")


def _bound(kind: DType, which: str) -> Any:
    try:
        return kind.bound(which)
    except TypeError as problem:
        raise from_python(problem) from None


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
    **GRAPH_REAL,
    **VARIABLE_REAL,
    SymbolicTensor: frozenset(words("ref experimental_ref is_tensor_like itemsize ndim")),
    Session: frozenset(words("list_devices reset sess_str")),
    TensorShape: frozenset(
        words(
            "assert_has_rank assert_is_compatible_with as_proto is_compatible_with merge_with"
            " most_general_compatible_shape with_rank with_rank_at_least with_rank_at_most"
        )
    ),
    DType: frozenset(words("as_datatype_enum")),
    Queue: frozenset(words("queue_ref from_list")),
}
