"""tf functions that reduce along axes: sums, extremes, running sums and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import Raised, failure
from engines.graph.scope import Builtin
from engines.graph.show import show_repr
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.shape import measured
from engines.graph.tf1.build import add_node, call_op, constant, convert, convert_arguments
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import array_of, holds_tensors, needs_dtype
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


def either(new: str, value: Any, old: str, deprecated: Any) -> Any:
    """Return the argument that was given under its new or its old name, else None.

    Raises the snippet's ValueError when both were.
    """
    if deprecated is None:
        return value
    if value is not None:
        raise failure("ValueError", f"Cannot specify both '{old}' and '{new}'.")
    return deprecated


def reduction_axes_of(value: SymbolicTensor, axis: Any) -> Any:
    """Return the axes argument of a reduction: all of them when `axis` is None."""
    if axis is not None:
        return axis
    if value.shape is not None and len(value.shape):
        return constant(np.arange(len(value.shape), dtype=np.int32))
    rank = measured("Rank", value, None, dt.INT32)
    with name_scope(None, "range") as scope:
        start = constant(0, dt.INT32, "start")
        delta = constant(1, dt.INT32, "delta")
        return add_node("Range", scope, (start, rank, delta)).outputs[0]


_LOGICAL = ("All", "Any")


def _check_logical(kind: str, value: Any) -> None:
    """Raise the snippet's TypeError where the values of a Python list are not truth values."""
    if isinstance(value, SymbolicTensor) or is_variable(value) or holds_tensors(value):
        return
    try:
        array_of(value, dt.BOOL)
    except Raised as raised:
        if raised.error.kind.name != "TypeError":
            raise
        shown = f"{show_repr(value)} of type '{type(value).__name__}'"
        raise failure(
            "TypeError",
            f"Expected bool passed to parameter 'input' of op '{kind}', got {shown} instead."
            f" Error: {raised.error.message}",
        ) from None


def reduce(kind: str, value: Any, axis: Any, keep: Any, name: Any) -> SymbolicTensor:
    """Return a reduction over `axis` (all axes when None)."""
    if kind in _LOGICAL:
        _check_logical(kind, value)
    axes = reduction_axes_of(value, axis) if isinstance(value, SymbolicTensor) else axis
    if axes is None:
        value = convert(value)
        axes = reduction_axes_of(value, None)
    with name_scope(name, kind) as scope:
        tensor = convert_arguments(kind, (value, axes))
        reduced = add_node(kind, scope, tensor, keep_dims=bool(keep)).outputs[0]
    if axis is None and not keep:
        reduced.shape = ()
    return reduced


def _reduction(kind: str) -> Any:
    def reduction(
        input_tensor: Any,
        axis: Any = None,
        keepdims: Any = None,
        name: Any = None,
        reduction_indices: Any = None,
        keep_dims: Any = None,
    ) -> Any:
        where = either("axis", axis, "reduction_indices", reduction_indices)
        keep = either("keepdims", keepdims, "keep_dims", keep_dims)
        return reduce(kind, input_tensor, where, keep, name)

    return reduction


for _names, _kind in _REDUCTIONS:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _reduction(_kind)))


def _extreme_place(kind: str, value: Any, place: Any, name: Any, output_type: Any) -> Any:
    wanted = needs_dtype(output_type)
    return call_op(kind, name, value, 0 if place is None else place, output_type=wanted)


def _arg(kind: str) -> Any:
    def arg(
        input: Any,  # noqa: A002 - TensorFlow's own parameter name
        axis: Any = None,
        name: Any = None,
        dimension: Any = None,
        output_type: Any = dt.INT64,
    ) -> Any:
        place = either("axis", axis, "dimension", dimension)
        if kind == "ArgMax" and not (
            place is None or isinstance(place, (int, SymbolicTensor, np.ndarray, np.generic))
        ):
            raise failure("TypeError", "axis must be int or Tensor with integer datatype")
        return _extreme_place(kind, input, place, name, output_type)

    return arg


def _old_arg(kind: str) -> Any:
    def arg(
        input: Any,  # noqa: A002 - TensorFlow's own parameter name
        dimension: Any,
        output_type: Any = dt.INT64,
        name: Any = None,
    ) -> Any:
        return _extreme_place(kind, input, dimension, name, output_type)

    return arg


