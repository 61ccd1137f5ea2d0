"""tf.map_fn, tf.scan, tf.foldl and tf.foldr: one function over the rows of a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.builtin_values import type_of
from engines.graph.errors import failure
from engines.graph.scope import current_run
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.control import (
    captured,
    flat,
    hidden_name,
    inside,
    same_structure,
    shaped_like,
)
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.ops.control import listed
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.rows import arrays_made, stacked
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.repeated import loop_variables
from engines.graph.tf1.shapes import Shape

_STACKED = "TensorArrayStack/TensorArrayGatherV3"


def _rows(execution: Execution, op: Any, *values: Any) -> Any:
    """Run the body once a row; `mode` says what is kept: each result, each state, or the last."""
    attrs = op.attrs
    number, mode = attrs["number"], attrs["mode"]
    rows = [value if is_text(value) else torch.unbind(value) for value in values[:number]]
    count = len(rows[0])
    order = list(range(count - 1, -1, -1) if attrs["reverse"] else range(count))
    state = list(values[number : number + attrs["states"]])
    kept: list[list[Any]] = []
    arrays_made(number + (len(attrs["results"]) if mode != "fold" else 0))
    if mode != "map" and not state:
        state = [row_of(column, order[0]) for column in rows]
        kept.append(list(state))
        order = order[1:]
    for index in order:
        execution.memo.update(
            zip(attrs["entries"], (row_of(column, index) for column in rows), strict=True)
        )
        if mode != "map":
            execution.memo.update(zip(attrs["carried"], state, strict=True))
        execution.block(op, "body", attrs["context"], attrs["results"])
        state = [execution.memo[tensor] for tensor in attrs["results"]]
        if mode == "map":
            _check_types(op)
        kept.append(list(state))
    if mode == "fold":
        results = tuple(state)
    else:
        if attrs["reverse"]:
            kept.reverse()
        results = tuple(
            stacked([entries[position] for entries in kept], kind)
            for position, (kind, _) in enumerate(attrs["outputs"])
        )
    return results if len(results) != 1 else results[0]


def is_text(value: Any) -> bool:
    """Return whether a run-time value holds strings."""
    return isinstance(value, np.ndarray)


def row_of(column: Any, index: int) -> Any:
    """Return one row; of strings as an array too, with no axis when there is one string."""
    row = column[index]
    if isinstance(row, (torch.Tensor, np.ndarray)):
        return row
    alone = np.empty((), dtype=object)
    alone[()] = row
    return alone


def _check_types(op: Any) -> None:
    attrs = op.attrs
    pairs = zip(attrs["results"], attrs["outputs"], strict=True)
    for tensor, (kind, _) in pairs:
        if tensor.dtype.base != kind:
            raise KernelFailure(
                f"TensorArray dtype is {kind.kernel} but Op is trying to write dtype"
                f" {tensor.dtype.base.kernel}."
            )


register(
    (OpDef("_Rows", "", scalar, dt.BOOL, _rows, stateful=True, takes_ref=True, outputs=listed),)
)


def _columns(mode: str, elems: Any) -> list[SymbolicTensor]:
    leaves = flat(elems)
    if not leaves:
        raise failure(
            "ValueError",
            "elems must be a Tensor or (possibly nested) sequence of Tensors. Got"
            f" {show(elems)}, which does not contain any Tensors.",
        )
    columns = [convert(leaf, None, "elems") for leaf in leaves]
    for column in columns:
        if column.shape == ():
            if mode == "map":
                raise failure(
                    "ValueError", "Elements in elems must be 1+ dimensional Tensors, not scalars"
                )
            raise failure("IndexError", "list index out of range")
    sizes = [column.shape[0] for column in columns if column.shape]
    known = [size for size in sizes if size is not None]
    for size in known:
        if size != known[0]:
            raise failure("ValueError", f"Dimensions {known[0]} and {size} are not compatible")
    return columns


def _walk(
    mode: str, function: Any, elems: Any, initializer: Any, name: Any, default: str, result: str,
    reverse: bool, wanted: Any = None,
) -> Any:  # fmt: skip
    if not callable(function):
        kind = type_of(current_run(), function).name
        raise failure("AttributeError", f"'{kind}' object has no attribute '__name__'")
    with name_scope(name, default):
        columns = _columns(mode, elems)
        starts = [] if initializer is None else [convert(leaf) for leaf in flat(initializer)]
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
            kinds = _result_types(mode, wanted, columns, elems, pattern, like, built)
            outputs = [convert(leaf) for leaf in flat(built)]
        needed, controls = captured(outputs, context)
        known = starts if mode != "map" else []
        specs = [
            (kind, output.shape if mode == "fold" else _stacked_shape(count, output.shape))
            for kind, output in zip(kinds, outputs, strict=True)
        ]
        node = add_node(
            "_Rows", hidden_name(), (*columns, *known, *needed), outputs=specs, context=context,
            number=len(columns), states=len(known), entries=tuple(entries), carried=tuple(carried),
            results=tuple(outputs), mode=mode, reverse=reverse,
        )  # fmt: skip
        node.control_inputs += controls
        shown = [add_node("Exit", _numbered(result, index), (tensor,)).outputs[0]
                 for index, tensor in enumerate(node.outputs)]  # fmt: skip
    return shaped_like(built, iter(shown))


def _numbered(name: str, index: int) -> str:
    """Return the name of a result: its own scope has a number, or the node itself has one."""
    first, slash, rest = name.partition("/")
    if first != "while" and index:
        return f"{first}_{index}{slash}{rest}"
    if first == "while":
        stem, _, number = name.rpartition("_")
        return f"{stem}_{int(number) + index}"
    return name


def _stacked_shape(count: int | None, shape: Shape) -> Shape:
    return None if shape is None else (count, *shape)


def _result_types(
    mode: str, wanted: Any, columns: list[SymbolicTensor], elems: Any, pattern: Any,
    like: list[SymbolicTensor], built: Any,
) -> list[dt.DType]:  # fmt: skip
    """Return the types of the results; raises where their nesting is not the one expected."""
    if mode != "map":
        same_structure(pattern, built)
        return [tensor.dtype.base for tensor in like]
    if wanted is None:
        same_structure(elems, built)
        return [column.dtype.base for column in columns]
    same_structure(wanted, built)
    return [needs_dtype(leaf) or columns[0].dtype.base for leaf in flat(wanted)]


@export("map_fn")
def map_fn(fn: Any, elems: Any, dtype: Any = None, parallel_iterations: Any = None,
           back_prop: Any = True, swap_memory: Any = False, infer_shape: Any = True,
           name: Any = None, fn_output_signature: Any = None) -> Any:  # fmt: skip
    """Return `fn` of each row, stacked."""
    wanted = dtype if fn_output_signature is None else fn_output_signature
    return _walk("map", fn, elems, None, name, "map", _STACKED, False, wanted)


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
