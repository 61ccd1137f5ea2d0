"""Op table: inverses, determinants and factorisations of matrices."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.eliminate import (
    determinant,
    has_zero_pivot,
    inverse,
    log_determinant,
    solve,
)
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Kernel, Tensor, same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem

_NEWTON_STEPS = 30


def _at_least_matrix(shape: Shape) -> None:
    if shape is not None and len(shape) < 2:
        raise ShapeProblem(f"Shape must be at least rank 2 but is rank {len(shape)}")


def _square_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    _at_least_matrix(shape)
    if shape is None:
        return None
    rows, columns = shape[-2:]
    if rows is not None and columns is not None and rows != columns:
        raise ShapeProblem(f"Dimensions must be equal, but are {rows} and {columns}")
    side = columns if rows is None else rows
    return (*shape[:-2], side, side)


def _determinant_shape(op: Operation) -> Shape:
    shape = _square_shape(op)
    return None if shape is None else shape[:-2]


def _log_determinant_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    return [(op.inputs[0].dtype.base, _determinant_shape(op))] * 2


def _solve_shape(op: Operation) -> Shape:
    matrix, right = _square_shape(op), op.inputs[1].shape
    _at_least_matrix(right)
    if matrix is None or right is None:
        return right
    side, rows = matrix[-1], right[-2]
    if side is not None and rows is not None and side != rows:
        raise ShapeProblem(f"Dimensions must be equal, but are {side} and {rows}")
    return (*right[:-2], side if rows is None else rows, right[-1])


def _spend(value: Tensor) -> None:
    """Count the cost of a factorisation, which grows with the cube of the side."""
    if value.dim() >= 2:
        current_run().budget.spend(value.numel() * max(value.shape[-2:]) // 4_000)


def _check_square(value: Tensor, complaint: str = "Input matrix must be square.") -> None:
    if value.dim() < 2:
        raise KernelFailure(f"Input tensor 0 must have rank >= 2, got {value.dim()}")
    if value.shape[-1] != value.shape[-2]:
        raise KernelFailure(complaint)


def _on_square(function: Callable[[Operation, Tensor], Tensor]) -> Kernel:
    def kernel(op: Operation, value: Tensor) -> Tensor:
        _check_square(value)
        _spend(value)
        return function(op, value)

    return kernel


def _inverse(op: Operation, value: Tensor) -> Tensor:
    used = value.mH if op.attrs["adjoint"] else value
    if has_zero_pivot(used):
        raise KernelFailure("Input is not invertible.")
    return inverse(used)


def _determinant(op: Operation, value: Tensor) -> Tensor:
    return determinant(value)


def _square_root(op: Operation, value: Tensor) -> Tensor:
    """Return the principal square roots, by Newton's method in Denman and Beavers' form."""
    root, inverse_root = value.double(), torch.eye(value.shape[-1], dtype=torch.float64)
    inverse_root = inverse_root.expand_as(root)
    for _ in range(_NEWTON_STEPS):
        _spend(value)
        halves = torch.linalg.inv_ex(root).inverse, torch.linalg.inv_ex(inverse_root).inverse
        root, inverse_root = (root + halves[1]) / 2, (inverse_root + halves[0]) / 2
    return root.to(value.dtype)


def _log_determinant(op: Operation, value: Tensor) -> tuple[Tensor, Tensor]:
    _check_square(value)
    _spend(value)
    return log_determinant(value)


def _solve(op: Operation, matrix: Tensor, right: Tensor) -> Tensor:
    _check_square(matrix, "First input (lhs) must be a square matrix.")
    _check_right(matrix, right)
    _spend(matrix)
    used = matrix.mH if op.attrs["adjoint"] else matrix
    if has_zero_pivot(used):
        raise KernelFailure("Input matrix is not invertible.")
    return solve(used, right)


def _check_right(matrix: Tensor, right: Tensor) -> None:
    if right.dim() < 2:
        raise KernelFailure(f"Input tensor 1 must have rank >= 2, got {right.dim()}")
    if right.shape[-2] != matrix.shape[-1]:
        raise KernelFailure("Input matrix and rhs are incompatible.")


def _triangular_solve(op: Operation, matrix: Tensor, right: Tensor) -> Tensor:
    _check_square(matrix, "First input (lhs) must be a square matrix.")
    _check_right(matrix, right)
    _spend(matrix)
    lower, adjoint = op.attrs["lower"], op.attrs["adjoint"]
    side = torch.tril(matrix) if lower else torch.triu(matrix)
    used = side.mH if adjoint else side
    found: Tensor = torch.linalg.solve_triangular(used, right, upper=lower == adjoint)
    return found


def _cholesky(op: Operation, value: Tensor) -> Tensor:
    factor, failed = torch.linalg.cholesky_ex(torch.tril(value) + torch.tril(value, -1).mH)
    unknown = torch.tril(torch.full_like(factor, math.nan))
    return torch.where((failed > 0)[..., None, None], unknown, factor)


def _eigen_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind = _square_shape(op), op.inputs[0].dtype.base
    if shape is None:
        return [(kind, None), (kind, None)]
    return [(kind, shape[:-1]), (kind, shape if op.attrs["compute_v"] else (0,))]


def _eigen(op: Operation, value: Tensor) -> tuple[Tensor, Tensor]:
    _check_square(value)
    _spend(value)
    values, vectors = torch.linalg.eigh(value)
    return values, vectors if op.attrs["compute_v"] else value.new_zeros(0)


def _least(rows: int | None, columns: int | None) -> int | None:
    return None if rows is None or columns is None else min(rows, columns)


def _check_full(op: Operation, value: Tensor) -> None:
    """Check the size of the square factors that `full_matrices` asks for."""
    if op.attrs["full_matrices"]:
        for side in value.shape[-2:]:
            check_shape((*value.shape[:-2], side, side))


def _qr_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind = op.inputs[0].shape, op.inputs[0].dtype.base
    _at_least_matrix(shape)
    if shape is None:
        return [(kind, None), (kind, None)]
    *batch, rows, columns = shape
    if op.attrs["full_matrices"]:
        return [(kind, (*batch, rows, rows)), (kind, (*batch, rows, columns))]
    least = _least(rows, columns)
    return [(kind, (*batch, rows, least)), (kind, (*batch, least, columns))]


def _qr(op: Operation, value: Tensor) -> tuple[Tensor, Tensor]:
    _spend(value)
    _check_full(op, value)
    q, r = torch.linalg.qr(value, mode="complete" if op.attrs["full_matrices"] else "reduced")
    # Adding zero makes negative zeros positive, as TensorFlow's are.
    return q + 0.0, r + 0.0


def _svd_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    shape, kind = op.inputs[0].shape, op.inputs[0].dtype.base
    _at_least_matrix(shape)
    if shape is None:
        return [(kind, None)] * 3
    *batch, rows, columns = shape
    least = _least(rows, columns)
    if not op.attrs["compute_uv"]:
        return [(kind, (*batch, least)), (kind, (0,)), (kind, (0,))]
    full = op.attrs["full_matrices"]
    return [
        (kind, (*batch, least)),
        (kind, (*batch, rows, rows if full else least)),
        (kind, (*batch, columns, columns if full else least)),
    ]


def _svd(op: Operation, value: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    _spend(value)
    if not op.attrs["compute_uv"]:
        none = value.new_zeros(0)
        return torch.linalg.svdvals(value), none, none
    _check_full(op, value)
    u, s, v = torch.linalg.svd(value, full_matrices=op.attrs["full_matrices"])
    return s, u, v.mH


def _cross_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    if shape is not None and shape and shape[-1] not in (3, None):
        raise ShapeProblem(f"Dimension must be 3 but is {shape[-1]}")
    return shape


def _cross(op: Operation, left: Tensor, right: Tensor) -> Tensor:
    if left.shape != right.shape or left.dim() == 0 or left.shape[-1] != 3:
        raise KernelFailure(
            "Cross-products are only defined for 3-element vectors.", "FailedPreconditionError"
        )
    found: Tensor = torch.linalg.cross(left, right)
    return found


_FIRST = "input:T"

register(
    (
        OpDef("MatrixInverse", _FIRST, _square_shape, 0, _on_square(_inverse)),
        OpDef("MatrixDeterminant", _FIRST, _determinant_shape, 0, _on_square(_determinant)),
        OpDef("LogMatrixDeterminant", _FIRST, same_shape, 0, _log_determinant,
              outputs=_log_determinant_outputs),
        OpDef("MatrixSolve", "matrix:T rhs:T", _solve_shape, 0, _solve),
        OpDef("MatrixTriangularSolve", "matrix:T rhs:T", _solve_shape, 0, _triangular_solve),
        OpDef("Cholesky", _FIRST, _square_shape, 0, _on_square(_cholesky)),
        OpDef("MatrixSquareRoot", _FIRST, _square_shape, 0, _on_square(_square_root)),
        OpDef("MatrixExponential", _FIRST, _square_shape, 0,
              _on_square(lambda op, value: torch.linalg.matrix_exp(value))),
        OpDef("SelfAdjointEigV2", _FIRST, same_shape, 0, _eigen, outputs=_eigen_outputs),
        OpDef("Qr", _FIRST, same_shape, 0, _qr, outputs=_qr_outputs),
        OpDef("Svd", _FIRST, same_shape, 0, _svd, outputs=_svd_outputs),
        OpDef("Cross", "a:T b:T", _cross_shape, 0, _cross),
    )
)  # fmt: skip
