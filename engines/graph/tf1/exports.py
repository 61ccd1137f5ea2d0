"""The table of names under `tf`: each function says under which dotted names it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from engines.graph.scope import Builtin, Namespace

Function = TypeVar("Function", bound=Callable[..., Any])
EXPORTS: dict[str, Any] = {}


def export(*names: str) -> Callable[[Function], Function]:
    """Make a function known as `tf.<name>` for each dotted name."""

    def mark(function: Function) -> Function:
        for name in names:
            export_value(name, Builtin(name.rsplit(".", 1)[-1], function))
        return function

    return mark


def export_value(name: str, value: Any) -> None:
    """Make a value known as `tf.<name>`. Raises ValueError when the name is taken."""
    if name in EXPORTS:
        raise ValueError(f"tf.{name} is defined twice")
    EXPORTS[name] = value


def namespace(title: str, entries: Mapping[str, Any]) -> Namespace:
    """Return the module whose dotted members are `entries`."""
    members: dict[str, Any] = {}
    inner: dict[str, dict[str, Any]] = {}
    for name, value in entries.items():
        first, dot, rest = name.partition(".")
        if dot:
            inner.setdefault(first, {})[rest] = value
        else:
            members[first] = value
    for first, parts in inner.items():
        members[first] = namespace(f"{title}.{first}", parts)
    return Namespace(title, members)
