"""The bank's view of the engine's families: by name, or not at all. Tests pass their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engines.api import Family


class Families(Protocol):
    """Where families are looked up."""

    def names(self) -> Iterable[str]:
        """Return every family's name."""

    def get(self, name: str) -> Family | None:
        """Return the family of that name, or None."""


class EngineFamilies:
    """The families that ship with the engine; a module of them is loaded when one is asked for."""

    def names(self) -> Iterable[str]:
        """Return every family's name. Loads no family."""
        from engines import api

        return api.names()

    def get(self, name: str) -> Family | None:
        """Return the family of that name, or None."""
        from engines import api

        try:
            return api.family(name)
        except api.UnknownFamily:
            return None
