"""Attributes of plain values: a closed table for each type, everything else is refused by name."""

from __future__ import annotations

import difflib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.callables import UserFunction
from engines.graph.containers import DefaultDict, NamedRow
from engines.graph.errors import ErrorClass, ErrorValue, failure, from_python
from engines.graph.host import SCALAR_TYPES, numpy_attribute, numpy_values
from engines.graph.limits import CapReached, check_cells, check_text
from engines.graph.operators import collect
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, Run, TypeValue
from engines.graph.show import brace, weigh
from engines.graph.syntax import nearest, words

_TEXT = frozenset(
    words(
        "upper lower title capitalize strip lstrip rstrip split splitlines startswith endswith find"
        " rfind index count isdigit isalpha encode decode partition rpartition swapcase"
    )
)
_PADDED = frozenset(("center", "ljust", "rjust", "zfill"))
_DICT = "keys values items get pop update setdefault copy clear"
_TABLE: dict[type, frozenset[str]] = {
    str: _TEXT | _PADDED | {"join", "replace", "format"},
    bytes: _TEXT,
    int: frozenset(("bit_length", "real", "imag")),
    bool: frozenset(("bit_length", "real", "imag")),
    float: frozenset(("is_integer", "real", "imag")),
    complex: frozenset(("conjugate", "real", "imag")),
    list: frozenset(words("append extend insert pop index count reverse sort copy clear remove")),
    tuple: frozenset(("index", "count")),
    dict: frozenset(words(_DICT)),
    set: frozenset(
        words("add remove discard union intersection difference issubset issuperset update")
    ),
    OrderedDict: frozenset(words(f"{_DICT} popitem move_to_end")),
    DefaultDict: frozenset(words(f"{_DICT} default_factory")),
    range: frozenset(("start", "stop", "step", "index", "count")),
    np.dtype: frozenset(("name", "itemsize", "kind", "type")),
}


def attribute(run: Run, value: Any, name: str) -> Any:
    """Return `value.name`. Raises SnippetRefused for what is outside, AttributeError as Python."""
    kind = type(value)
    if isinstance(value, NamedRow):
        return _of_row(run, value, name)
    if kind in _TABLE:
        return _plain(run, value, name, _TABLE[kind])
    if isinstance(value, Namespace):
        return _member(run, value, name)
    if isinstance(value, np.dtype):
        return _plain(run, value, name, _TABLE[np.dtype])
    if name == "_fields" and isinstance(value, TypeValue) and value.fields:
        return value.fields
    own = run.language.attribute(value, name)
    if own is not MISSING:
        return own
    if numpy_values(value):
        return numpy_attribute(run, value, name)
    if name == "__name__":
        return _name_of(run, value)
    if isinstance(value, ErrorValue):
        return _of_error(run, value, name)
    if value is None:
        raise failure("AttributeError", f"'NoneType' object has no attribute '{name}'")
    raise SnippetRefused(run.line, run.column, name)


def _of_row(run: Run, row: NamedRow, name: str) -> Any:
    if name in row.fields:
        return dict(row.named())[name]
    if name == "_fields":
        return row.fields
    if name == "_asdict":
        return Builtin(name, lambda: dict(row.named()))
    if name in ("_make", "_field_defaults"):
        raise SnippetRefused(run.line, run.column, name, "_replace")
    if name == "_replace":
        return Builtin(name, lambda **changes: _bounded(run, row.replaced, (), changes))
    return _plain(run, row, name, _TABLE[tuple])


def _member(run: Run, module: Namespace, name: str) -> Any:
    found = module.members.get(name, MISSING)
    if found is MISSING:
        # A slip of the author's pen is told with the name meant; any other name raises as it would.
        slip = difflib.get_close_matches(name, list(module.members), n=1, cutoff=0.9)
        if module.absent is not None and not slip:
            module.absent(name)
        raise SnippetRefused(
            run.line, run.column, f"{module.name}.{name}", nearest(name, module.members)
        )
    return found


def _name_of(run: Run, value: Any) -> str:
    if isinstance(value, Builtin):
        return value.name.rsplit(".", 1)[-1]
    if isinstance(value, (TypeValue, ErrorClass, UserFunction)):
        return value.name
    if isinstance(value, type) and value in SCALAR_TYPES:
        return value.__name__
    raise SnippetRefused(run.line, run.column, "__name__")


