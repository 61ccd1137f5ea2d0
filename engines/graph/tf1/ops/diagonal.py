"""Op table: diagonals of tensors and of batches of matrices."""

from __future__ import annotations

import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, ranked_at_least, same_size
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, show_shape


def _check_matrix(value: Tensor) -> None:
    if value.dim() < 2:
        sizes = show_shape(tuple(value.shape))
        raise KernelFailure(f"input must be at least 2-dim, received shape: {sizes}")


def _diag_shape(op: Operation) -> Shape:
    shape = ranked_at_least(op.inputs[0].shape, 1)
    return None if shape is None else (*shape, *shape)


def _diag(op: Operation, value: Tensor) -> Tensor:
    sizes = tuple(value.shape)
    check_shape((*sizes, *sizes))
    return torch.diag_embed(value.reshape(-1)).reshape(*sizes, *sizes)


def _diag_part_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    if shape is None:
        return None
    if not shape or len(shape) % 2:
        raise ShapeProblem(f"Input must have even and non-zero rank, input rank is {len(shape)}")
    half = len(shape) // 2
    return tuple(map(same_size, shape[:half], shape[half:]))


def _diag_part(op: Operation, value: Tensor) -> Tensor:
    half = value.dim() // 2
    sizes = tuple(value.shape[:half])
    for axis, size in enumerate(sizes):
        if size != value.shape[half + axis]:
            raise KernelFailure(
                f"Invalid shape {show_shape(tuple(value.shape))}: dimensions {axis} and"
                f" {half + axis} do not match."
            )
    total = value.reshape(-1).numel()
    side = round(total**0.5)
    return value.reshape(side, side).diagonal().reshape(sizes)


def _matrix_diag_shape(op: Operation) -> Shape:
    shape = ranked_at_least(op.inputs[0].shape, 1)
    return None if shape is None else (*shape, shape[-1])


def _matrix_diag(op: Operation, value: Tensor, k: Tensor, *unused: Tensor) -> Tensor:
    check_shape((*value.shape, value.shape[-1]))
    return torch.diag_embed(value)


def _least(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else min(a, b)


def _part_shape(op: Operation) -> Shape:
    shape = ranked_at_least(op.inputs[0].shape, 2)
    return None if shape is None else (*shape[:-2], _least(shape[-2], shape[-1]))


def _part(op: Operation, value: Tensor, *unused: Tensor) -> Tensor:
    _check_matrix(value)
    return value.diagonal(dim1=-2, dim2=-1)


def _set_shape(op: Operation) -> Shape:
    shape = ranked_at_least(op.inputs[0].shape, 2)
    diagonal = op.inputs[1].shape
    if shape is None:
        return None if diagonal is None else (None,) * (len(diagonal) + 1)
    ranked(diagonal, len(shape) - 1)
    return shape


def _set(op: Operation, value: Tensor, diagonal: Tensor, k: Tensor) -> Tensor:
    _check_matrix(value)
    wanted = (*value.shape[:-2], min(value.shape[-2:]))
    if tuple(diagonal.shape) != wanted:
        raise KernelFailure(
            "Either first dimensions of diagonal don't match input.shape[:-2], or"
            " diagonal.shape[:-1] is not equal to the longests diagonal in range"
            " [lower_diag_index:upper_diag_index]."
        )
    return torch.diagonal_scatter(value, diagonal, dim1=-2, dim2=-1)


def _band(op: Operation, value: Tensor, lower: Tensor, upper: Tensor) -> Tensor:
    _check_matrix(value)
    rows, columns = value.shape[-2:]
    down, up = int(lower), int(upper)
    if down > rows:
        raise KernelFailure("num_lower must be negative or less or equal to number of rows"
                            f" ({rows}) got: {down}")  # fmt: skip
    if up > columns:
        raise KernelFailure("num_upper must be negative or less or equal to number of columns"
                            f" ({columns}) got: {up}")  # fmt: skip
    below = torch.arange(rows).reshape(-1, 1) - torch.arange(columns)
    kept = torch.ones(rows, columns, dtype=torch.bool)
    if down >= 0:
        kept &= below <= down
    if up >= 0:
        kept &= -below <= up
    return torch.where(kept, value, torch.zeros((), dtype=value.dtype))


register(
    (
        OpDef("Diag", "diagonal:T", _diag_shape, 0, _diag),
        OpDef("DiagPart", "input:T", _diag_part_shape, 0, _diag_part),
        OpDef("MatrixDiagV3", "diagonal:T k:int32! num_rows:int32! num_cols:int32!"
              " padding_value:T", _matrix_diag_shape, 0, _matrix_diag),
        OpDef("MatrixDiagPartV3", "input:T k:int32! padding_value:T", _part_shape, 0, _part),
        OpDef("MatrixSetDiagV3", "input:T diagonal:T k:int32!", _set_shape, 0, _set),
        OpDef("MatrixBandPart", "input:T num_lower:int32 num_upper:int32", same_shape, 0,
              _band),
    )
)  # fmt: skip
