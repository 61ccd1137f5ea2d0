"""Op table: matrix products."""

from __future__ import annotations

import math

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, broadcast, show_shape
from engines.graph.tf1.summing import product

_MOST_MATRICES = 64


def _matmul_shape(op: Operation) -> Shape:
    left, right = op.inputs[0].shape, op.inputs[1].shape
    for shape in (left, right):
        if shape is not None and len(shape) != 2:
            raise ShapeProblem(f"Shape must be rank 2 but is rank {len(shape)}")
    rows, inner = _matrix(left, op.attrs["transpose_a"])
    other, columns = _matrix(right, op.attrs["transpose_b"])
    if inner is not None and other is not None and inner != other:
        raise ShapeProblem(f"Dimensions must be equal, but are {inner} and {other}")
    if left is None and right is None:
        return (None, None)
    return (rows, columns)


def _matrix(shape: Shape, transposed: bool) -> tuple[int | None, int | None]:
    if shape is None:
        return None, None
    return (shape[-1], shape[-2]) if transposed else (shape[-2], shape[-1])


def _account(left: Tensor, right: Tensor) -> None:
    """Count the cost of a product and check its size."""
    batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    rows, inner, columns = left.shape[-2], left.shape[-1], right.shape[-1]
    check_shape((*batch, rows, columns))
    current_run().budget.spend(math.prod(batch) * rows * inner * columns // 20_000)


def _matmul(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    _needs_matrices(left, right)
    flags = op.attrs["transpose_a"], op.attrs["transpose_b"]
    a, b = (side.t() if flag else side for side, flag in zip((left, right), flags, strict=True))
    if a.shape[1] != b.shape[0]:
        raise _misfit(left, right)
    _account(a, b)
    return product(left, right, *flags)


def _misfit(left: Tensor, right: Tensor) -> KernelFailure:
    return KernelFailure(
        f"Matrix size-incompatible: In[0]: {show_shape(tuple(left.shape))},"
        f" In[1]: {show_shape(tuple(right.shape))}"
    )


def _needs_matrices(left: Tensor, right: Tensor) -> None:
    for index, side in enumerate((left, right)):
        if side.dim() < 2:
            raise KernelFailure(f"In[{index}] ndims must be >= 2: {side.dim()}")


def _batch_shape(op: Operation) -> Shape:
    left, right = op.inputs[0].shape, op.inputs[1].shape
    if left is None or right is None:
        return None
    for shape in (left, right):
        if len(shape) < 2:
            raise ShapeProblem(f"Shape must be at least rank 2 but is rank {len(shape)}")
    rows, inner = _matrix(left, op.attrs["adj_x"])
    other, columns = _matrix(right, op.attrs["adj_y"])
    if inner is not None and other is not None and inner != other:
        raise ShapeProblem(f"Dimensions must be equal, but are {inner} and {other}")
    outer = broadcast(left[:-2], right[:-2])
    return None if outer is None else (*outer, rows, columns)


def _batch_matmul(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    _needs_matrices(left, right)
    flags = op.attrs["adj_x"], op.attrs["adj_y"]
    a, b = (side.mH if flag else side for side, flag in zip((left, right), flags, strict=True))
    try:
        outer = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    except ValueError:
        raise KernelFailure(
            f"In[0] and In[1] must have compatible batch dimensions:"
            f" {show_shape(tuple(left.shape))} vs. {show_shape(tuple(right.shape))}"
        ) from None
    if a.shape[-1] != b.shape[-2]:
        raise _misfit(left, right)
    _account(a, b)
    if math.prod(outer) > _MOST_MATRICES or left.is_complex():
        return torch.matmul(a, b)
    lefts, rights = (
        side.expand(*outer, *side.shape[-2:]).reshape(-1, *side.shape[-2:])
        for side in (left, right)
    )
    found = [product(x, y, *flags) for x, y in zip(lefts, rights, strict=True)]
    shape = (*outer, a.shape[-2], b.shape[-1])
    return torch.stack(found).reshape(shape) if found else left.new_zeros(shape)


register(
    (
        OpDef("MatMul", "a:T b:T", _matmul_shape, 0, _matmul),
        OpDef("BatchMatMulV2", "x:T y:T", _batch_shape, 0, _batch_matmul),
    )
)
