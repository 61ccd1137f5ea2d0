"""What is known of a value while the graph is built."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.tf1.graph import Operation, SymbolicTensor
from engines.graph.tf1.registry import OPS, KernelFailure
from engines.graph.tf1.shapes import (
    Shape,
    ShapeProblem,
    count,
    fully_known,
)

_FOLDABLE_DEPTH = 30
_MOST_FOLDED = 200


def static_value(tensor: SymbolicTensor) -> Any:
    """Return the value of a tensor that is known while the graph is built (torch), else None."""
    return _known(tensor, 0, {})


def _known(tensor: SymbolicTensor, depth: int, found: dict[SymbolicTensor, Any]) -> Any:
    """Return the value of `tensor`; `found` keeps what is known of the tensors met so far."""
    if tensor not in found:
        found[tensor] = _worked_out(tensor, depth, found)
    return found[tensor]


def _worked_out(tensor: SymbolicTensor, depth: int, found: dict[SymbolicTensor, Any]) -> Any:
    op = tensor.op
    if op.type == "Const":
        return op.attrs["value"]
    if op.type in ("Shape", "Size", "Rank") and fully_known(op.inputs[0].shape):
        sizes = op.inputs[0].shape
        assert sizes is not None
        number = {"Shape": sizes, "Rank": len(sizes), "Size": count(sizes)}
        return torch.tensor(number[op.type], dtype=tensor.dtype.torch)
    definition = OPS[op.type]
    if op.type == "StridedSlice" and op.inputs[0].op.type == "Shape":
        return _sliced_shape(op)
    if definition.stateful or not op.inputs or depth > _FOLDABLE_DEPTH:
        return None
    values = [_known(source, depth + 1, found) for source in op.inputs]
    if any(value is None or isinstance(value, np.ndarray) for value in values):
        return None
    if any(value.numel() > 256 for value in values):
        return None
    try:
        result = definition.kernel(op, *values)
    except (KernelFailure, RuntimeError, IndexError):
        return None
    if isinstance(result, (tuple, list)):
        return result[tensor.index]
    return result


def is_constant(tensor: SymbolicTensor) -> bool:
    """Return whether a run gives `tensor` the same value each time, whatever is fed."""
    seen: set[Operation] = set()
    pending = [tensor.op]
    while pending:
        op = pending.pop()
        if op in seen:
            continue
        seen.add(op)
        if op.type == "Const":
            continue
        if OPS[op.type].stateful or not op.inputs or len(seen) > _MOST_FOLDED:
            return False
        pending.extend(source.op for source in op.inputs)
    return True


def _sliced_shape(op: Operation) -> Any:
    sizes = op.inputs[0].op.inputs[0].shape
    bounds = [static_value(source) for source in op.inputs[1:]]
    if sizes is None or any(bound is None or bound.numel() != 1 for bound in bounds):
        return None
    begin, end, step = (int(bound) for bound in bounds)
    if op.attrs["shrink_axis_mask"] & 1:
        if not -len(sizes) <= begin < len(sizes) or sizes[begin] is None:
            return None
        return torch.tensor(sizes[begin], dtype=torch.int32)
    part = slice(
        None if op.attrs["begin_mask"] & 1 else begin,
        None if op.attrs["end_mask"] & 1 else end,
        step,
    )
    taken = sizes[part]
    return None if None in taken else torch.tensor(taken, dtype=torch.int32)


def static_shape(tensor: SymbolicTensor) -> Shape:
    """Return what is known of the shape that a tensor of sizes will describe; -1 is unknown."""
    value = static_value(tensor)
    if value is not None:
        sizes = [int(size) for size in value.reshape(-1)]
        if any(size < -1 for size in sizes):
            wrong = next(size for size in sizes if size < -1)
            raise ShapeProblem(f"Invalid value in tensor used for shape: {wrong}")
        return tuple(None if size < 0 else size for size in sizes)
    op = tensor.op
    if op.type == "Shape":
        return op.inputs[0].shape
    if op.type in ("Cast", "Identity"):
        return static_shape(op.inputs[0])
    if op.type == "Pack" and (tensor.shape is None or len(tensor.shape) == 1):
        parts = [static_value(source) for source in op.inputs]
        return tuple(None if part is None or int(part) < 0 else int(part) for part in parts)
    if op.type == "ConcatV2":
        pieces = [static_shape(source) for source in op.inputs[:-1]]
        if any(piece is None for piece in pieces):
            return None
        return tuple(size for piece in pieces if piece is not None for size in piece)
    if tensor.shape is not None and len(tensor.shape) == 1 and tensor.shape[0] is not None:
        return (None,) * tensor.shape[0]
    return None
