"""tf.map_fn, tf.scan, tf.foldl and tf.foldr: one function over the rows of a tensor."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert, name_scope
from engines.graph.tf1.control import (
    captured,
    flat,
    hidden_name,
    inside,
    loop_variables,
    shaped_like,
)
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.ops_control import listed
from engines.graph.tf1.ops_math import scalar
from engines.graph.tf1.ops_state import Execution
from engines.graph.tf1.registry import OpDef, register
from engines.graph.tf1.shapes import Shape

_STACKED = "TensorArrayStack/TensorArrayGatherV3"


def _rows(execution: Execution, op: Any, *values: Any) -> Any:
    """Run the body once a row; `mode` says what is kept: each result, each state, or the last."""
    attrs = op.attrs
    number, mode = attrs["number"], attrs["mode"]
    rows = [torch.unbind(value) for value in values[:number]]
    count = len(rows[0])
    order = list(range(count - 1, -1, -1) if attrs["reverse"] else range(count))
    state = list(values[number : number + attrs["states"]])
    kept: list[list[Any]] = []
    if mode != "map" and not state:
        state = [column[order[0]] for column in rows]
        kept.append(list(state))
        order = order[1:]
    for index in order:
        execution.memo.update(
            zip(attrs["entries"], (column[index] for column in rows), strict=True)
        )
        if mode != "map":
            execution.memo.update(zip(attrs["carried"], state, strict=True))
        execution.block(op, "body", attrs["context"], attrs["results"])
        state = [execution.memo[tensor] for tensor in attrs["results"]]
        kept.append(list(state))
    if mode == "fold":
        results = tuple(state)
    else:
        if attrs["reverse"]:
            kept.reverse()
        results = tuple(torch.stack(column) for column in zip(*kept, strict=True))
    return results if len(results) != 1 else results[0]


register(
    (OpDef("_Rows", "", scalar, dt.BOOL, _rows, stateful=True, takes_ref=True, outputs=listed),)
)


def _walk(
    mode: str, function: Any, elems: Any, initializer: Any, name: Any, default: str, result: str,
    reverse: bool,
) -> Any:  # fmt: skip
    if not callable(function):
        raise failure("TypeError", "fn must be callable.")
    with name_scope(name, default):
        columns = [convert(entry, None, "elems") for entry in flat(elems)]
        starts = [] if initializer is None else [convert(entry) for entry in flat(initializer)]
        count = columns[0].shape[0] if columns[0].shape else None
        shapes: list[Shape] = [
            None if column.shape is None else column.shape[1:] for column in columns
        ]
        with inside("while") as context:
            entries = loop_variables(columns, shapes, "while/TensorArrayReadV3")
            like = starts or columns
            state_shapes = [start.shape for start in starts] if starts else shapes
            carried = [] if mode == "map" else loop_variables(like, state_shapes, "while/Identity")
            entry = shaped_like(elems, iter(entries))
            pattern = elems if initializer is None else initializer
            built = (
                function(entry) if mode == "map"
                else function(shaped_like(pattern, iter(carried)), entry)
            )  # fmt: skip
            outputs = [convert(leaf) for leaf in flat(built)]
        needed, controls = captured(outputs, context)
        known = starts if mode != "map" else []
        specs = [
            (
                output.dtype.base,
                output.shape
                if mode == "fold"
                else (None if output.shape is None else (count, *output.shape)),
            )
            for output in outputs
        ]
        node = add_node(
            "_Rows", hidden_name(), (*columns, *known, *needed), outputs=specs, context=context,
            number=len(columns), states=len(known), entries=tuple(entries), carried=tuple(carried),
            results=tuple(outputs), mode=mode, reverse=reverse,
        )  # fmt: skip
        node.control_inputs += controls
        shown = [add_node("Exit", result, (tensor,)).outputs[0] for tensor in node.outputs]
    return shaped_like(built, iter(shown)) if isinstance(built, (list, tuple)) else shown[0]


@export("map_fn")
def map_fn(fn: Any, elems: Any, dtype: Any = None, parallel_iterations: Any = None,
           back_prop: Any = True, swap_memory: Any = False, infer_shape: Any = True,
           name: Any = None, fn_output_signature: Any = None) -> Any:  # fmt: skip
    """Return `fn` of each row, stacked."""
    result = _walk("map", fn, elems, None, name, "map", _STACKED, False)
    wanted = dt.find_dtype(dtype) if dtype is not None else None
    expected = wanted or (
        convert(elems).dtype.base if not isinstance(elems, (list, tuple)) else None
    )
    if isinstance(result, SymbolicTensor) and expected is not None and result.dtype != expected:
        raise failure(
            "InvalidArgumentError",
            f"TensorArray dtype is {expected.kernel} but Op is trying to write dtype"
            f" {result.dtype.kernel}.",
        )
    return result


@export("scan")
def scan(fn: Any, elems: Any, initializer: Any = None, parallel_iterations: Any = 10,
         back_prop: Any = True, swap_memory: Any = False, infer_shape: Any = True,
         reverse: Any = False, name: Any = None) -> Any:  # fmt: skip
    """Return every state of a running computation over the rows."""
    return _walk("scan", fn, elems, initializer, name, "scan", _STACKED, bool(reverse))


@export("foldl")
def foldl(fn: Any, elems: Any, initializer: Any = None, parallel_iterations: Any = 10,
          back_prop: Any = True, swap_memory: Any = False, name: Any = None) -> Any:  # fmt: skip
    """Return the last state of a running computation, first row first."""
    return _walk("fold", fn, elems, initializer, name, "foldl", "while/Exit_2", False)


@export("foldr")
def foldr(fn: Any, elems: Any, initializer: Any = None, parallel_iterations: Any = 10,
          back_prop: Any = True, swap_memory: Any = False, name: Any = None) -> Any:  # fmt: skip
    """Return the last state of a running computation, last row first."""
    return _walk("fold", fn, elems, initializer, name, "foldr", "while/Exit_2", True)
