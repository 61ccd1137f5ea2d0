"""Containers that a snippet may make beside Python's own: rows with names, dicts with a default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar


class NamedRow(tuple[Any, ...]):
    """A tuple whose entries have names; each kind of row is a class of its own with `fields`."""

    __slots__ = ()
    fields: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={value!r}" for name, value in self.named())
        return f"{type(self).__name__}({parts})"

    def named(self) -> Iterable[tuple[str, Any]]:
        """Return pairs of a name and its entry."""
        return zip(self.fields, self, strict=True)

    def replaced(self, **changes: Any) -> NamedRow:
        """Return the row with some entries changed. Raises ValueError for names it has not."""
        if unknown := [name for name in changes if name not in self.fields]:
            raise ValueError(f"Got unexpected field names: {unknown!r}")
        return type(self)(changes.get(name, value) for name, value in self.named())


class DefaultDict(dict[Any, Any]):
    """A dict that makes the value of a missing key; `default_factory` is what the snippet gave."""

    def __init__(self, factory: Any, make: Callable[[], Any] | None) -> None:
        super().__init__()
        self.default_factory = factory
        self.make = make

    def __missing__(self, key: Any) -> Any:
        if self.make is None:
            raise KeyError(key)
        self[key] = value = self.make()
        return value

    def __repr__(self) -> str:
        return f"defaultdict({self.default_factory!r}, {dict.__repr__(self)})"


# Messages name the class as Python does.
DefaultDict.__name__ = "defaultdict"


def rebuilt_row(like: tuple[Any, ...], entries: Iterable[Any]) -> tuple[Any, ...]:
    """Return entries as a plain tuple, or as a row of the same kind as `like`."""
    return type(like)(entries) if isinstance(like, NamedRow) else tuple(entries)


def rebuilt_dict(like: dict[Any, Any], entries: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return entries as a dict of the same kind as `like`."""
    if isinstance(like, DefaultDict):
        table = DefaultDict(like.default_factory, like.make)
        table.update(entries)
        return table
    return type(like)(entries)
