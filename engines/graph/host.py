"""The allow-listed part of numpy on arrays and scalars, each result's size known beforehand."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import numpy as np

from engines.graph.errors import failure, from_python
from engines.graph.limits import CapReached, check_elements, check_shape, check_text
from engines.graph.result import SnippetRefused
from engines.graph.scope import Builtin, Run, TypeValue, current_run
from engines.graph.syntax import nearest, words

NUMPY_PROBLEMS = (
    TypeError, ValueError, ZeroDivisionError, OverflowError, IndexError, KeyError, AttributeError,
    np.linalg.LinAlgError,
)  # fmt: skip
NDARRAY = TypeValue("ndarray", "numpy", (np.ndarray,))
SCALAR_TYPES: frozenset[type] = frozenset(
    (np.float16, np.float32, np.float64, np.int8, np.int16, np.int32, np.int64, np.uint8,
     np.uint16, np.uint32, np.uint64, np.bool_)
)  # fmt: skip
_DTYPE_NAMES = frozenset(
    words(
        "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool float int"
        " f4 f8 i4 i8"
    )
)
_DATA = frozenset(("shape", "dtype", "ndim", "size", "T", "nbytes", "itemsize"))
_METHODS = frozenset(
    words(
        "tolist sum mean max min argmax argmin reshape flatten ravel astype round all any std var"
        " transpose copy item dot cumsum cumprod prod squeeze clip argsort nonzero swapaxes"
        " fill sort"
        " decode take trace diagonal repeat"
    )
)


_COMPARISONS = (eq, ne, lt, le, gt, ge)
# The methods of arrays of bytes: those that neither add nor multiply.
_TEXT_METHODS = frozenset(
    words("tolist reshape flatten ravel transpose copy item squeeze argsort sort swapaxes take")
)
# Types that numpy makes from a text and whose entries have no fixed or a very large size.
_UNBOUNDED = re.compile(r"[<>=|]?(?:O\d*|object_?|[SUVa]\d{3,})")


def numpy_values(*values: Any) -> bool:
    """Return whether one of `values` is an array or a scalar of numpy."""
    return any(isinstance(value, (np.ndarray, np.generic)) for value in values)


def numpy_call(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Return what a numpy function gives; its exceptions become the snippet's errors."""
    try:
        with np.errstate(all="ignore"):
            result = function(*arguments, **named)
    except NUMPY_PROBLEMS as problem:
        raise from_python(problem) from None
    if isinstance(result, np.ndarray):
        check_elements(result.size, "array")
        current_run().budget.spend(int(result.size) // 256)
    return result


def as_shape(shape: Any) -> tuple[int, ...]:
    """Return the sizes that a snippet gives for a shape; what is no whole number is left out."""
    values = shape if isinstance(shape, (list, tuple, np.ndarray)) else (shape,)
    return tuple(int(size) for size in values if isinstance(size, (int, np.integer)))


def refuse_texts(name: str, *values: Any) -> None:
    """Raise CapReached when an array of bytes is among `values`: sums and products of it grow."""
    for value in values:
        if isinstance(value, np.ndarray) and value.dtype == object:
            raise CapReached(name, f"`{name}` on an array of strings is not supported")


def numpy_binary(
    operator: Callable[[Any, Any], Any],
    symbol: str,
    left: Any,
    right: Any,
    *,
    in_place: bool = False,
) -> Any:
    """Return `operator(left, right)` where one side is numpy's; bounded by broadcasting rules."""
    if operator not in _COMPARISONS:
        refuse_texts(symbol, left, right)
    shapes = [np.shape(side) for side in (left, right) if not isinstance(side, (str, bytes))]
    if symbol == "@":
        _bound_product(shapes)
    else:
        with contextlib.suppress(ValueError):  # numpy says it better than we could
            check_shape(tuple(np.broadcast_shapes(*shapes)), "array")
    if not in_place or not isinstance(left, np.ndarray):
        return numpy_call(operator, left, right)
    ufuncs: dict[str, Any] = {
        "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide,
        "//": np.floor_divide, "%": np.remainder, "**": np.power,
    }  # fmt: skip
    if symbol not in ufuncs:
        raise CapReached(f"{symbol}=", f"`{symbol}=` on arrays is not supported")
    return numpy_call(ufuncs[symbol], left, right, out=left)


def _bound_product(shapes: list[tuple[int, ...]]) -> None:
    if len(shapes) == 2 and all(shapes):
        rows, columns = shapes[0], shapes[1]
        cost = int(np.prod(rows, dtype=object)) * (columns[-1] if len(columns) > 1 else 1)
        current_run().budget.spend(min(cost // 512, 10**9))


def numpy_attribute(run: Run, value: Any, name: str) -> Any:
    """Return an allow-listed attribute or method of an array or numpy scalar."""
    if name in _DATA:
        return getattr(value, name)
    if name in _METHODS and hasattr(value, name):
        method = getattr(value, name)

        def bounded(*arguments: Any, **named: Any) -> Any:
            if "out" in named:
                raise CapReached("out=", "`out=` is not supported")
            if name not in _TEXT_METHODS:
                refuse_texts(name, value)
            if name == "repeat":
                check_elements(int(value.size) * int(np.max(np.asarray(arguments[0]))), "array")
            if name == "dot" and arguments:
                _bound_product([np.shape(value), np.shape(arguments[0])])
            if name == "tolist":
                run.budget.spend(int(value.size) // 4)
            return numpy_call(method, *map(dtype_argument, arguments), **_arguments(named))

        return Builtin(name, bounded)
    if hasattr(value, name):
        raise SnippetRefused(run.line, run.column, name, nearest(name, _DATA | _METHODS))
    kind = type(value)
    owner = f"{kind.__module__}.{kind.__name__}"
    raise failure("AttributeError", f"'{owner}' object has no attribute '{name}'")


def _arguments(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dtype_argument(value) for name, value in named.items()}


def dtype_argument(value: Any) -> Any:
    """Return `value` as numpy takes it: names of types checked, our own types unwrapped."""
    python = getattr(value, "python", None)
    if isinstance(python, tuple) and len(python) == 1:
        return python[0]
    as_numpy = getattr(value, "as_numpy_dtype", None)
    if as_numpy is not None:
        if as_numpy is np.object_:
            raise CapReached("tf.string", "arrays of objects are not supported")
        return as_numpy
    if isinstance(value, type) and value not in SCALAR_TYPES:
        raise CapReached(value.__name__, f"`{value.__name__}` is not supported as a dtype")
    if isinstance(value, str) and value not in _DTYPE_NAMES:
        check_text(len(value))
        if _UNBOUNDED.fullmatch(value):
            raise CapReached(value, f"`{value}` is not supported as a dtype")
    return value


def call_numpy_type(kind: type, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Return `np.float32(...)` and the like."""
    if len(arguments) == 1 and isinstance(arguments[0], (list, tuple, np.ndarray)):
        check_elements(int(np.size(np.asarray(arguments[0]))), "array")
    return numpy_call(kind, *arguments, **named)
