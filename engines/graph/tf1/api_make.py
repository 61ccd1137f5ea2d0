"""tf functions that make tensors, cast them, or turn them into text."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import check_elements, check_shape
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import (
    add_node,
    call_op,
    check_type,
    constant,
    convert,
    is_variable,
    name_scope,
)
from engines.graph.tf1.convert import array_of, needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, fully_known, shape_of


@export("constant")
def tf_constant(
    value: Any, dtype: Any = None, shape: Any = None, name: Any = "Const", verify_shape: Any = False
) -> Any:
    """Return a constant; a `shape` larger than the value is filled with its last entry."""
    kind = needs_dtype(dtype)
    if isinstance(value, SymbolicTensor) or is_variable(value):
        raise failure("TypeError", f"List of Tensors when single Tensor expected: {value}")
    if shape is None:
        return constant(value, kind, "Const" if name is None else name)
    array = array_of(value, kind)
    sizes = tuple(int(size or 0) for size in shape_of(shape) or ())
    check_shape(sizes)
    wanted = int(np.prod(sizes, dtype=np.int64))
    if array.size > wanted:
        raise failure(
            "ValueError",
            f"Too many elements provided. Needed at most {wanted}, but received {array.size}",
        )
    filled = np.empty(wanted, dtype=array.dtype)
    filled[: array.size] = array.reshape(-1)
    filled[array.size :] = array.reshape(-1)[-1] if array.size else 0
    return constant(filled.reshape(sizes), kind or dt.of_numpy(array), name or "Const")


@export("convert_to_tensor")
def convert_to_tensor(value: Any, dtype: Any = None, name: Any = None, preferred_dtype: Any = None,
                      dtype_hint: Any = None) -> Any:  # fmt: skip
    """Return `value` as a tensor."""
    hint = needs_dtype(preferred_dtype or dtype_hint)
    return convert(value, needs_dtype(dtype), name or "Const", hint)


@export("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: Any = None) -> Any:
    """Return a tensor whose value every run must feed."""
    kind = dt.find_dtype(dtype)
    if kind is None:
        shown = repr(dtype) if isinstance(dtype, str) else show(dtype)
        raise failure("TypeError", f"Expected DataType for argument 'dtype' not {shown}.")
    return add_node("Placeholder", _scope(name, "Placeholder"), (), dtype=kind,
                    shape=shape_of(shape)).outputs[0]  # fmt: skip


def _scope(name: Any, default: str) -> str:
    return default if name is None else str(name)


@export("placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor that has a default value where a run feeds none."""
    return call_op("PlaceholderWithDefault", name, input, shape=shape_of(shape))


def _filled(label: str, number: Any) -> Any:
    def fill(shape: Any = None, dtype: Any = dt.FLOAT32, name: Any = None) -> Any:
        if shape is None:
            raise failure("TypeError", "Missing required positional argument")
        kind = needs_dtype(dtype) or dt.FLOAT32
        with name_scope(name, label) as scope:
            value = number
            if kind is dt.BOOL:
                value = bool(number)
            elif kind is dt.STRING:
                value = ""
            sizes = _known_sizes(shape)
            if sizes is not None and int(np.prod(sizes, dtype=np.int64)) < 1000:
                array = np.full(sizes, value, dtype=object if kind is dt.STRING else kind.numpy)
                return constant(array, kind, scope)
            dims = convert(shape, None, "shape_as_tensor", dt.INT32)
            single = constant(value, kind, "Const")
            return add_node("Fill", scope, (dims, single)).outputs[0]

    return fill


def _known_sizes(shape: Any) -> tuple[int, ...] | None:
    if isinstance(shape, SymbolicTensor):
        return None
    entries = list(shape) if isinstance(shape, (list, tuple, TensorShape, np.ndarray)) else [shape]
    if any(isinstance(entry, SymbolicTensor) for entry in entries):
        return None
    sizes = tuple(_whole(entry) for entry in entries)
    if any(size < 0 for size in sizes):
        raise failure("ValueError", "Fill dimensions must be >= 0")
    check_shape(sizes)
    return sizes