def _of_error(run: Run, error: ErrorValue, name: str) -> Any:
    if error.kind.code:
        if name == "message":
            return error.reported
        if name == "node_def" and error.node is None:
            return None
        if name in ("op", "error_code", "args"):
            return {"op": error.node, "error_code": error.kind.code, "args": ()}[name]
        if name == "node_def":
            return run.language.attribute(error.node, name)
        if name == "experimental_payloads":
            raise SnippetRefused(run.line, run.column, name, "op")
    if name == "args":
        return error.arguments or ((error.message,) if error.message else ())
    raise failure("AttributeError", f"'{error.kind.name}' object has no attribute '{name}'")


def _plain(run: Run, value: Any, name: str, allowed: frozenset[str]) -> Any:
    if name not in allowed:
        if hasattr(value, name):
            raise SnippetRefused(run.line, run.column, name, nearest(name, allowed))
        kind = type(value).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute '{name}'")
    found = getattr(value, name)
    if not callable(found) or isinstance(found, type):
        return found
    special = _SPECIAL.get((type(value), name))
    if special is not None:
        return Builtin(name, lambda *given, **named: special(run, value, *given, **named))
    return Builtin(name, lambda *given, **named: _bounded(run, found, given, named))


def _bounded(
    run: Run, method: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]
) -> Any:
    """Call a method of a plain value; its arguments and its result are kept small."""
    for argument in given:
        weigh(argument)
        if isinstance(argument, int):
            check_text(abs(argument))
    owner = getattr(method, "__self__", ())
    if hasattr(owner, "__len__"):
        run.budget.spend(len(owner) // 16)
    try:
        result = method(*given, **named)
    except (TypeError, ValueError, KeyError, IndexError, LookupError) as problem:
        raise from_python(problem) from None
    if isinstance(result, (str, bytes)):
        check_text(len(result))
    elif isinstance(result, (list, tuple, set, dict)):
        check_cells(len(result))
    if isinstance(owner, (list, dict, set)):
        check_cells(len(owner))
    return result


def _join(run: Run, separator: str, entries: Any) -> str:
    parts = collect(run, entries)
    total = sum(len(part) for part in parts if isinstance(part, str))
    check_text(total + len(separator) * len(parts))
    try:
        return separator.join(parts)
    except TypeError as problem:
        raise from_python(problem) from None


def _replace(run: Run, text: str, old: Any, new: Any, *times: int) -> str:
    if not isinstance(old, str) or not isinstance(new, str):
        raise failure("TypeError", f"replace() argument 1 must be str, not {type(old).__name__}")
    check_text((len(text) + 1) * max(len(new), 1) if len(new) > len(old) else len(text))
    return text.replace(old, new, *times)


def _format(run: Run, template: str, *values: Any, **named: Any) -> str:
    return brace(template, values, named, lambda value, name: attribute(run, value, name))


def _extend(run: Run, entries: list[Any], more: Any) -> None:
    added = collect(run, more)
    check_cells(len(entries) + len(added))
    entries.extend(added)


def _sort(run: Run, entries: list[Any], *, key: Any = None, reverse: Any = False) -> None:
    entries[:] = ordered(run, entries, key, reverse)


def _update(run: Run, table: dict[Any, Any], more: Any = (), **named: Any) -> None:
    weigh(more)
    check_cells(len(table) + len(more) + len(named))
    try:
        table.update(more, **named)
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None


def ordered(run: Run, entries: list[Any], key: Any, reverse: Any) -> list[Any]:
    """Return `entries` sorted. Raises the snippet's TypeError where they cannot be compared."""
    run.budget.spend(len(entries))
    weigh(entries)
    if key is not None and not isinstance(key, (UserFunction, Builtin)):
        raise CapReached("key=", "`key=` takes a function or lambda of the snippet")
    try:
        return sorted(entries, key=key, reverse=bool(reverse))
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None


_SPECIAL: dict[tuple[type, str], Callable[..., Any]] = {
    (str, "join"): _join,
    (str, "replace"): _replace,
    (str, "format"): _format,
    (list, "extend"): _extend,
    (list, "sort"): _sort,
    (dict, "update"): _update,
    (OrderedDict, "update"): _update,
    (DefaultDict, "update"): _update,
}
