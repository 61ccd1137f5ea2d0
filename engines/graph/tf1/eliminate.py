"""Elimination with row exchanges in the order of operations of TensorFlow's own (Eigen's).

The last digits of an inverse or a determinant depend on that order. Small matrices without slopes
take this way; others are torch's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Array = np.ndarray[Any, Any]
Tensor = torch.Tensor
_LARGEST = 16


def is_small(value: Tensor) -> bool:
    """Return whether the matrices of `value` are worked out entry by entry here."""
    few = value.numel() <= 4 * _LARGEST * _LARGEST
    real = value.dtype in (torch.float32, torch.float64)
    return real and few and value.shape[-1] <= _LARGEST and not value.requires_grad


def factors(matrix: Array) -> tuple[Array, Array, float]:
    """Return the factors in one matrix, the order of its rows and the sign of that order."""
    lu = matrix.copy()
    side = len(lu)
    order = np.arange(side)
    sign = 1.0
    for step in range(side):
        pivot = step + int(np.argmax(np.abs(lu[step:, step])))
        if pivot != step:
            lu[[step, pivot]] = lu[[pivot, step]]
            order[[step, pivot]] = order[[pivot, step]]
            sign = -sign
        if lu[step, step] != 0:
            lu[step + 1 :, step] /= lu[step, step]
        lu[step + 1 :, step + 1 :] -= np.outer(lu[step + 1 :, step], lu[step, step + 1 :])
    return lu, order, sign


def has_zero_pivot(value: Tensor) -> bool:
    """Return whether elimination meets a pivot that is exactly zero."""
    if is_small(value):
        flat = value.reshape(-1, *value.shape[-2:]).numpy()
        return any((np.diagonal(factors(matrix)[0]) == 0).any() for matrix in flat)
    pivots = torch.linalg.lu_factor_ex(value.detach()).LU.diagonal(dim1=-2, dim2=-1)
    return bool((pivots == 0).any())


def _solved(matrix: Array, right: Array) -> Array:
    lu, order, _ = factors(matrix)
    found: Array = right[order].copy()
    side = len(lu)
    for row in range(1, side):
        found[row] -= _product(lu[row, :row], found[:row])
    for row in range(side - 1, -1, -1):
        if row < side - 1:
            found[row] -= _product(lu[row, row + 1 :], found[row + 1 :])
        found[row] *= lu.dtype.type(1) / lu[row, row]
    return found


def _product(row: Array, columns: Array) -> Array:
    total: Array = row[0] * columns[0]
    for factor, entries in zip(row[1:], columns[1:], strict=True):
        total = total + factor * entries
    return total


def _each(function: Callable[..., Any], *values: Tensor) -> Tensor:
    batch = values[0].shape[:-2]
    flat = [value.reshape(-1, *value.shape[-2:]).numpy() for value in values]
    with np.errstate(all="ignore"):
        entries = [torch.as_tensor(function(*parts)) for parts in zip(*flat, strict=True)]
    stacked = torch.stack(entries) if entries else values[-1]
    return stacked.reshape((*batch, *stacked.shape[1:])).to(values[0].dtype)


def solve(matrix: Tensor, right: Tensor) -> Tensor:
    """Return x of matrix @ x = right, both with the same batch axes; no pivot is zero."""
    if is_small(matrix) and not right.requires_grad and matrix.shape[:-2] == right.shape[:-2]:
        return _each(_solved, matrix, right)
    found: Tensor = torch.linalg.solve(matrix, right)
    return found


def inverse(value: Tensor) -> Tensor:
    """Return the inverses of square matrices none of whose pivots is zero."""
    if is_small(value):
        return _each(lambda matrix: _solved(matrix, np.eye(len(matrix), dtype=matrix.dtype)), value)
    found: Tensor = torch.linalg.inv(value)
    return found


def _log_determinant(matrix: Array) -> tuple[float, Array]:
    lu, _, sign = factors(matrix)
    diagonal = np.diagonal(lu)
    total = np.zeros((), dtype=lu.dtype)
    for entry in diagonal:
        total = total + np.log(np.abs(np.float64(entry))).astype(lu.dtype)
        sign = -sign if entry < 0 else sign
    return sign, total


def determinant(value: Tensor) -> Tensor:
    """Return the determinants: the exponentials of the sums of the pivots' logarithms."""

    def of(matrix: Array) -> Any:
        sign, total = _log_determinant(matrix)
        return np.asarray(sign * np.exp(np.float64(total)))

    return _each(of, value) if is_small(value) else torch.linalg.det(value)


def log_determinant(value: Tensor) -> tuple[Tensor, Tensor]:
    """Return the signs of the determinants and the logarithms of their sizes."""
    if not is_small(value):
        sign, size = torch.linalg.slogdet(value)
        return sign, size
    signs = _each(lambda matrix: np.asarray(_log_determinant(matrix)[0]), value)
    return signs, _each(lambda matrix: _log_determinant(matrix)[1], value)
