"""Attributes of the values that have several tensors as their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1.session import default_session
from engines.graph.tf1.shapes import ShapeProblem, TensorShape, merge, shape_of
from engines.graph.tf1.sparse import SparseTensor

Attributes = dict[str, Callable[[Any], Any]]


def row_attributes(kind: Any) -> Attributes:
    """Return the attributes of a row: its parts by name."""

    def part(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(row, name)

    table: Attributes = {name: part(name) for name in kind._fields}
    return table


def sparse_attributes() -> Attributes:
    """Return the attributes of a sparse tensor."""
    return {
        "indices": lambda s: s.indices,
        "values": lambda s: s.values,
        "dense_shape": lambda s: s.dense_shape,
        "shape": lambda s: TensorShape(s.shape),
        "dtype": lambda s: s.values.dtype,
        "op": lambda s: s.values.op,
        "graph": lambda s: s.indices.op.graph,
        "get_shape": lambda s: Builtin("get_shape", lambda: TensorShape(s.shape)),
        "set_shape": lambda s: Builtin("set_shape", lambda shape: _set_shape(s, shape)),
        "eval": lambda s: Builtin(
            "eval", lambda feed_dict=None, session=None: _evaluated(s, feed_dict, session)
        ),
    }


def _set_shape(tensor: SparseTensor, shape: Any) -> None:
    try:
        tensor.shape = merge(tensor.shape, shape_of(shape))
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None


def _evaluated(tensor: SparseTensor, feed_dict: Any, session: Any) -> Any:
    chosen = session or default_session()
    if chosen is None:
        raise ValueError("no default session")
    return chosen.run(tensor, feed_dict)
