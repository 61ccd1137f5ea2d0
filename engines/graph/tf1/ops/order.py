"""Op table: rank, order, search, and distinct entries."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, ranked_at_least, size_input
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem


def _top_k_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, size = ranked_at_least(op.inputs[0].shape, 1), size_input(op, 1)
    if shape is not None and shape[-1] is not None and size is not None and shape[-1] < size:
        raise ShapeProblem(f"input must have last dimension >= k = {size} but is {shape[-1]}")
    result = None if shape is None else (*shape[:-1], size)
    return [(op.inputs[0].dtype.base, result), (dt.INT32, result)]


def _top_k(op: Operation, value: Tensor, k: Tensor) -> Any:
    if int(k) < 0:
        raise KernelFailure(f"Need k >= 0, got {int(k)}")
    if not value.dim():
        raise KernelFailure("input must be >= 1-D, got shape []")
    if value.shape[-1] < int(k):
        raise KernelFailure(
            f"input must have at least k columns. Had {value.shape[-1]}, needed {int(k)}"
        )
    # A stable sort keeps the lower index first among equal values, as TensorFlow does.
    values, order = torch.sort(value, dim=-1, descending=True, stable=True)
    return values[..., : int(k)], order[..., : int(k)].to(torch.int32)


def _places(op: Operation) -> DType:
    kind: DType = op.attrs["out_idx"]
    return kind


def _unique_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    ranked(op.inputs[0].shape, 1)
    return [(op.inputs[0].dtype.base, (None,)), (_places(op), op.inputs[0].shape)]


def _counted_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = _places(op)
    return [(op.inputs[0].dtype.base, (None,)), (kind, op.inputs[0].shape), (kind, (None,))]


def _like(entries: list[Any], value: Any) -> Any:
    if isinstance(value, np.ndarray):
        made = np.empty(len(entries), dtype=object)
        made[:] = entries
        return made
    return torch.tensor(entries, dtype=value.dtype)


def _unique(op: Operation, value: Any) -> Any:
    return _counted(op, value)[:2]


def _counted(op: Operation, value: Any) -> Any:
    if len(value.shape) != 1:
        raise KernelFailure("unique expects a 1D vector.")
    counts: dict[Any, int] = {}
    for entry in value.tolist():
        counts[entry] = counts.get(entry, 0) + 1
    places = {entry: index for index, entry in enumerate(counts)}
    kind = _places(op).torch
    order = [places[entry] for entry in value.tolist()]
    return (
        _like(list(counts), value),
        torch.tensor(order, dtype=kind),
        torch.tensor(list(counts.values()), dtype=kind),
    )


def _difference_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    for tensor in op.inputs:
        ranked(tensor.shape, 1)
    return [(op.inputs[0].dtype.base, (None,)), (_places(op), (None,))]


def _difference(op: Operation, value: Any, gone: Any) -> Any:
    for label, given in (("x", value), ("y", gone)):
        if len(given.shape) != 1:
            raise KernelFailure(f"{label} should be a 1D vector.")
    unwanted = set(gone.tolist())
    kept = [(i, entry) for i, entry in enumerate(value.tolist()) if entry not in unwanted]
    order = torch.tensor([index for index, _ in kept], dtype=_places(op).torch)
    return _like([entry for _, entry in kept], value), order


def _bound(right: bool) -> Any:
    def kernel(op: Operation, line: Tensor, values: Tensor) -> Tensor:
        if line.shape[0] != values.shape[0]:
            raise KernelFailure("Leading dim_size of both tensors must match.")
        found = torch.searchsorted(line.contiguous(), values.contiguous(), right=right)
        return found.to(op.attrs["out_type"].torch)

    return kernel


def _second_shape(op: Operation) -> Shape:
    return op.inputs[1].shape


def _inversion_shape(op: Operation) -> Shape:
    return ranked(op.inputs[0].shape, 1)


def _inverted(op: Operation, order: Tensor) -> Tensor:
    seen: set[int] = set()
    for index in order.tolist():
        if not 0 <= index < order.numel():
            raise KernelFailure(f"{index} is not between 0 and {order.numel()}")
        if index in seen:
            raise KernelFailure(f"{index} is duplicated in the input.")
        seen.add(index)
    return torch.argsort(order).to(order.dtype)


register(
    (
        OpDef("TopKV2", "input:T k:int32", same_shape, 0, _top_k, outputs=_top_k_outputs),
        OpDef("Unique", "x:T", same_shape, 0, _unique, outputs=_unique_outputs),
        OpDef("UniqueWithCounts", "x:T", same_shape, 0, _counted, outputs=_counted_outputs),
        OpDef("ListDiff", "x:T y:T", same_shape, 0, _difference, outputs=_difference_outputs),
        OpDef("LowerBound", "sorted_inputs:T values:T", _second_shape, "out_type", _bound(False)),
        OpDef("UpperBound", "sorted_inputs:T values:T", _second_shape, "out_type", _bound(True)),
        OpDef("InvertPermutation", "x:T", _inversion_shape, 0, _inverted),
    )
)
