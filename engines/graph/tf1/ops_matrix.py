"""Op table: matrix products."""

from __future__ import annotations

import torch

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_math import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, broadcast, show_shape


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


def _multiply(left: Tensor, right: Tensor) -> Tensor:
    cost = left.numel() * (right.shape[-1] if right.dim() else 1)
    current_run().budget.spend(cost // 20_000)
    check_shape((*left.shape[:-1], right.shape[-1]))
    return torch.matmul(left, right)


def _matmul(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    if left.dim() != 2:
        raise KernelFailure(
            f"In[0] and In[1] has different ndims: {show_shape(tuple(left.shape))} vs."
            f" {show_shape(tuple(right.shape))}"
            if left.dim() != right.dim()
            else f"In[0] ndims must be >= 2: {left.dim()}"
        )
    a = left.t() if op.attrs["transpose_a"] else left
    b = right.t() if op.attrs["transpose_b"] and right.dim() == 2 else right
    if right.dim() != 2 or a.shape[1] != b.shape[0]:
        if right.dim() != 2:
            raise KernelFailure(
                f"In[0] and In[1] has different ndims: {show_shape(tuple(left.shape))} vs."
                f" {show_shape(tuple(right.shape))}"
            )
        raise KernelFailure(
            f"Matrix size-incompatible: In[0]: {show_shape(tuple(left.shape))},"
            f" In[1]: {show_shape(tuple(right.shape))}"
        )
    return _multiply(a, b)


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
    a = left.transpose(-1, -2) if op.attrs["adj_x"] else left
    b = right.transpose(-1, -2) if op.attrs["adj_y"] else right
    if a.shape[-1] != b.shape[-2]:
        raise KernelFailure(
            f"Matrix size-incompatible: In[0]: {show_shape(tuple(left.shape))},"
            f" In[1]: {show_shape(tuple(right.shape))}"
        )
    return _multiply(a, b)


register(
    (
        OpDef("MatMul", "a:T b:T", _matmul_shape, 0, _matmul),
        OpDef("BatchMatMulV2", "x:T y:T", _batch_shape, 0, _batch_matmul),
    )
)
