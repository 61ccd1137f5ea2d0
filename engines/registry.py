"""Finding a family by its name, and loading its module and no other on demand."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from engines.family import Family
from engines.names import MODULES

_PATHS: Mapping[str, str] = MappingProxyType(
    {name: path for path, names in MODULES.items() for name in names}
)


class UnknownFamily(LookupError):
    """No family has this name; `nearest` is the closest spelling, or empty."""

    def __init__(self, name: str, nearest: str = "") -> None:
        hint = f"; did you mean {nearest}?" if nearest else ""
        super().__init__(f"there is no family {name!r}{hint}")
        self.name = name
        self.nearest = nearest


def names() -> tuple[str, ...]:
    """The names of all families, in the order of the table. Loads no module."""
    return tuple(_PATHS)


def module_of(name: str) -> str:
    """The path under ``engines.families`` of the module that defines `name`.

    Raises UnknownFamily.
    """
    if name not in _PATHS:
        raise UnknownFamily(name, nearest(name, names()))
    return _PATHS[name]


def family(name: str) -> Family:
    """The family called `name`; loads its module and no other. Raises UnknownFamily."""
    return _table(module_of(name))[name]


@cache
def _table(path: str) -> Mapping[str, Family]:
    module = importlib.import_module(f"engines.families.{path}")
    return cast("Mapping[str, Family]", module.FAMILIES)


def families() -> Iterator[Family]:
    """All families in the order of the table; loads their modules as it goes."""
    return (family(name) for name in names())


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word closest in spelling to `word`, or an empty text where none is close.

    A family is also found by its last part alone: ``output_size``.
    """
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return close[0]
    folded = {name.casefold(): name for name in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    tails = [name for name in known if name.rsplit(".", 1)[-1] == word.rsplit(".", 1)[-1]]
    return tails[0] if tails else ""