def _whole(size: Any) -> int:
    if isinstance(size, (str, float)) or size is None:
        raise failure(
            "TypeError", f"Expected int32, but got {size} of type '{type(size).__name__}'."
        )
    return int(size)


export("zeros")(_filled("zeros", 0))


export("ones")(_filled("ones", 1))


def _like(label: str, kind: str, number: int) -> Any:
    def like(tensor: Any, dtype: Any = None, name: Any = None, optimize: Any = True) -> Any:
        with name_scope(name, label) as scope:
            value = convert(tensor, None, "tensor")
            wanted = needs_dtype(dtype) or value.dtype.base
            if fully_known(value.shape) and number == 0:
                assert value.shape is not None
                return constant(np.zeros([int(size or 0) for size in value.shape], wanted.numpy),
                                wanted, scope)  # fmt: skip
            if wanted != value.dtype.base:
                value = add_node("Cast", "Cast", (value,), DstT=wanted).outputs[0]
            return add_node(kind, scope, (value,)).outputs[0]

    return like


export("zeros_like")(_like("zeros_like", "ZerosLike", 0))


export("ones_like")(_like("ones_like", "OnesLike", 1))


@export("fill")
def fill(dims: Any, value: Any, name: Any = None) -> Any:
    """Return a tensor of shape `dims` with one value everywhere."""
    return call_op("Fill", name, dims, value)


@export("eye")
def eye(num_rows: Any, num_columns: Any = None, dtype: Any = dt.FLOAT32, name: Any = None) -> Any:
    """Return an identity matrix."""
    columns = num_rows if num_columns is None else num_columns
    check_elements(int(num_rows) * int(columns))
    array = np.eye(int(num_rows), int(columns))
    return constant(array, needs_dtype(dtype), name or "eye")


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
        widest = kind or max(
            (part.dtype.base for part in parts),
            key=[dt.INT32, dt.INT64, dt.FLOAT32, dt.FLOAT64].index,
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
        return add_node("LinSpace", "Slice", (first, last, convert(num, None, "num"))).outputs[0]


@export("cast", "dtypes.cast")
def cast(x: Any, dtype: Any, name: Any = None) -> Any:
    """Return the entries as another type; the same type gives the same tensor back."""
    kind = needs_dtype(dtype)
    if kind is None:
        raise failure("TypeError", "Cannot convert None to a TensorFlow DType.")
    with name_scope(name, "Cast") as scope:
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
        given = [value for value in (on_value, off_value) if value is not None]
        if kind is None and given:
            kind = convert(given[0], None, "on_value").dtype.base if isinstance(
                given[0], SymbolicTensor) else dt.of_numpy(array_of(given[0]))  # fmt: skip
        kind = kind or dt.FLOAT32
        on = convert(1 if on_value is None else on_value, kind, "on_value")
        off = convert(0 if off_value is None else off_value, kind, "off_value")
        places = convert(indices, None, "indices")
        check_type("OneHot", "indices", places)
        return add_node(
            "OneHot", scope, (places, convert(depth, None, "depth", dt.INT32), on, off),
            axis=-1 if axis is None else int(axis),
        ).outputs[0]  # fmt: skip


@export("identity")
def identity(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor with the same value."""
    return call_op("Identity", name, input)


@export("string_join", "strings.join")
def string_join(inputs: Any, separator: Any = "", name: Any = None) -> Any:
    """Return strings joined."""
    with name_scope(name, "StringJoin") as scope:
        parts = tuple(convert(entry, dt.STRING, f"inputs_{i}") for i, entry in enumerate(inputs))
        return add_node("StringJoin", scope, parts, separator=str(separator)).outputs[0]


@export("as_string", "strings.as_string", "dtypes.as_string")
def as_string(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return numbers as their decimal text."""
    return call_op("AsString", name, input)
