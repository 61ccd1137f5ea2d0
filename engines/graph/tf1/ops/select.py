"""Op table: choosing by condition."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, merge, show_shape


def _select_shape(op: Operation) -> Shape:
    condition = op.inputs[0].shape
    result = merge(op.inputs[1].shape, op.inputs[2].shape)
    if condition is None or not condition:
        return result
    if len(condition) > 1:
        return merge(result, condition)
    if result:
        merge(condition, result[:1])
    return result


def _select(op: Operation, condition: Tensor, left: Any, right: Any) -> Any:
    asked, first, second = tuple(condition.shape), tuple(left.shape), tuple(right.shape)
    if (len(asked) == 1 and len(first) > 1) or not asked:
        if first != second:
            raise KernelFailure("'then' and 'else' must have the same size.  but received:"
                                f" {show_shape(first)} vs. {show_shape(second)}")  # fmt: skip
        if asked and asked[0] != first[0]:
            raise KernelFailure("Number of batches of 'then' must match size of 'cond', but saw:"
                                f" {first[0]} vs. {asked[0]}")  # fmt: skip
        condition = condition.reshape(asked + (1,) * (len(first) - len(asked)))
    else:
        for index, sizes in ((1, first), (2, second)):
            if sizes != asked:
                raise KernelFailure(
                    "Inputs to operation Select of type Select must have the same size and shape. "
                    f" Input 0: {show_shape(asked)} != input {index}: {show_shape(sizes)}"
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


_SELECT = "condition:bool t:T e:T"


register(
    (
        OpDef("Select", _SELECT, _select_shape, 1, _select),
        OpDef("SelectV2", _SELECT, _select_broadcast_shape, 1, pure(torch.where)),
        OpDef("Where", "input:T", _where_shape, dt.INT64, pure(torch.argwhere)),
    )
)
