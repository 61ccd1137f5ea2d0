"""Op table: choosing by condition, segment, rank or value."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_array import Tensor
from engines.graph.tf1.ops_math import same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, merge, show_shape


def _select_shape(op: Operation) -> Shape:
    return merge(op.inputs[1].shape, op.inputs[2].shape)


def _select(op: Operation, condition: Tensor, left: Any, right: Any) -> Any:
    if left.shape != right.shape:
        raise KernelFailure(
            f"'then' and 'else' must have the same size.  but received:"
            f" {show_shape(tuple(left.shape))} vs. {show_shape(tuple(right.shape))}"
        )
    if condition.shape != left.shape:
        if condition.dim() == 1 and left.dim() and condition.shape[0] == left.shape[0]:
            condition = condition.reshape((-1,) + (1,) * (left.dim() - 1))
        elif condition.dim() != 0:
            raise KernelFailure(
                f"Expected 'then' to be a vector or 'condition' to match it: condition shape"
                f" {show_shape(tuple(condition.shape))} vs. {show_shape(tuple(left.shape))}"
            )
    if isinstance(left, np.ndarray):
        return np.where(condition.numpy(), left, right)
    return torch.where(condition, left, right)


def _select_broadcast_shape(op: Operation) -> Shape:
    from engines.graph.tf1.shapes import broadcast

    first = broadcast(op.inputs[1].shape, op.inputs[2].shape)
    return broadcast(op.inputs[0].shape, first)


def _where_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return (None, None) if shape is None else (None, len(shape))


def _segment_shape(op: Operation) -> Shape:
    data, segments, number = op.inputs[0].shape, op.inputs[1].shape, static_value(op.inputs[2])
    if data is None or segments is None:
        return None
    return (None if number is None else int(number), *data[len(segments) :])


def _segment_sum(op: Operation, data: Tensor, segments: Tensor, number: Tensor) -> Tensor:
    size = int(number)
    tail = data.shape[segments.dim() :]
    check_shape((size, *tail))
    flat = segments.reshape(-1).long()
    if flat.numel() and int(flat.max()) >= size:
        raise KernelFailure(
            f"segment_ids[{int(flat.argmax())}] = {int(flat.max())} is out of range [0, {size})"
        )
    kept = flat >= 0
    rows = data.reshape(-1, *tail)
    return torch.zeros((size, *tail), dtype=data.dtype).index_add(0, flat[kept], rows[kept])


def _sorted_segments_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    return None if shape is None else (None, *shape[1:])


def _sorted_segment_sum(op: Operation, data: Tensor, segments: Tensor) -> Tensor:
    size = int(segments[-1]) + 1 if segments.numel() else 0
    return _segment_sum(op, data, segments, torch.tensor(size))


def _top_k_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, k = op.inputs[0].shape, static_value(op.inputs[1])
    size = None if k is None else int(k)
    if shape is not None and shape[-1] is not None and size is not None and shape[-1] < size:
        raise ShapeProblem(f"input must have last dimension >= k = {size} but is {shape[-1]}")
    result = None if shape is None else (*shape[:-1], size)
    return [(op.inputs[0].dtype.base, result), (dt.INT32, result)]


def _top_k(op: Operation, value: Tensor, k: Tensor) -> Any:
    if value.shape[-1] < int(k):
        raise KernelFailure(
            f"input must have at least k columns. Had {value.shape[-1]}, needed {int(k)}"
        )
    # A stable sort keeps the lower index first among equal values, as TensorFlow does.
    values, order = torch.sort(value, dim=-1, descending=True, stable=True)
    return values[..., : int(k)], order[..., : int(k)].to(torch.int32)


def _unique_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    return [(op.inputs[0].dtype.base, (None,)), (dt.INT32, op.inputs[0].shape)]


def _unique(op: Operation, value: Tensor) -> Any:
    found = list(dict.fromkeys(value.tolist()))
    places = {entry: index for index, entry in enumerate(found)}
    order = [places[entry] for entry in value.tolist()]
    return torch.tensor(found, dtype=value.dtype), torch.tensor(order, dtype=torch.int32)


_SELECT = "condition:bool t:T e:T"


register(
    (
        OpDef("Select", _SELECT, _select_shape, 1, _select),
        OpDef("SelectV2", _SELECT, _select_broadcast_shape, 1, pure(torch.where)),
        OpDef("Where", "input:T", _where_shape, dt.INT64, pure(torch.argwhere)),
        OpDef("UnsortedSegmentSum", "data:T segment_ids:int32 num_segments:int32", _segment_shape,
              0, _segment_sum),
        OpDef("SegmentSum", "data:T segment_ids:int32", _sorted_segments_shape, 0,
              _sorted_segment_sum),
        OpDef("TopKV2", "input:T k:int32", same_shape, 0, _top_k, outputs=_top_k_outputs),
        OpDef("Unique", "x:T", same_shape, 0, _unique, outputs=_unique_outputs),
    )
)  # fmt: skip
