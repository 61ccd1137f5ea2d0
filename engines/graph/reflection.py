"""Built-in functions about other values: what attributes they have, their entries one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engines.graph.attributes import attribute
from engines.graph.errors import Raised, failure
from engines.graph.limits import CapReached
from engines.graph.operators import items
from engines.graph.scope import MISSING, current_run


def _named(name: Any) -> str:
    if not isinstance(name, str):
        kind = type(name).__name__
        raise failure("TypeError", f"attribute name must be string, not '{kind}'")
    if name.startswith("_"):
        raise CapReached(name[:40], f"`{name[:40]}` is not supported in snippets")
    return name


def _hasattr(value: Any, name: Any) -> bool:
    try:
        attribute(current_run(), value, _named(name))
    except Raised as raised:
        if raised.error.kind.name != "AttributeError":
            raise
        return False
    return True


def _iter(value: Any) -> Iterator[Any]:
    return items(current_run(), value)


def _next(entries: Any, default: Any = MISSING) -> Any:
    if not isinstance(entries, Iterator):
        kind = type(entries).__name__
        raise failure("TypeError", f"'{kind}' object is not an iterator")
    current_run().budget.spend()
    for entry in entries:
        return entry
    if default is MISSING:
        raise failure("StopIteration", "")
    return default


REFLECTION = {"hasattr": _hasattr, "iter": _iter, "next": _next}
