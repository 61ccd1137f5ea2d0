"""The table of names under `tf`: each function says under which dotted names it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from engines.graph.scope import Builtin, Namespace
from engines.graph.tf1.signatures import methods, missing_member, real_names, signatures

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


def offered(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries that the real module has too, each function with its real signature."""
    known = real_names()
    found: dict[str, Any] = {}
    for dotted, value in entries.items():
        module, _, name = dotted.rpartition(".")
        if module.partition(".")[0] not in known[""] and module:
            continue
        if module in known and name not in known[module]:
            continue
        found[dotted] = checked(dotted, value) if isinstance(value, Builtin) else value
    return found


def checked(dotted: str, function: Any) -> Builtin:
    """Return `function` with the check of the calls that the real `tf.<dotted>` makes."""
    signature = signatures().get(dotted)
    inner = function.function if isinstance(function, Builtin) else function
    name = function.name if isinstance(function, Builtin) else dotted
    return Builtin(name, inner, None if signature is None else signature.check)


def method(kind: str, name: str, function: Builtin, owner: Any) -> Builtin:
    """Return a method of an object of class `kind` with the check of the real method's calls."""
    signature = methods().get(f"{kind}.{name}")
    if signature is None:
        return function
    return Builtin(signature.name, function.function, signature.check, owner)


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
    dotted = title.partition(".")[2]
    return Namespace(title, members, lambda name: missing_member(dotted, name))
