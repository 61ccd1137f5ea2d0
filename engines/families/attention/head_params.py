"""What the families of multi-head attention have in common: width, heads, and their fit."""

from __future__ import annotations

from engines.families.attention.sources import MHA_PAGE, PAPER
from engines.families.given import number
from engines.family import Param, Params

SOURCES = (PAPER, MHA_PAGE)
WIDTH = Param("d", "int", "width of the model", 1, 65_536)
HEADS = Param("h", "int", "heads", 1, 1_024)


def divides(params: Params) -> str | None:
    """Return why the width cannot be split among the heads, or None."""
    return (
        "the heads do not divide the width d" if number(params, "d") % number(params, "h") else None
    )