for _name, _kind in (("argmax", "ArgMax"), ("argmin", "ArgMin")):
    for _prefix in ("", "math."):
        export_value(_prefix + _name, Builtin(_name, _arg(_kind)))
    _old = f"{_name[:3]}_{_name[3:]}"
    export_value(_old, Builtin(_old, _old_arg(_kind)))


def _running(kind: str) -> Any:
    def running(x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False,
                name: Any = None) -> Any:  # fmt: skip
        return call_op(kind, name, x, axis, exclusive=bool(exclusive), reverse=bool(reverse))

    return running


for _names, _kind in (
    ("cumsum math.cumsum", "Cumsum"), ("cumprod math.cumprod", "Cumprod"),
    ("math.cumulative_logsumexp", "CumulativeLogsumexp"),
):  # fmt: skip
    for _name in _names.split():
        export_value(_name, Builtin(_name.removeprefix("math."), _running(_kind)))


@export("reduce_logsumexp", "math.reduce_logsumexp")
def reduce_logsumexp(input_tensor: Any, axis: Any = None, keepdims: Any = None, name: Any = None,
                     reduction_indices: Any = None, keep_dims: Any = None) -> Any:  # fmt: skip
    """Return log(sum(exp(x))) computed stably."""
    where = either("axis", axis, "reduction_indices", reduction_indices)
    keep = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    with name_scope(name, "ReduceLogSumExp") as scope:
        most = reduce("Max", input_tensor, where, True, None)
        bounded = call_op("SelectV2", None, call_op("IsFinite", None, most), most, 0)
        most = call_op("StopGradient", None, bounded)
        powers = call_op("Exp", None, call_op("Sub", None, input_tensor, most))
        total = call_op("Log", None, reduce("Sum", powers, where, keep, None))
        if not keep:
            shape = call_op("Shape", None, total, out_type=dt.INT32)
            most = call_op("Reshape", None, most, shape)
        return call_op("AddV2", scope, total, most)


@export("math.reduce_variance")
def reduce_variance(input_tensor: Any, axis: Any = None, keepdims: Any = False,
                    name: Any = None) -> Any:  # fmt: skip
    """Return the mean of the squared distances from the mean."""
    with name_scope(name or "reduce_variance"):
        value = convert(input_tensor)
        mean = reduce("Mean", value, axis, True, None)
        if mean.dtype.integer:
            raise failure(
                "TypeError",
                f"Input must be either real or complex. Received integer type {mean.dtype}.",
            )
        distance = call_op("Sub", None, value, mean, default="sub")
        return reduce("Mean", call_op("Square", None, distance), axis, keepdims, None)


@export("math.reduce_std")
def reduce_std(input_tensor: Any, axis: Any = None, keepdims: Any = False,
               name: Any = None) -> Any:  # fmt: skip
    """Return the square root of the variance."""
    with name_scope(name or "reduce_std"):
        variance = reduce_variance(convert(input_tensor), axis, keepdims)
        return call_op("Sqrt", None, variance)


@export("math.reduce_euclidean_norm")
def reduce_euclidean_norm(input_tensor: Any, axis: Any = None, keepdims: Any = False,
                          name: Any = None) -> Any:  # fmt: skip
    """Return the euclidean norm over axes."""
    return reduce("EuclideanNorm", input_tensor, axis, keepdims, name)


@export("count_nonzero", "math.count_nonzero")
def count_nonzero(input_tensor: Any = None, axis: Any = None, keepdims: Any = None,
                  dtype: Any = dt.INT64, name: Any = None, reduction_indices: Any = None,
                  keep_dims: Any = None, input: Any = None) -> Any:  # noqa: A002  # fmt: skip
    """Return how many entries are not zero, or not False."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    given = either("input", input, "input_tensor", input_tensor)
    where = either("axis", axis, "reduction_indices", reduction_indices)
    with name_scope(name, "count_nonzero"):
        value = convert(given, None, "input")
        if value.dtype.base is not dt.BOOL:
            zero: Any = "" if value.dtype.base is dt.STRING else 0
            zero = constant(zero, value.dtype.base, "zeros")
            value = call_op("NotEqual", None, value, zero)
        return cast(reduce("Sum", cast(value, dt.INT64), where, keep, None), dtype)
