"""The thing that a prompt asks the number of: it may be typed beside the number."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Words for powers of ten."""
_ASKED = re.compile(r"\b(?:[Hh]ow (?:many|much)|[Nn]umber of|[Ww]hich)\s+((?:[A-Za-z-]+\s*){1,6})")
_ENDS = frozenset(
    (
        *("a", "an", "and", "are", "at", "be", "by", "can", "could", "did", "do", "does", "each"),
        *("every", "fit", "for", "from", "go", "had", "has", "have", "in", "into", "is", "it"),
        *("must", "of", "on", "per", "so", "than", "that", "the", "there", "they", "this", "to"),
        *("was", "were", "will", "with", "would", "you"),
    )
)
"""Words behind which the thing is over."""


@lru_cache(maxsize=1024)
def counted_in(prompt: str) -> frozenset[str]:
    """Return the words of a prompt's "how many learnable parameters" or "which epoch", and each
    without its s."""
    found: set[str] = set()
    for match in _ASKED.finditer(prompt):
        for word in match[1].casefold().split():
            if word in _ENDS:
                break
            found |= {word, word.removesuffix("s")}
    return frozenset(found - {""})


def scale_of(unit: str | None, counted: Container[str]) -> str | None:
    """Return the power of ten in which a prompt has an answer counted: its unit, or a word of "how
    many billion tokens"; None where it is counted in ones."""
    if unit in SCALES:
        return unit
    return next((word for word in SCALES if word in counted), None)
