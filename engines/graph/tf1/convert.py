"""From Python values and numpy arrays to constants, with TensorFlow's rules and complaints."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import Raised, failure, from_python
from engines.graph.limits import check_elements
from engines.graph.show import show, show_repr, weigh
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType, of_numpy
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Dimension, TensorShape

Array = np.ndarray[Any, Any]


def needs_dtype(given: Any, what: str = "") -> DType | None:
    """Return the DType that a snippet gives for `dtype=`, None for None.

    Raises TypeError as TensorFlow does for anything else.
    """
    if given is None:
        return None
    found = dt.find_dtype(given)
    if found is None:
        raise failure("TypeError", f"Cannot convert the argument `type_value`: {show_repr(given)}"
                      " to a TensorFlow DType.")  # fmt: skip
    return found


def flat(value: Any) -> list[Any]:
    """Return the leaves of nested lists and tuples, in order."""
    if not isinstance(value, (list, tuple)):
        return [value]
    leaves: list[Any] = []
    for entry in value:
        leaves.extend(flat(entry))
    return leaves


def holds_tensors(value: Any) -> bool:
    """Return whether a nested list has a tensor or a variable among its leaves."""
    return isinstance(value, (list, tuple)) and any(
        isinstance(leaf, SymbolicTensor) or hasattr(leaf, "snapshot") for leaf in flat(value)
    )


def array_of(value: Any, dtype: DType | None = None) -> Array:
    """Return the numpy array that a constant of `value` holds.

    Python floats become float32, integers int32 where they fit; numpy arrays keep their type.
    Raises the TypeError or ValueError that TensorFlow raises.
    """
    if value is None:
        raise failure("ValueError", "None values not supported.")
    weigh(value)
    if isinstance(value, TensorShape):
        if value.sizes is None or None in value.sizes:
            raise failure(
                "ValueError", f"Cannot convert a partially known TensorShape {value} to a Tensor."
            )
        value = list(value.sizes)
        dtype = dtype or dt.INT32
    if isinstance(value, (np.ndarray, np.generic)):
        return _from_numpy(np.asarray(value), dtype)
    _check_dense(value)
    plain = _without_dimensions(value)
    if isinstance(plain, list) and any(leaf is None for leaf in flat(plain)):
        raise _unconvertible(value)
    if dtype is not None:
        _check_leaves(plain, dtype)
    return _from_python(plain, dtype)


def _check_dense(value: Any) -> None:
    """Refuse lists of arrays: only nested lists say how many axes there are."""
    leaf, axes = value, []
    while isinstance(leaf, (list, tuple)) and leaf:
        axes.append(len(leaf))
        leaf = leaf[0]
    if axes and isinstance(leaf, np.ndarray) and leaf.ndim:
        raise not_dense(value, axes, [*axes, *leaf.shape])


def not_dense(value: Any, wanted: list[int], found: list[int]) -> Raised:
    """Return the error of a value with more axes than its nested lists have."""
    return failure(
        "ValueError",
        f"Expected values {show(value)} to be a dense tensor with shape {wanted}, but got shape"
        f" {found}.",
    )


def _without_dimensions(value: Any) -> Any:
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, range):
        return list(value)
    if isinstance(value, (list, tuple)):
        return [_without_dimensions(entry) for entry in value]
    return value


def _from_numpy(array: Array, dtype: DType | None) -> Array:
    check_elements(array.size)
    if dtype is None:
        if of_numpy(array) is None:
            raise failure("TypeError", f"Unrecognized data type: {array.dtype}")
        return _texts(array) if array.dtype.kind in "SU" else array
    if dtype is dt.STRING:
        return _texts(array)
    with np.errstate(all="ignore"):
        return array.astype(dtype.numpy)


def _texts(array: Array) -> Array:
    encoded = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        entry: Any = array[index]
        encoded[index] = entry.encode() if isinstance(entry, str) else bytes(entry)
    return encoded


_FITTING: dict[str, tuple[type, ...]] = {
    "int": (int, np.integer),
    "float": (int, float, np.integer, np.floating),
    "bool": (bool, np.bool_),
    "string": (str, bytes),
    "complex": (int, float, complex, np.number),
}


def _check_leaves(value: Any, dtype: DType) -> None:
    kind = next(
        (kind for kind in ("float", "int", "complex") if _is_kind(dtype, kind)), dtype.base.name
    )
    fitting = _FITTING[kind]
    for leaf in flat(value):
        if leaf is None:
            raise failure("ValueError", "None values not supported.")
        if isinstance(leaf, np.ndarray):
            continue
        if not isinstance(leaf, fitting):
            raise failure(
                "TypeError",
                f"Expected {dtype.name}, but got {show(leaf)} of type '{type(leaf).__name__}'.",
            )


def _is_kind(dtype: DType, kind: str) -> bool:
    return {"float": dtype.floating, "int": dtype.integer, "complex": dtype.complex}[kind]


def _from_python(value: Any, dtype: DType | None) -> Array:
    leaves = flat(value)
    check_elements(len(leaves))
    texts = [isinstance(leaf, (str, bytes)) for leaf in leaves]
    if dtype is dt.STRING or (dtype is None and leaves and all(texts)):
        return _texts(_shaped(value, object))
    if dtype is not None:
        return _converted(_shaped(value, None if dtype.integer else dtype.numpy), dtype)
    if any(texts) or not all(
        isinstance(leaf, (int, float, complex, np.generic, np.ndarray)) for leaf in leaves
    ):
        raise _unconvertible(value)
    array = _shaped(value, None)
    if array.dtype == np.float64:
        return array.astype(np.float32)
    if array.dtype == np.int64:
        small = array.astype(np.int32)
        return small if np.array_equal(small, array) else array
    if array.dtype == object:
        raise _unconvertible(value)
    return array


def _converted(array: Array, dtype: DType) -> Array:
    """Return the entries as `dtype`; integers that do not fit wrap around."""
    try:
        with np.errstate(all="ignore"):
            return array.astype(dtype.numpy)
    except (ValueError, OverflowError, TypeError) as problem:
        raise from_python(problem) from None


def _unconvertible(value: Any) -> Raised:
    return failure(
        "TypeError",
        f"Failed to convert elements of {show(value)} to Tensor. Consider casting elements to a"
        " supported type. See https://www.tensorflow.org/api_docs/python/tf/dtypes for supported"
        " TF dtypes.",
    )


def _shaped(value: Any, kind: Any) -> Array:
    try:
        with np.errstate(all="ignore"):
            array = np.array(value, dtype=kind)
    except (ValueError, OverflowError, TypeError) as problem:
        raise from_python(problem) from None
    return array


def to_torch(array: Array, dtype: DType | None = None) -> Any:
    """Return the run-time value of an array: a torch tensor, or the array itself for strings."""
    if array.dtype == object:
        return array
    if not array.flags.writeable or any(stride < 0 for stride in array.strides):
        array = array.copy()
    value = torch.from_numpy(np.ascontiguousarray(array).reshape(array.shape))
    if dtype is dt.BFLOAT16:
        return value.to(torch.bfloat16)
    return value


def to_numpy(value: Any) -> Any:
    """Return what `run` gives for a value: an array of its own, or a scalar."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if value.dtype == torch.bfloat16:
            value = value.float()
        value = value.numpy().copy()
    if isinstance(value, np.ndarray):
        return value[()] if value.ndim == 0 else value
    return value
