"""Operators on plain values and numpy arrays, with every result's size known beforehand."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from engines.graph.errors import failure, from_python
from engines.graph.host import numpy_binary, numpy_values
from engines.graph.limits import check_bits, check_cells, check_text
from engines.graph.scope import MISSING, Run
from engines.graph.show import percent, weigh

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "divmod": divmod,
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN = frozenset((int, float, bool, str, bytes, list, tuple, dict, set, range, type(None)))
_NUMBERS = frozenset((int, float, bool))
_PYTHON_PROBLEMS = (
    TypeError, ValueError, ZeroDivisionError, OverflowError, KeyError, IndexError, RuntimeError,
)  # fmt: skip


def binary(run: Run, symbol: str, left: Any, right: Any) -> Any:
    """Return `left symbol right`. Raises the snippet's error or CapReached."""
    if type(left) is str and symbol == "%":
        return percent(left, right)
    if type(left) not in _PLAIN or type(right) not in _PLAIN:
        own = run.language.binary(symbol, left, right)
        if own is not MISSING:
            return own
        if numpy_values(left, right):
            return numpy_binary(BINARY[symbol], symbol, left, right)
    else:
        _bound_growth(run, symbol, left, right)
    try:
        return BINARY[symbol](left, right)
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def _bound_growth(run: Run, symbol: str, left: Any, right: Any) -> None:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        if isinstance(left, int) and isinstance(right, int):
            _bound_integer(symbol, left, right)
        return
    if symbol == "+":
        if isinstance(left, (str, bytes)) and isinstance(right, (str, bytes)):
            check_text(len(left) + len(right))
            run.budget.spend((len(left) + len(right)) // 64)
        elif isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            check_cells(len(left) + len(right))
            run.budget.spend((len(left) + len(right)) // 8)
    elif symbol == "*":
        series, times = (left, right) if isinstance(right, int) else (right, left)
        if not isinstance(times, int) or not isinstance(series, (str, bytes, list, tuple)):
            return
        size = len(series) * max(times, 0)
        if isinstance(series, (str, bytes)):
            check_text(size)
            run.budget.spend(size // 64)
        else:
            check_cells(size)
            run.budget.spend(size // 8)


def _bound_integer(symbol: str, left: int, right: int) -> None:
    if symbol == "**" and right > 0 and abs(left) > 1:
        check_bits(left.bit_length() * min(right, 1_000_000))
    elif symbol == "<<" and right > 0 and left:
        check_bits(left.bit_length() + right)
    elif symbol == "*":
        check_bits(left.bit_length() + right.bit_length())


def augmented(run: Run, symbol: str, left: Any, right: Any) -> Any:
    """Return the value of `left symbol= right`; lists and arrays are changed in place."""
    own = run.language.augmented(symbol, left, right)
    if own is not MISSING:
        return own
    if symbol == "+" and isinstance(left, list):
        entries = right if isinstance(right, list) else list(items(run, right))
        check_cells(len(left) + len(entries))
        run.budget.spend(len(entries) // 8)
        left.extend(entries)
        return left
    if numpy_values(left):
        return numpy_binary(BINARY[symbol], symbol, left, right, in_place=True)
    return binary(run, symbol, left, right)


def unary(run: Run, symbol: str, value: Any) -> Any:
    """Return `symbol value` for - + ~ and `not`."""
    if symbol == "not":
        return not truth(run, value)
    own = run.language.unary(symbol, value)
    if own is not MISSING:
        return own
    try:
        return _UNARY[symbol](value)
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def compare(run: Run, symbol: str, left: Any, right: Any) -> Any:
    """Return `left symbol right` for comparisons, identity and membership."""
    if symbol == "is":
        return left is right
    if symbol == "is not":
        return left is not right
    own = run.language.compare(symbol, left, right)
    if own is not MISSING:
        return own
    weigh(left)
    weigh(right)
    if symbol in ("in", "not in"):
        return _contains(run, left, right) is (symbol == "in")
    if numpy_values(left, right):
        return numpy_binary(_COMPARE[symbol], symbol, left, right)
    try:
        return _COMPARE[symbol](left, right)
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def _contains(run: Run, entry: Any, container: Any) -> bool:
    if isinstance(container, range) and not isinstance(entry, int):
        run.budget.spend(len(container))
    try:
        return bool(entry in container)
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def truth(run: Run, value: Any) -> bool:
    """Return whether `value` counts as true."""
    if type(value) in _PLAIN:
        return bool(value)
    own = run.language.truth(value)
    if own is not MISSING:
        return bool(own)
    try:
        return bool(value)
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def items(run: Run, value: Any) -> Iterator[Any]:
    """Return an iterator over `value`; each step is counted."""
    own = run.language.items(value)
    if own is not MISSING:
        return _counted(run, own)
    if not (isinstance(value, str | bytes | list | tuple | dict | set | range | Iterator)
            or numpy_values(value) or hasattr(type(value), "__iter__")):  # fmt: skip
        raise failure("TypeError", f"{type(value).__name__!r} object is not iterable")
    try:
        return _counted(run, iter(value))
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def _counted(run: Run, entries: Iterator[Any]) -> Iterator[Any]:
    while True:
        try:
            entry = next(entries)
        except StopIteration:
            return
        except RuntimeError as problem:
            raise from_python(problem) from None
        run.budget.spend()
        yield entry


def collect(run: Run, value: Any) -> list[Any]:
    """Return the entries of `value` as a new list."""
    if isinstance(value, range):
        check_cells(len(value) if value.stop - value.start < 2**62 else 2**62)
    entries: list[Any] = []
    for entry in items(run, value):
        entries.append(entry)
        if len(entries) % 4096 == 0:
            check_cells(len(entries))
    return entries


def length(run: Run, value: Any) -> int:
    """Return `len(value)`."""
    own = run.language.length(value)
    if own is not MISSING:
        return int(own)
    try:
        return len(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise from_python(problem) from None


def subscript(run: Run, value: Any, key: Any) -> Any:
    """Return `value[key]`."""
    own = run.language.subscript(value, key)
    if own is not MISSING:
        return own
    if isinstance(value, dict):
        weigh(key)
    if isinstance(value, (list, tuple, str, bytes)) and isinstance(key, slice):
        run.budget.spend(len(value) // 8)
    if not (type(value) in _PLAIN or numpy_values(value) or hasattr(type(value), "__getitem__")):
        raise failure("TypeError", f"{type(value).__name__!r} object is not subscriptable")
    if numpy_values(value):
        run.budget.spend(int(value.size) // 64)
    try:
        return value[key]
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def remove_subscript(run: Run, value: Any, key: Any) -> None:
    """Perform `del value[key]` on a list or a dict."""
    if not isinstance(value, (list, dict)):
        kind = type(value).__name__
        raise failure("TypeError", f"{kind!r} object doesn't support item deletion")
    weigh(key)
    run.budget.spend(len(value) // 8)
    try:
        del value[key]
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None


def store_subscript(run: Run, value: Any, key: Any, new: Any) -> None:
    """Perform `value[key] = new` on a list, a dict or an array."""
    own = run.language.store_subscript(value, key, new)
    if own is not MISSING:
        return
    if isinstance(key, slice) and isinstance(value, list):
        new = collect(run, new)
        check_cells(len(value) + len(new))
        run.budget.spend((len(value) + len(new)) // 8)
    if not isinstance(value, (list, dict)) and not numpy_values(value):
        kind = type(value).__name__
        raise failure("TypeError", f"{kind!r} object does not support item assignment")
    if isinstance(value, dict):
        weigh(key)
        check_cells(len(value) + 1)
    try:
        value[key] = new
    except _PYTHON_PROBLEMS as problem:
        raise from_python(problem) from None
