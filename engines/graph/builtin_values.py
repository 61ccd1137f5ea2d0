"""Python's built-in functions and types that a snippet may name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engines.graph.attributes import ordered
from engines.graph.callables import UserFunction
from engines.graph.constructors import TYPES
from engines.graph.errors import (
    PYTHON_ERRORS,
    ErrorClass,
    ErrorValue,
    failure,
    from_python,
)
from engines.graph.host import NDARRAY
from engines.graph.limits import CapReached
from engines.graph.operators import binary, collect, compare, items, length, truth
from engines.graph.reflection import REFLECTION
from engines.graph.scope import MISSING, Builtin, Namespace, Run, TypeValue, current_run
from engines.graph.show import show, show_repr

_PROBLEMS = (TypeError, ValueError, OverflowError, ZeroDivisionError, IndexError)


def _print(*values: Any, sep: Any = None, end: Any = None, flush: Any = False) -> None:
    run = current_run()
    separator = " " if sep is None else show(sep)
    try:
        for index, value in enumerate(values):
            run.write((separator if index else "") + show(value))
        run.write("\n" if end is None else show(end))
    except UnicodeEncodeError as problem:
        raise from_python(problem) from None


def _range(*bounds: Any) -> range:
    try:
        return range(*bounds)
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None


def _len(value: Any) -> int:
    return length(current_run(), value)


def _abs(value: Any) -> Any:
    run = current_run()
    own = run.language.unary("abs", value)
    if own is not MISSING:
        return own
    try:
        return abs(value)
    except _PROBLEMS as problem:
        raise from_python(problem) from None


def _round(value: Any, places: Any = None) -> Any:
    own = current_run().language.unary("round", value)
    if own is not MISSING:
        return own
    try:
        return round(value) if places is None else round(value, places)
    except _PROBLEMS as problem:
        raise from_python(problem) from None


def _extreme(name: str, symbol: str) -> Any:
    def choose(*values: Any, key: Any = None, default: Any = MISSING) -> Any:
        run = current_run()
        entries = collect(run, values[0]) if len(values) == 1 else list(values)
        if not entries:
            if default is not MISSING:
                return default
            raise failure("ValueError", f"{name}() arg is an empty sequence")
        best = entries[0]
        rank = best if key is None else key(best)
        for entry in entries[1:]:
            other = entry if key is None else key(entry)
            if truth(run, compare(run, symbol, other, rank)):
                best, rank = entry, other
        return best

    return choose


def _sum(entries: Any, start: Any = 0) -> Any:
    run = current_run()
    total = start
    for entry in items(run, entries):
        total = binary(run, "+", total, entry)
    return total


def _sorted(entries: Any, *, key: Any = None, reverse: Any = False) -> list[Any]:
    run = current_run()
    return ordered(run, collect(run, entries), key, reverse)


def _reversed(entries: Any) -> Iterator[Any]:
    return iter(collect(current_run(), entries)[::-1])


def _enumerate(entries: Any, start: int = 0) -> Iterator[Any]:
    return enumerate(items(current_run(), entries), start)


def _zip(*series: Any, strict: bool = False) -> Iterator[Any]:
    run = current_run()
    return zip(*(items(run, entries) for entries in series), strict=bool(strict))


def _map(function: Any, *series: Any) -> Iterator[Any]:
    from engines.graph.calls import call

    run = current_run()
    columns = zip(*(items(run, entries) for entries in series), strict=False)
    return (call(run, function, list(row), {}) for row in columns)


def _filter(function: Any, entries: Any) -> Iterator[Any]:
    run = current_run()
    return (
        entry
        for entry in items(run, entries)
        if truth(run, entry if function is None else function(entry))
    )


def _any(entries: Any) -> bool:
    run = current_run()
    return any(truth(run, entry) for entry in items(run, entries))


def _all(entries: Any) -> bool:
    run = current_run()
    return all(truth(run, entry) for entry in items(run, entries))


def _divmod(left: Any, right: Any) -> Any:
    return binary(current_run(), "divmod", left, right)


def _pow(left: Any, right: Any) -> Any:
    return binary(current_run(), "**", left, right)


def type_of(run: Run, value: Any) -> Any:
    """Return the type of `value` as a value."""
    if isinstance(value, ErrorValue):
        return value.kind
    own = run.language.type_of(value)
    if own is not MISSING:
        return own
    for known in TYPES.values():
        if type(value) in known.python:
            return known
    if isinstance(value, (np.generic,)):
        return type(value)
    if isinstance(value, np.ndarray):
        return NDARRAY
    if isinstance(value, Builtin):
        return _BUILTIN if BUILTINS.get(value.name) is value else _FUNCTION
    if isinstance(value, UserFunction):
        return _FUNCTION
    if isinstance(value, Namespace):
        return _MODULE
    return TypeValue(type(value).__name__)


def _type(value: Any, *more: Any) -> Any:
    if more:
        raise CapReached("type", "`type` takes one value: snippets make no classes")
    return type_of(current_run(), value)


def _isinstance(value: Any, kinds: Any) -> bool:
    run = current_run()
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if isinstance(kind, ErrorClass):
            if isinstance(value, ErrorValue) and kind.covers(value.kind):
                return True
        elif isinstance(kind, TypeValue):
            if isinstance(value, kind.python) or type_of(run, value) is kind:
                return True
        elif isinstance(kind, type):
            if isinstance(value, kind):
                return True
        else:
            raise failure(
                "TypeError",
                "isinstance() arg 2 must be a type, a tuple of types, or a union",
            )
    return False


_FUNCTION = TypeValue("function")
_BUILTIN = TypeValue("builtin_function_or_method")
_MODULE = TypeValue("module")
_FUNCTIONS = {
    "print": _print,
    "range": _range,
    "len": _len,
    "repr": show_repr,
    "abs": _abs,
    "round": _round,
    "min": _extreme("min", "<"),
    "max": _extreme("max", ">"),
    "sum": _sum,
    "sorted": _sorted,
    "reversed": _reversed,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "any": _any,
    "all": _all,
    "divmod": _divmod,
    "pow": _pow,
    "type": _type,
    "isinstance": _isinstance,
    **REFLECTION,
}
BUILTINS: dict[str, Any] = {
    **{name: Builtin(name, function) for name, function in _FUNCTIONS.items()},
    **{name: kind for name, kind in TYPES.items() if name != "NoneType"},
    **PYTHON_ERRORS,
    "__name__": "__main__",
}
