"""Sums and products in the order in which TensorFlow adds them, which decides the last digits.

TensorFlow's kernels (Eigen's) add eight float32 numbers at a time where they lie side by side and
there are at least eight, and one after the other elsewhere. Matrix products round once for a
product and its sum; products of a matrix and a vector round twice. Values that are large, or of
another type, are left to torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Array = np.ndarray[Any, Any]
Tensor = torch.Tensor
Slope = Callable[[Tensor, Tensor, Tensor], Tensor]
_LANES = {torch.float32: 8, torch.float64: 4}
_MOST = 1 << 16
# Sums start from +0.0, so that a sum of negative zeros is positive.
_ZERO = np.float32(0.0)


class _Valued(torch.autograd.Function):
    """The value of the second argument with the slope of the first."""

    @staticmethod
    def forward(ctx: Any, smooth: Tensor, value: Tensor) -> Tensor:
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> Any:
        return slopes[0], None


def valued(smooth: Callable[[], Tensor], value: Tensor, *sources: Tensor) -> Tensor:
    """Return `value`; where slopes are taken by a source they are those of `smooth()`."""
    if any(source.requires_grad for source in sources):
        return _Valued.apply(smooth(), value)  # type: ignore[no-any-return, no-untyped-call]
    return value


class _Graded(torch.autograd.Function):
    """A value with its own formula of the slope."""

    @staticmethod
    def forward(ctx: Any, source: Tensor, value: Tensor, slope: Slope) -> Tensor:
        result = value.clone()
        ctx.save_for_backward(source, result)
        ctx.slope = slope
        return result

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> Any:
        source, result = ctx.saved_tensors
        return ctx.slope(slopes[0], source, result), None, None


def graded(source: Tensor, value: Tensor, slope: Slope) -> Tensor:
    """Return `value`, a function of `source`.

    `slope` gives the slope by the source from the slope by the value, the source and the value.
    """
    if source.requires_grad:
        return _Graded.apply(source, value, slope)  # type: ignore[no-any-return, no-untyped-call]
    return value


def is_ordered(value: Tensor) -> bool:
    """Return whether sums over `value` are added in TensorFlow's order here."""
    return value.dtype in _LANES and 0 < value.numel() <= _MOST


def _in_order(values: Array, step: Any) -> Array:
    """Return the result over the last axis, one entry after the other."""
    found: Array = step.accumulate(values, axis=-1)[..., -1]
    return found


def _side_by_side(values: Array, step: Any) -> Array:
    """Return the result over the last axis, taken in lanes as neighbours in memory are."""
    lanes = 8 if values.dtype == np.float32 else 4
    length = values.shape[-1]
    rows = length // lanes
    if not rows:
        return _in_order(values, step)
    packets = values[..., : rows * lanes].reshape(*values.shape[:-1], rows, lanes)
    packets = np.moveaxis(packets, -2, -1)
    if rows >= 8:
        whole = rows // 4 * 4
        parts = [_in_order(packets[..., start:whole:4], step) for start in range(4)]
        packets = np.concatenate([np.stack(parts, axis=-1), packets[..., whole:]], axis=-1)
    found = _in_order(packets, step)
    while found.shape[-1] > 1:
        half = found.shape[-1] // 2
        found = step(found[..., :half], found[..., half:])
    found = found[..., 0]
    if length % lanes:
        found = step(found, _in_order(values[..., rows * lanes :], step))
    return found


def _reduced(values: Array, axes: list[int], step: Any) -> Array:
    """Return the result over `axes`; neighbouring axes of one kind count as one axis."""
    kinds: list[bool] = []
    sizes: list[int] = []
    for axis, size in enumerate(values.shape):
        gone = axis in axes
        if size == 1 and kinds:
            continue
        if kinds and kinds[-1] == gone:
            sizes[-1] *= size
        elif kinds and sizes[-1] == 1:
            kinds[-1], sizes[-1] = gone, size
            if len(kinds) > 1 and kinds[-2] == gone:
                kinds.pop()
                sizes[-2:] = [sizes[-2] * size]
        else:
            kinds.append(gone)
            sizes.append(size)
    whole = values.reshape(sizes)
    gone_axes = [axis for axis, gone in enumerate(kinds) if gone]
    if not gone_axes:
        return whole
    if gone_axes == [len(kinds) - 1]:
        return _side_by_side(whole, step)
    kept = [axis for axis, gone in enumerate(kinds) if not gone]
    turned = np.ascontiguousarray(whole.transpose(kept + gone_axes))
    turned = turned.reshape([sizes[axis] for axis in kept] + [-1])
    if len(kinds) > 3:
        return _side_by_side(turned, step)
    return _in_order(turned, step)


