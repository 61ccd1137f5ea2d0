"""How counts and texts are put into words, whatever shows them."""

from __future__ import annotations

import re

from quizapp.textsafe import clean

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9`“\"(])")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 minute``, ``2 minutes``."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def first_sentence(text: str) -> str:
    """The first sentence of a text, cleaned, on one line."""
    return _SENTENCE_END.split(clean(text, lines=False), maxsplit=1)[0]
