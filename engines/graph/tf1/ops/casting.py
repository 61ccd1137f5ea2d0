"""Op table: reading bits as another type, and limits between types."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.registry import OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem

# TensorFlow's own numbers of the types, which its complaint shows.
_NUMBERS = {
    "float32": 1, "float64": 2, "int32": 3, "uint8": 4, "int16": 5, "int8": 6, "string": 7,
    "complex64": 8, "int64": 9, "bool": 10, "bfloat16": 14, "uint16": 17, "complex128": 18,
    "float16": 19, "uint32": 22, "uint64": 23,
}  # fmt: skip


def _size(kind: DType) -> int:
    return int(np.dtype(kind.numpy).itemsize)


def _bits_shape(op: Operation) -> Shape:
    shape, given = op.inputs[0].shape, _size(op.inputs[0].dtype.base)
    wanted = _size(op.attrs["type"])
    if shape is None or given == wanted:
        return shape
    if given > wanted:
        return (*shape, given // wanted)
    ratio = wanted // given
    if not shape or shape[-1] not in (None, ratio):
        raise ShapeProblem(
            f"Cannot bitcast from {_NUMBERS[op.inputs[0].dtype.base.name]} to"
            f" {_NUMBERS[op.attrs['type'].name]} due"
            f" to shape. {shape[-1] if shape else 0} does not match {ratio}"
        )
    return shape[:-1]


def _bits(op: Operation, value: Tensor) -> Tensor:
    given, wanted = _size(op.inputs[0].dtype.base), _size(op.attrs["type"])
    if given < wanted:
        return value.contiguous().view(op.attrs["type"].torch).squeeze(-1)
    if given > wanted:
        value = value.unsqueeze(-1)
    return value.contiguous().view(op.attrs["type"].torch)


def limits_between(given: DType, wanted: DType) -> tuple[Any, Any]:
    """Return the least and the greatest value of `given` that `wanted` can hold."""
    low, high = _limits(given)
    least, most = _limits(wanted)
    kind = given.numpy
    bottom, top = kind(max(low, least)), kind(min(high, most))
    if float(bottom) < float(least):
        bottom = np.nextafter(bottom, kind(0), dtype=kind)
    if float(top) > float(most) or (given.floating and wanted.integer and int(top) > most):
        top = np.nextafter(top, kind(0), dtype=kind)
    return bottom, top


def _limits(kind: DType) -> tuple[Any, Any]:
    if kind.floating:
        facts = np.finfo(kind.numpy)
        return float(facts.min), float(facts.max)
    whole = np.iinfo(kind.numpy)
    return int(whole.min), int(whole.max)


def _clamped(op: Operation, value: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(value, low), high)


register(
    (
        OpDef("Bitcast", "input:T", _bits_shape, "type", _bits),
        OpDef("ClipByValue", "t:T clip_value_min:T clip_value_max:T", same_shape, 0, _clamped),
    )
)
