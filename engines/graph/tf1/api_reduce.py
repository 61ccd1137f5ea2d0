"""tf functions that reduce: sums, extremes, norms and what clips by them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert, name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor

_REDUCTIONS = (
    ("reduce_sum math.reduce_sum", "Sum"),
    ("reduce_mean math.reduce_mean", "Mean"),
    ("reduce_prod math.reduce_prod", "Prod"),
    ("reduce_max math.reduce_max", "Max"),
    ("reduce_min math.reduce_min", "Min"),
    ("reduce_all math.reduce_all", "All"),
    ("reduce_any math.reduce_any", "Any"),
)


def reduction_axes_of(value: SymbolicTensor, axis: Any) -> Any:
    """Return the axes argument of a reduction: all of them when `axis` is None."""
    if axis is not None:
        return axis
    if value.shape is not None:
        return constant(np.arange(len(value.shape), dtype=np.int32))
    rank = add_node("Rank", "Rank", (value,))
    with name_scope(None, "range") as scope:
        start = constant(0, dt.INT32, "start")
        delta = constant(1, dt.INT32, "delta")
        return add_node("Range", scope, (start, rank.outputs[0], delta)).outputs[0]


def reduce(kind: str, value: Any, axis: Any, keep: Any, name: Any) -> SymbolicTensor:
    """Return a reduction over `axis` (all axes when None)."""
    tensor = convert(value, None, "input")
    axes = reduction_axes_of(tensor, axis)
    with name_scope(name, kind) as scope:
        axes = convert(axes, None, "reduction_indices", dt.INT32)
        if kind in ("All", "Any") and tensor.dtype.base is not dt.BOOL:
            raise failure(
                "TypeError",
                f"Expected bool passed to parameter 'input' of op '{kind}', got {tensor!r} of type"
                f" '{type(tensor).__name__}' instead. Error: Expected bool, but got {tensor!r} of"
                f" type '{type(tensor).__name__}'.",
            )
        return add_node(kind, scope, (tensor, axes), keep_dims=bool(keep)).outputs[0]


def _reduction(kind: str) -> Any:
    def reduction(
        input_tensor: Any,
        axis: Any = None,
        keepdims: Any = None,
        name: Any = None,
        reduction_indices: Any = None,
        keep_dims: Any = None,
    ) -> Any:
        where = reduction_indices if axis is None else axis
        return reduce(kind, input_tensor, where, keepdims or keep_dims, name)

    return reduction


for _names, _kind in _REDUCTIONS:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _reduction(_kind)))


def _arg(kind: str) -> Any:
    def arg(
        input: Any,  # noqa: A002 - TensorFlow's own parameter name
        axis: Any = None,
        name: Any = None,
        dimension: Any = None,
        output_type: Any = dt.INT64,
    ) -> Any:
        place = axis if axis is not None else dimension
        wanted = needs_dtype(output_type)
        return call_op(kind, name, input, 0 if place is None else place, output_type=wanted)

    return arg


for _name, _kind in (("argmax", "ArgMax"), ("argmin", "ArgMin")):
    for _prefix in ("", "math."):
        export_value(_prefix + _name, Builtin(_name, _arg(_kind)))


@export("cumsum", "math.cumsum")
def cumsum(x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False,
           name: Any = None) -> Any:  # fmt: skip
    """Return running sums along an axis."""
    return call_op("Cumsum", name, x, axis, exclusive=bool(exclusive), reverse=bool(reverse))


@export("cumprod", "math.cumprod")
def cumprod(x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False,
            name: Any = None) -> Any:  # fmt: skip
    """Return running products along an axis."""
    return call_op("Cumprod", name, x, axis, exclusive=bool(exclusive), reverse=bool(reverse))


@export("reduce_logsumexp", "math.reduce_logsumexp")
def reduce_logsumexp(input_tensor: Any, axis: Any = None, keepdims: Any = False, name: Any = None,
                     **unused: Any) -> Any:  # fmt: skip
    """Return log(sum(exp(x))) computed stably."""
    with name_scope(name, "ReduceLogSumExp"):
        value = convert(input_tensor)
        most = call_op("StopGradient", None, reduce("Max", value, axis, True, None))
        total = reduce("Sum", call_op("Exp", None, call_op("Sub", None, value, most)), axis,
                       keepdims, None)  # fmt: skip
        if not keepdims:
            most = reduce("Sum", most, axis, False, None)
        return call_op("AddV2", None, call_op("Log", None, total), most, default="add")


@export("norm", "linalg.norm")
def norm(tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: Any = None,  # noqa: A002
         name: Any = None, keep_dims: Any = None) -> Any:  # fmt: skip
    """Return the euclidean norm or the 1- or infinity-norm of a vector."""
    keep = bool(keepdims or keep_dims)
    with name_scope(name, "norm"):
        value = convert(tensor)
        if ord in ("euclidean", 2):
            squares = call_op("Mul", None, value, value, default="mul")
            total = call_op("Sqrt", None, reduce("Sum", squares, axis, True, None))
        elif ord == 1:
            total = reduce("Sum", call_op("Abs", None, value), axis, True, None)
        elif ord == np.inf:
            total = reduce("Max", call_op("Abs", None, value), axis, True, None)
        else:
            raise failure("ValueError", f"'ord' must be a supported vector norm, got {ord}")
        if keep:
            return total
        dims = [] if axis is None else list(axis) if isinstance(axis, (list, tuple)) else [axis]
        return call_op("Squeeze", None, total, squeeze_dims=dims)


@export("clip_by_norm")
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: Any = None) -> Any:
    """Return `t` scaled down so that its euclidean norm is at most `clip_norm`."""
    with name_scope(name, "clip_by_norm") as scope:
        value = convert(t, None, "t")
        squares = call_op("Mul", None, value, value, default="mul")
        total = reduce("Sum", squares, axes, True, None)
        positive = call_op("Greater", None, total, 0)
        safe = call_op("Select", None, positive, total, call_op("OnesLike", None, total))
        length = call_op("Select", None, positive, call_op("Sqrt", None, safe), total)
        scaled = call_op("Mul", None, value, clip_norm, default="mul")
        divisor = call_op("Maximum", None, length, clip_norm)
        result = call_op("RealDiv", None, scaled, divisor, default="truediv")
        return add_node("Identity", scope, (result,)).outputs[0]


@export("global_norm")
def global_norm(t_list: Any, name: Any = None) -> Any:
    """Return the euclidean norm of several tensors together."""
    with name_scope(name, "global_norm"):
        halves = [call_op("L2Loss", None, entry) for entry in t_list if entry is not None]
        packed = add_node("Pack", "stack", tuple(halves), axis=0).outputs[0]
        total = reduce("Sum", packed, None, False, None)
        twice = call_op("Mul", None, total, constant(2.0, total.dtype), default="mul")
        return call_op("Sqrt", "global_norm", twice)


@export("clip_by_global_norm")
def clip_by_global_norm(t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None) -> Any:
    """Return the tensors scaled together to a norm of at most `clip_norm`, and their norm."""
    length = global_norm(t_list, name) if use_norm is None else use_norm
    with name_scope(name, "clip_by_global_norm"):
        bound = call_op("Maximum", None, length, clip_norm)
        share = call_op("RealDiv", None, convert(clip_norm, None, "x", length.dtype), bound,
                        default="truediv")  # fmt: skip
        clipped = [
            None if entry is None else call_op("Mul", None, entry, share, default="mul")
            for entry in t_list
        ]
        return clipped, length
