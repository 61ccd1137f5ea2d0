"""tf functions that make tensors, cast them, or turn them into text."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import Raised, failure
from engines.graph.limits import check_shape
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert, convert_arguments
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import array_of, holds_tensors, needs_dtype, not_dense
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Dimension, TensorShape, shape_of
from engines.graph.tf1.sparse import SparseTensor

_NO_TENSOR = "Expected any non-tensor type, but got a tensor instead."


@export("constant")
def tf_constant(
    value: Any, dtype: Any = None, shape: Any = None, name: Any = "Const", verify_shape: Any = False
) -> Any:
    """Return a constant; a `shape` larger than the value is filled with its last entry."""
    kind = needs_dtype(dtype)
    if isinstance(value, SymbolicTensor) or is_variable(value):
        if kind is None:
            raise failure("TypeError", _NO_TENSOR)
        raise failure(
            "TypeError",
            f"Expected {kind.name}, but got {value} of type '{type(value).__name__}'.",
        )
    if isinstance(value, range):
        raise not_dense(value, [], [len(value)])
    if holds_tensors(value) and kind is None:
        raise failure("TypeError", _NO_TENSOR)
    if shape is None:
        return constant(value, kind, "Const" if name is None else name)
    array = array_of(value, kind)
    if verify_shape and tuple(array.shape) != shape_of(shape):
        raise failure(
            "TypeError",
            f"Expected Tensor's shape: {TensorShape(shape)}, but got {array.shape}.",
        )
    sizes = _constant_sizes(shape)
    wanted = int(np.prod(sizes, dtype=np.int64))
    if array.size > wanted:
        raise failure(
            "ValueError",
            f"Too many elements provided. Takes at most {wanted}, but got {array.size}.",
        )
    filled = np.empty(wanted, dtype=array.dtype)
    filled[: array.size] = array.reshape(-1)
    filled[array.size :] = array.reshape(-1)[-1] if array.size else 0
    return constant(filled.reshape(sizes), kind or dt.of_numpy(array), name or "Const")


def _constant_sizes(shape: Any) -> tuple[int, ...]:
    known = shape_of(shape)
    if known is None:
        kind = type(shape).__name__
        raise failure(
            "TypeError",
            f"int() argument must be a string, a bytes-like object or a real number, not '{kind}'",
        )
    if None in known:
        said = (
            "__int__ returned non-int (type NoneType)"
            if isinstance(shape, TensorShape) or any(isinstance(x, Dimension) for x in shape)
            else "int() argument must be a string, a bytes-like object or a real number, not"
            " 'NoneType'"
        )
        raise failure("TypeError", said)
    sizes = tuple(size or 0 for size in known)
    check_shape(sizes)
    return sizes


@export("convert_to_tensor")
def convert_to_tensor(value: Any, dtype: Any = None, name: Any = None, preferred_dtype: Any = None,
                      dtype_hint: Any = None) -> Any:  # fmt: skip
    """Return `value` as a tensor."""
    hint = needs_dtype(preferred_dtype or dtype_hint)
    usual = "packed" if holds_tensors(value) else "Const"
    return convert(value, needs_dtype(dtype), name or usual, hint)


@export("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: Any = None) -> Any:
    """Return a tensor whose value every run must feed."""
    kind = dt.find_dtype(dtype)
    if kind is None:
        shown = repr(dtype) if isinstance(dtype, str) else show(dtype)
        raise failure("TypeError", f"Expected DataType for argument 'dtype' not {shown}.")
    try:
        sizes = shape_of(shape)
    except Raised as raised:
        problem = f"Error converting shape to a TensorShape: {raised.error.message}."
        raise failure(raised.error.kind.name, problem) from None
    scope = _scope(name, "Placeholder")
    return add_node("Placeholder", scope, (), dtype=kind, shape=sizes).outputs[0]


def _scope(name: Any, default: str) -> str:
    return default if name is None else str(name)


@export("placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor that has a default value where a run feeds none."""
    return call_op("PlaceholderWithDefault", name, input, shape=shape_of(shape))


# The types of ranges, each wider than those before it.
_RANGED = (dt.INT32, dt.INT64, dt.FLOAT16, dt.BFLOAT16, dt.FLOAT32, dt.FLOAT64)