def reduced(value: Tensor, axes: list[int], keep: bool, step: Any) -> Tensor:
    """Return the sum (`np.add`) or product (`np.multiply`) over `axes` of a detached value."""
    array = value.detach().contiguous().numpy()
    with np.errstate(all="ignore"):
        found = _reduced(array, axes, step)
    if step is np.add and math.prod(array.shape[axis] for axis in axes) > 1:
        found = found + _ZERO
    shape = [
        1 if axis in axes else size
        for axis, size in enumerate(value.shape)
        if keep or axis not in axes
    ]
    return torch.from_numpy(np.ascontiguousarray(found).reshape(shape))


def total(value: Tensor, axes: list[int], keep: bool = False) -> Tensor:
    """Return the sum over `axes`."""
    if not is_ordered(value):
        return torch.sum(value, dim=axes, keepdim=keep, dtype=value.dtype)
    return valued(
        lambda: torch.sum(value, dim=axes, keepdim=keep), reduced(value, axes, keep, np.add), value
    )


def running(value: Tensor, axis: int, step: Any) -> Tensor:
    """Return running sums (`np.add`) or products (`np.multiply`) along an axis."""
    smooth = torch.cumsum if step is np.add else torch.cumprod
    if not is_ordered(value):
        return smooth(value, dim=axis).to(value.dtype)
    with np.errstate(all="ignore"):
        found = step.accumulate(value.detach().numpy(), axis=axis)
    if step is np.add:
        found = found + _ZERO
    return valued(lambda: smooth(value, dim=axis), torch.from_numpy(found), value)


class _Spread(torch.autograd.Function):
    """A value repeated along axes; its slope is summed over them in TensorFlow's order."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, shape: tuple[int, ...]) -> Tensor:
        ctx.shape = tuple(value.shape)
        return value.expand(shape).clone()

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> Any:
        slope = slopes[0]
        extra = slope.dim() - len(ctx.shape)
        axes = [
            axis
            for axis, size in enumerate(slope.shape)
            if axis < extra or (ctx.shape[axis - extra] == 1 and size != 1)
        ]
        return (total(slope, axes, True) if axes else slope).reshape(ctx.shape), None


def spread(value: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Return `value` broadcast to `shape` where slopes are taken by it, else itself."""
    if not value.requires_grad or tuple(value.shape) == shape or not math.prod(shape):
        return value
    return _Spread.apply(value, shape)  # type: ignore[no-any-return, no-untyped-call]


def _once_rounded(left: Array, right: Array) -> Array:
    found = left[:, :1] * right[:1]
    wide_left, wide_right = left.astype(np.float64), right.astype(np.float64)
    for inner in range(1, left.shape[1]):
        step = wide_left[:, inner : inner + 1] * wide_right[inner : inner + 1]
        found = (step + found).astype(np.float32)
    return found


def _matrix_product(left: Array, right: Array, ta: bool, tb: bool) -> Array:
    rows, inner, columns = left.shape[0], left.shape[1], right.shape[1]
    thin = 1 in (rows, inner, columns)
    if rows > 1 and columns > 1:
        found = _once_rounded(left, right)
    else:
        # A matrix whose rows lie along the sum is multiplied row by row, else column by column.
        along = tb if rows == 1 else not ta
        products = left[:, None, :] * right.T[None, :, :]
        found = _side_by_side(products, np.add) if along else _in_order(products, np.add)
    return found if thin and (ta or tb) else found + _ZERO


def product(left: Tensor, right: Tensor, ta: bool = False, tb: bool = False) -> Tensor:
    """Return the product of two matrices, each transposed before on demand."""
    a, b = (left.t() if ta else left), (right.t() if tb else right)
    work = a.shape[0] * a.shape[1] * b.shape[1]
    if left.dtype != torch.float32 or not 0 < work <= _MOST or a.shape[1] > 1024:
        return torch.matmul(a, b)
    if left.requires_grad or right.requires_grad:
        return _Product.apply(left, right, ta, tb)  # type: ignore[no-any-return, no-untyped-call]
    arrays = [np.ascontiguousarray(side.detach().numpy()) for side in (a, b)]
    with np.errstate(all="ignore"):
        return torch.from_numpy(_matrix_product(arrays[0], arrays[1], ta, tb))


class _Product(torch.autograd.Function):
    """A matrix product whose slopes are matrix products too, as TensorFlow builds them."""

    @staticmethod
    def forward(ctx: Any, left: Tensor, right: Tensor, ta: bool, tb: bool) -> Tensor:
        ctx.save_for_backward(left, right)
        ctx.flags = (ta, tb)
        return product(left.detach(), right.detach(), ta, tb)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> Any:
        left, right = ctx.saved_tensors
        slope = slopes[0]
        match ctx.flags:
            case (False, False):
                found = product(slope, right, tb=True), product(left, slope, ta=True)
            case (False, True):
                found = product(slope, right), product(slope, left, ta=True)
            case (True, False):
                found = product(right, slope, tb=True), product(left, slope)
            case _:
                found = product(right, slope, True, True), product(slope, left, True, True)
        return *found, None, None
