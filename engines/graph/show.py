"""How values print: str, repr, f-strings, %-formatting and str.format, all with their sizes capped.

Values of the languages carry their own `__str__` and `__repr__`, so containers print by Python's
own rules once `weigh` has bounded them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engines.graph.errors import failure, from_python
from engines.graph.limits import (
    MAX_CELLS,
    MAX_PRINTED_ENTRIES,
    MAX_WIDTH,
    CapReached,
    check_text,
)
from engines.graph.scope import current_run

_CONTAINERS = (list, tuple, dict, set, frozenset)
_DIGITS = re.compile(r"\d+")
_PERCENT = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?[-+ #0]*(?P<width>\*|\d+)?(?:\.(?P<places>\*|\d+))?"
)


def weigh(value: Any) -> int:
    """Return how many entries `value` has, shared ones counted each time they occur.

    Raises CapReached beyond the cap: a list that holds itself twice doubles with every level.
    """
    if not isinstance(value, _CONTAINERS):
        return _entries_printed(value)
    count = printed = 0
    pending: list[Iterator[Any]] = [_entries(value)]
    while pending:
        entry = next(pending[-1], _END)
        if entry is _END:
            pending.pop()
            continue
        count += 1
        if count > MAX_CELLS or len(pending) > 50:
            raise CapReached("list", "the value is nested too deeply or too often")
        if isinstance(entry, _CONTAINERS):
            pending.append(_entries(entry))
        elif isinstance(entry, np.ndarray):
            printed += _entries_printed(entry)
            _check_printed(printed)
    current_run().budget.spend(count // 8)
    return count


_END = object()


def _entries_printed(value: Any) -> int:
    if not isinstance(value, np.ndarray):
        return 1
    threshold = np.get_printoptions()["threshold"]
    shown = int(value.size) if value.size <= threshold else 1
    _check_printed(shown)
    return shown


def _check_printed(count: int) -> None:
    if count > MAX_PRINTED_ENTRIES:
        raise CapReached("print", f"more than {MAX_PRINTED_ENTRIES} entries of arrays are printed")


def _entries(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield entry
        return
    yield from value


def show(value: Any) -> str:
    """Return what `str(value)` gives. Raises CapReached when that would be too long."""
    if isinstance(value, str):
        return value
    weigh(value)
    return _bounded(_own_text(value, brief=True) or str(value))


def show_repr(value: Any) -> str:
    """Return what `repr(value)` gives. Raises CapReached when that would be too long."""
    weigh(value)
    return _bounded(_own_text(value, brief=False) or repr(value))


def _own_text(value: Any, brief: bool) -> str | None:
    text = current_run().language.text(value, brief)
    return text if isinstance(text, str) else None


def _bounded(text: str) -> str:
    check_text(len(text))
    return text


def check_spec(spec: str) -> None:
    """Raise CapReached when a format specification asks for a very wide field."""
    for digits in _DIGITS.findall(spec):
        if len(digits) > 4 or int(digits) > MAX_WIDTH:
            raise CapReached("format", f"a field of {digits[:12]} characters is too wide")


def formatted(value: Any, spec: str) -> str:
    """Return `format(value, spec)`; raises what Python raises, as the snippet's error."""
    check_spec(spec)
    if spec or not isinstance(value, (str, int, float, list, tuple, dict)):
        own = current_run().language.formatted(value, spec)
        if isinstance(own, str):
            return own
    if not spec and not isinstance(value, np.generic):
        return show(value)
    try:
        return format(value, spec)
    except (TypeError, ValueError, OverflowError) as problem:
        raise from_python(problem) from None


def percent(template: str, values: Any) -> str:
    """Return `template % values`; raises what Python raises, as the snippet's error."""
    for match in _PERCENT.finditer(template):
        if "*" in (match["width"], match["places"]):
            raise CapReached("%*d", "`*` in a format is not supported; write the width")
        check_spec(f"{match['width'] or ''} {match['places'] or ''}")
    weigh(values)
    try:
        return _bounded(template % values)
    except (TypeError, ValueError, KeyError, OverflowError) as problem:
        raise from_python(problem) from None


def brace(
    template: str,
    values: tuple[Any, ...],
    named: dict[str, Any],
    attribute: Callable[[Any, str], Any],
) -> str:
    """Return `template.format(*values, **named)`; `attribute` looks up what a field asks for."""
    parts: list[str] = []
    automatic = 0
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError as problem:
        raise from_python(problem) from None
    for literal, name, spec, conversion in pieces:
        parts.append(literal)
        if name is None:
            continue
        if name == "":
            name = str(automatic)
            automatic += 1
        if spec and "{" in spec:
            spec = brace(spec, values[automatic:], named, attribute)
            automatic += 1
        value = _field(name, values, named, attribute)
        if conversion == "r":
            value = show_repr(value)
        elif conversion == "s":
            value = show(value)
        parts.append(formatted(value, spec or ""))
    return _bounded("".join(parts))


_FIELD = re.compile(r"(\w+)((?:\[\w+\]|\.[A-Za-z]\w*)+)")
_STEP = re.compile(r"\[(\w+)\]|\.(\w+)")


def _field(
    name: str,
    values: tuple[Any, ...],
    named: dict[str, Any],
    attribute: Callable[[Any, str], Any],
) -> Any:
    path = _FIELD.fullmatch(name)
    if path is None:
        return _argument(name, values, named)
    value = _argument(path[1], values, named)
    for key, inner in _STEP.findall(path[2]):
        if inner:
            value = attribute(value, inner)
            continue
        if key.startswith("__") or not isinstance(value, (list, tuple, dict, str, np.ndarray)):
            raise CapReached("{" + name[:40] + "}", "a format field may index lists and dicts only")
        try:
            value = value[int(key) if key.isdigit() and len(key) < 9 else key]
        except (IndexError, KeyError, TypeError) as problem:
            raise from_python(problem) from None
    return value


def _argument(name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
    if name.isdigit():
        if len(name) > 4 or int(name) >= len(values):
            raise failure(
                "IndexError",
                f"Replacement index {name[:20]} out of range for positional args tuple",
            )
        return values[int(name)]
    if not name.isidentifier():
        raise CapReached("{" + name[:40] + "}", "a format field may only name a value")
    if name not in named:
        raise failure("KeyError", repr(name))
    return named[name]
