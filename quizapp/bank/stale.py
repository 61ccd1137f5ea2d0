"""Which of one's own patches have an original that says something else now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizapp.bank.differing import FieldChange, field_changes
from quizapp.bank.library import MINE, Library
from quizapp.bank.originals import as_recorded, originals
from quizapp.bank.patches import Patch

State = Literal["same", "changed", "gone", "unknown"]
"""`gone`: the question is in no bank in use; `unknown`: nothing was recorded."""


@dataclass(frozen=True, slots=True)
class PatchState:
    """One patch, by the key of its question, and the fields of the original that changed."""

    patch: str
    state: State
    fields: tuple[FieldChange, ...] = ()


def patch_states(library: Library, mine: Path) -> tuple[PatchState, ...]:
    """Return the state of every patch in one's own bank, in its files' order."""
    written = {
        f"{bank.bank.id}/{name}": fields
        for bank in library.banks
        if bank.bank is not None
        for name, fields in bank.written.items()
    }
    then = originals(mine)
    states: list[PatchState] = []
    for patch in _patches(library):
        if patch.target not in written:
            states.append(PatchState(patch.target, "gone"))
        elif patch.target not in then:
            states.append(PatchState(patch.target, "unknown"))
        else:
            now = as_recorded(written[patch.target])
            fields = tuple(field_changes(then[patch.target], now))
            states.append(PatchState(patch.target, "changed" if fields else "same", fields))
    return tuple(states)


def _patches(library: Library) -> tuple[Patch, ...]:
    own = (bank for bank in library.banks if bank.bank is not None and bank.bank.id == MINE)
    return tuple(patch for bank in own for patch in bank.patches)
