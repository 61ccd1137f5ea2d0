"""Op table: updates of some entries of a variable."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_elements
from engines.graph.scope import current_run
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.state import Execution, current_value, reference_type, store_value
from engines.graph.tf1.registry import OPS, KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, merge, show_shape

Tensor = torch.Tensor
Combine = Callable[[Any, Any], Any]


def _divide(old: Any, new: Any) -> Any:
    return torch.div(old, new, rounding_mode=None if old.dtype.is_floating_point else "trunc")


_COMBINE: dict[str, Combine] = {
    "Update": lambda old, new: new,
    "Add": lambda old, new: old + new,
    "Sub": lambda old, new: old - new,
    "Mul": lambda old, new: old * new,
    "Div": _divide,
    "Max": torch.maximum,
    "Min": torch.minimum,
}


def _scatter_shape(op: Operation) -> Shape:
    whole, indices, updates = (tensor.shape for tensor in op.inputs)
    if whole is not None and indices is not None and updates != ():
        merge(updates, indices + whole[1:])
    return whole


def _scattered(old: Any, places: list[int], rows: Any, combine: Combine) -> Any:
    """Return `old` with each row of `rows` combined into its place, one after the other."""
    current_run().budget.spend(len(places))
    result = old.copy() if isinstance(old, np.ndarray) else old.detach().clone()
    for number, place in enumerate(places):
        result[place] = combine(result[place], rows[number])
    return result


def _scatter(combine: Combine) -> Callable[..., Any]:
    def kernel(
        execution: Execution, op: Operation, reference: Any, indices: Tensor, updates: Any
    ) -> Any:
        old = current_value(reference)
        shape = (*indices.shape, *old.shape[1:])
        if tuple(updates.shape) not in (shape, ()):
            raise KernelFailure(
                "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [],"
                f" got updates.shape {show_shape(tuple(updates.shape))}, indices.shape"
                f" {show_shape(tuple(indices.shape))}, params.shape {show_shape(tuple(old.shape))}"
            )
        size = old.shape[0]
        places = indices.reshape(-1).tolist()
        for number, place in enumerate(places):
            if not 0 <= place < size:
                spot = np.unravel_index(number, tuple(indices.shape)) if indices.dim() else ()
                where = f"indices[{','.join(map(str, spot))}]" if spot else "indices"
                raise KernelFailure(f"{where} = {place} is not in [0, {size})")
        check_elements(prod(shape))
        rows = _rows(updates, shape, len(places), tuple(old.shape[1:]))
        return store_value(execution, op, _scattered(old, places, rows, combine))

    return kernel


def _rows(updates: Any, shape: tuple[int, ...], count: int, inner: tuple[int, ...]) -> Any:
    if isinstance(updates, np.ndarray):
        return np.broadcast_to(updates, shape).reshape(count, *inner)
    return updates.detach().expand(shape).reshape(count, *inner)


def _scatter_nd_shape(op: Operation) -> Shape:
    whole, indices, updates = (tensor.shape for tensor in op.inputs)
    if whole is None or indices is None or updates is None or indices[-1] is None:
        return whole
    outer, depth = len(indices) - 1, indices[-1]
    if depth > len(whole):
        raise ShapeProblem(f"Shape must be at least rank {depth} but is rank {len(whole)}")
    for name, left, right, about in (
        (f"[0,{outer}) of indices", indices[:outer], updates[:outer], f"[0,{outer}) of updates"),
        (f"[{depth},{len(whole)}) of input", whole[depth:], updates[outer:],
         f"[{outer},{len(updates)}) of updates"),
    ):  # fmt: skip
        try:
            merge(left, right)
        except ShapeProblem as problem:
            first = whole if name.endswith("input") else indices
            raise ShapeProblem(
                f"Dimensions {name}[shape={show_shape(first)}] = {show_shape(left)} must match"
                f" dimensions {about}[shape={show_shape(updates)}] = {show_shape(right)}:"
                f" {problem}"
            ) from None
    return whole


def _scatter_nd(combine: Combine) -> Callable[..., Any]:
    def kernel(
        execution: Execution, op: Operation, reference: Any, indices: Tensor, updates: Any
    ) -> Any:
        old = current_value(reference)
        depth = indices.shape[-1]
        outer, inner = tuple(old.shape[:depth]), tuple(old.shape[depth:])
        rows = indices.reshape(-1, depth).tolist() if depth else [[]] * prod(indices.shape[:-1])
        for number, row in enumerate(rows):
            if not all(0 <= place < size for place, size in zip(row, outer, strict=True)):
                spot = ", ".join(map(str, row))
                raise KernelFailure(
                    f"indices[{number}] = [{spot}] does not index into shape"
                    f" {show_shape(tuple(old.shape))}"
                )
        wanted = (*indices.shape[:-1], *inner)
        if tuple(updates.shape) != wanted:
            raise KernelFailure(
                f"updates of shape {show_shape(tuple(updates.shape))} do not fit indices of shape"
                f" {show_shape(tuple(indices.shape))}"
            )
        places = [int(np.ravel_multi_index(row, outer)) if row else 0 for row in rows]
        flat = old.reshape(prod(outer), *inner)
        changed = _scattered(flat, places, updates.reshape(len(rows), *inner), combine)
        return store_value(execution, op, changed.reshape(old.shape))

    return kernel


def _slice_assign(
    execution: Execution, op: Operation, reference: Any, begin: Any, end: Any, step: Any, value: Any
) -> Any:
    old = current_value(reference)
    numbers = torch.arange(prod(old.shape)).reshape(tuple(old.shape))
    places = OPS["StridedSlice"].kernel(op, numbers, begin, end, step)
    given, wanted = tuple(value.shape), tuple(places.shape)
    if given not in (wanted, ()):
        raise KernelFailure(
            f"Cannot broadcast input shape {show_shape(given)} into final shape"
            f" {show_shape(wanted)}"
        )
    rows = _rows(value, wanted, prod(wanted), ())
    flat = _scattered(old.reshape(-1), places.reshape(-1).tolist(), rows, _COMBINE["Update"])
    return store_value(execution, op, flat.reshape(old.shape))


def _count_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    if shape is not None and shape != ():
        raise ShapeProblem(f"Shape must be rank 0 but is rank {len(shape)}")
    return ()


def _count_up_to(execution: Execution, op: Operation, reference: Any) -> Any:
    old = current_value(reference).detach().clone()
    if int(old) >= op.attrs["limit"]:
        raise KernelFailure(f"Reached limit of {op.attrs['limit']}", "OutOfRangeError")
    store_value(execution, op, old + 1)
    return old


def _whole(op: Operation) -> Shape:
    return op.inputs[0].shape


def _changing(kind: str, arguments: str, shape: Any, kernel: Any, dtype: Any) -> OpDef:
    return OpDef(kind, arguments, shape, dtype, kernel, stateful=True, takes_ref=True)


register(
    (
        *(
            _changing(f"Scatter{name}", "ref:T indices:int32 updates:T", _scatter_shape,
                      _scatter(combine), reference_type)
            for name, combine in _COMBINE.items()
        ),
        *(
            _changing(f"ScatterNd{name}", "ref:T indices:int32 updates:T", _scatter_nd_shape,
                      _scatter_nd(_COMBINE[name]), reference_type)
            for name in ("Update", "Add", "Sub", "Max", "Min")
        ),
        _changing("StridedSliceAssign",
                  "ref:T begin:int32 end:int32 strides:int32 value:T", _whole,
                  _slice_assign, reference_type),
        _changing("CountUpTo", "ref:T", _count_shape, _count_up_to, 0),
    )
)  # fmt: skip