@export("range")
def tf_range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None,
             name: Any = "range") -> Any:  # fmt: skip
    """Return evenly spaced numbers from `start` up to `limit`."""
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "range") as scope:
        kind = needs_dtype(dtype)
        labelled = ((start, "start"), (limit, "limit"), (delta, "delta"))
        parts = [convert(value, kind if not isinstance(value, SymbolicTensor) else None, label)
                 for value, label in labelled]  # fmt: skip
        if any(part.dtype.base not in _RANGED for part in parts):
            raise failure("AssertionError", "")
        widest = kind or max(
            (part.dtype.base for part in parts),
            key=_RANGED.index,
        )
        cast = [
            part if part.dtype.base == widest
            else add_node("Cast", "Cast", (part,), DstT=widest).outputs[0]
            for part in parts
        ]  # fmt: skip
        return add_node("Range", scope, tuple(cast)).outputs[0]


@export("linspace", "lin_space")
def linspace(start: Any, stop: Any, num: Any, name: Any = None, axis: Any = 0) -> Any:
    """Return `num` evenly spaced numbers from `start` to `stop`, both included."""
    with name_scope(name, "linspace"):
        first = convert(start, None, "start")
        last = convert(stop, first.dtype.base, "stop")
        number = convert(num, None, "num", dt.INT32)
        if not number.dtype.base.integer:
            raise failure("TypeError", "Argument `tensor` (name: num) must be of type integer."
                          f" Received `tensor` = {number} of dtype: {number.dtype}")  # fmt: skip
        if first.dtype.base.integer:
            first, last = cast(first, dt.FLOAT64), cast(last, dt.FLOAT64)
        return add_node("LinSpace", "Slice", (first, last, number)).outputs[0]


@export("as_dtype", "dtypes.as_dtype")
def as_dtype(type_value: Any) -> dt.DType | None:
    """Return the type that `type_value` names."""
    return needs_dtype(type_value)


@export("cast", "dtypes.cast")
def cast(x: Any, dtype: Any, name: Any = None) -> Any:
    """Return the entries as another type; the same type gives the same tensor back."""
    kind = needs_dtype(dtype)
    if kind is None:
        raise failure("TypeError", "Cannot convert the argument `type_value`: None to a TensorFlow"
                      " DType.")  # fmt: skip
    with name_scope(name, "Cast") as scope:
        if isinstance(x, SparseTensor):
            return SparseTensor(x.indices, cast(x.values, kind, scope), x.dense_shape)
        value = convert(x, None, "x")
        if value.dtype.base == kind.base:
            return value
        return add_node("Cast", scope, (value,), DstT=kind.base).outputs[0]


for _label, _kind in (
    ("to_float", dt.FLOAT32), ("to_double", dt.FLOAT64), ("to_int32", dt.INT32),
    ("to_int64", dt.INT64),
):  # fmt: skip
    export(_label)(
        lambda x, name=None, _kind=_kind, _label=_label: cast(
            x, _kind, "".join(part.title() for part in _label.split("_")) if name is None else name
        )
    )


@export("one_hot")
def one_hot(indices: Any, depth: Any, on_value: Any = None, off_value: Any = None,
            axis: Any = None, dtype: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return vectors that are `on_value` at the index and `off_value` elsewhere."""
    with name_scope(name, "one_hot") as scope:
        kind = needs_dtype(dtype)
        on = None if on_value is None else convert(on_value, None, "Const", kind)
        off = None if off_value is None else convert(off_value, None, "Const", kind)
        kind = _one_type(kind, on, off)
        if on is None:
            on = convert(1, kind, "on_value")
        if off is None:
            off = convert(0, kind, "off_value")
        if on.dtype.base != off.dtype.base:
            raise failure("TypeError", f"dtype {on.dtype.base} of on_value does not match dtype"
                          f" {off.dtype.base} of off_value")  # fmt: skip
        inputs = convert_arguments("OneHot", (indices, depth, on, off))
        return add_node("OneHot", scope, inputs, axis=-1 if axis is None else int(axis)).outputs[0]


def _one_type(
    kind: dt.DType | None, on: SymbolicTensor | None, off: SymbolicTensor | None
) -> dt.DType:
    for label, given in (("on_value", on), ("off_value", off)):
        if kind is not None and given is not None and given.dtype.base != kind:
            raise failure("TypeError", f"dtype {given.dtype.base} of {label} does not match dtype"
                          f" parameter {kind}")  # fmt: skip
    first = on if on is not None else off
    return kind or (dt.FLOAT32 if first is None else first.dtype.base)


@export("identity")
def identity(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor with the same value."""
    return call_op("Identity", name, input)
