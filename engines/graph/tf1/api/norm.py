"""tf functions of norms, and those that clip or scale by them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import expand_dims, stack
from engines.graph.tf1.api.filled import make_like
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import either, reduce
from engines.graph.tf1.api.shape import measured
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.slices import IndexedSlices

_MATRIX_ORDERS = ("euclidean", "fro", 1, 2, np.inf)


def _checked_axis(ord: Any, axis: Any) -> tuple[Any, bool]:  # noqa: A002
    """Return the axes of a norm and whether it is a matrix's. Raises the snippet's ValueError."""
    if isinstance(axis, (list, tuple)) and len(axis) == 2:
        if not all(isinstance(entry, int) for entry in axis) or axis[0] == axis[1]:
            raise failure(
                "ValueError",
                "'axis' must be None, an integer, or a tuple of 2 unique integers, got"
                f" {tuple(axis)}",
            )
        if ord not in _MATRIX_ORDERS:
            raise failure(
                "ValueError",
                "'ord' must be a supported matrix norm in ['euclidean', 'fro', 1, 2, inf], got"
                f" {ord}",
            )
        return tuple(axis), True
    if not (isinstance(axis, int) or axis is None):
        raise failure(
            "ValueError",
            f"'axis' must be None, an integer, or a tuple of 2 unique integers, got {axis}",
        )
    if ord != "euclidean" and (not isinstance(ord, (int, float)) or ord <= 0):
        raise failure("ValueError", f"'ord' must be a supported vector norm, got {ord}")
    return (None if axis is None else (axis,)), False


@export("norm", "linalg.norm")
def norm(tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: Any = None,  # noqa: A002
         name: Any = None, keep_dims: Any = None) -> Any:  # fmt: skip
    """Return the norm of vectors or matrices."""
    keep = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    axes, of_matrix = _checked_axis(ord, axis)
    with name_scope(name, "norm"):
        total = _norm(convert(tensor), ord, axes, of_matrix)
        if keep:
            return total
        return call_op("Squeeze", None, total, squeeze_dims=[] if axes is None else list(axes))


def _norm(value: SymbolicTensor, ord: Any, axes: Any, of_matrix: bool) -> SymbolicTensor:  # noqa: A002
    if of_matrix and ord == 2:
        return _longest_stretch(value, axes)
    if ord in ("euclidean", "fro", 2):
        squares = operate("Mul", "mul", value, value)
        return call_op("Sqrt", None, reduce("Sum", squares, axes, True, None))  # type: ignore[no-any-return]
    sizes = call_op("Abs", None, value)
    first = None if axes is None else axes[0]
    if ord == 1:
        total = reduce("Sum", sizes, first, True, None)
        return reduce("Max", total, axes[-1], True, None) if of_matrix else total
    if ord == np.inf:
        if of_matrix:
            sizes = reduce("Sum", sizes, axes[1], True, None)
        return reduce("Max", sizes, first, True, None)
    powers = reduce("Sum", call_op("Pow", None, sizes, ord), axes, True, None)
    return call_op("Pow", None, powers, 1.0 / ord)  # type: ignore[no-any-return]


def _longest_stretch(value: SymbolicTensor, axes: tuple[int, int]) -> SymbolicTensor:
    """Return the largest singular values, which is the 2-norm of matrices."""
    rank = len(value.shape or ())
    chosen = [axis % rank for axis in axes]
    order = [axis for axis in range(rank) if axis not in chosen] + chosen
    turned = call_op("Transpose", None, value, order, default="transpose")
    values = call_op("Svd", None, turned, compute_uv=False, full_matrices=False)[0]
    most = expand_dims(reduce("Max", call_op("Abs", None, values), -1, True, None), -1)
    back = [order.index(axis) for axis in range(rank)]
    return call_op("Transpose", None, most, back, default="transpose")  # type: ignore[no-any-return]


@export("clip_by_norm")
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: Any = None) -> Any:
    """Return `t` scaled down so that its euclidean norm is at most `clip_norm`."""
    if isinstance(t, IndexedSlices):
        return t.with_values(clip_by_norm(t.values, clip_norm, axes, name))
    with name_scope(name, "clip_by_norm") as scope:
        value = convert(t, None, "t")
        if isinstance(clip_norm, (int, float)):
            clip_norm = max(clip_norm, 0)
        else:
            clip_norm = cast(call_op("Maximum", None, clip_norm, 0), value.dtype.base)
        total = reduce("Sum", operate("Mul", "mul", value, value), axes, True, None)
        positive = call_op("Greater", None, total, 0)
        safe = call_op("Select", None, positive, total, make_like("ones", total))
        length = call_op("Select", None, positive, call_op("Sqrt", None, safe), total)
        scaled = operate("Mul", "mul", value, clip_norm)
        divisor = call_op("Maximum", None, length, clip_norm)
        return call_op("Identity", scope, operate("RealDiv", "truediv", scaled, divisor))


@export("clip_by_average_norm")
def clip_by_average_norm(t: Any, clip_norm: Any, name: Any = None) -> Any:
    """Return `t` scaled down so that its norm per entry is at most `clip_norm`."""
    with name_scope(name, "clip_by_average_norm") as scope:
        value = convert(t, None, "t")
        number = cast(measured("Size", value, None, dt.INT32), dt.FLOAT32)
        squares = reduce("Sum", operate("Mul", "mul", value, value), None, False, None)
        share = operate("Mul", "mul", call_op("Rsqrt", None, squares), number)
        bound = operate("RealDiv", "truediv", constant(1.0), clip_norm)
        scale = call_op("Minimum", None, share, bound)
        scaled = operate("Mul", "mul", operate("Mul", "mul", value, clip_norm), scale)
        return call_op("Identity", scope, scaled)


@export("global_norm", "linalg.global_norm")
def global_norm(t_list: Any, name: Any = None) -> Any:
    """Return the euclidean norm of several tensors together."""
    _needs_sequence(t_list)
    with name_scope(name, "global_norm"):
        halves = [call_op("L2Loss", None, _rows(entry)) for entry in t_list if entry is not None]
        total = reduce("Sum", stack(halves), None, False, None)
        twice = operate("Mul", "mul", total, constant(2.0, total.dtype))
        return call_op("Sqrt", "global_norm", twice)


def _needs_sequence(t_list: Any) -> None:
    if not isinstance(t_list, (list, tuple)):
        kind = current_run().language.type_of(t_list)
        raise failure("TypeError", f"`t_list` should be a sequence of tensors. Received {kind}.")


@export("clip_by_global_norm")
def clip_by_global_norm(t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None) -> Any:
    """Return the tensors scaled together to a norm of at most `clip_norm`, and their norm."""
    _needs_sequence(t_list)
    length = global_norm(t_list, name) if use_norm is None else convert(use_norm)
    with name_scope(name, "clip_by_global_norm") as scope:
        one = constant(1.0, length.dtype.base)
        share = call_op("Minimum", None, operate("RealDiv", "truediv", 1.0, length), operate(
            "RealDiv", "truediv", one, clip_norm))  # fmt: skip
        finite = operate("Mul", "mul", clip_norm, share)
        # The difference is 0 for a finite norm and makes all slopes nan for any other.
        scale = operate("AddV2", "add", finite, operate("Sub", "sub", length, length))
        clipped: list[Any] = []
        for index, entry in enumerate(t_list):
            if entry is None:
                clipped.append(None)
                continue
            scaled = operate("Mul", "mul", _rows(entry), scale)
            result = call_op("Identity", f"{scope}_{index}", scaled)
            clipped.append(
                entry.with_values(result) if isinstance(entry, IndexedSlices) else result
            )
        return clipped, length


def _rows(entry: Any) -> Any:
    return entry.values if isinstance(entry, IndexedSlices) else entry
