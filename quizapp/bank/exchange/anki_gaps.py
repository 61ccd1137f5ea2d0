"""Texts with gaps, from Anki's way of writing them to that of the bank format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.bank.exchange.cards import one_line

_GAP = re.compile(r"\{\{c(\d+)::(.*?)\}\}", re.DOTALL)
_MOST = 9


class NoGaps(Exception):
    """The text cannot be had with gaps; the message says why."""


@dataclass(frozen=True, slots=True)
class Gapped:
    """A text with gaps as the bank format has them, and what of it is lost."""

    text: str
    lost: tuple[str, ...] = ()


def has_gaps(text: str) -> bool:
    """Whether there is a gap in a text of Anki's."""
    return _GAP.search(text) is not None


def gapped(text: str) -> Gapped:
    """Return a text with its gaps numbered as they come: in Anki those of one number are asked
    together, here all are. Hints are lost. Raises NoGaps."""
    parts: list[str] = []
    hints: list[str] = []
    names: dict[tuple[str, str], str] = {}
    at = 0
    for match in _GAP.finditer(text):
        word, _, hint = match[2].partition("::")
        word = " ".join(word.split())
        _refuse(word)
        name = names.setdefault((match[1], word), f"c{len(names) + 1}")
        parts += [_between(text[at : match.start()]), f"{{{{{name}::{word}}}}}"]
        hints += [one_line(hint)] if hint.strip() else []
        at = match.end()
    if len(names) > _MOST:
        raise NoGaps(f"it has more than {_MOST} gaps")
    whole = "".join([*parts, _between(text[at:])])
    lost = [f"the hints of its gaps: {', '.join(dict.fromkeys(hints))}"] if hints else []
    lost += (
        ["its {{ became { {, which would name a parameter"] if "{{" in _GAP.sub("", text) else []
    )
    return Gapped(whole.strip(), tuple(lost))


def _refuse(word: str) -> None:
    if "{{" in word:
        raise NoGaps("a gap of it stands within another one")
    if not word or set("{}") & set(word):
        raise NoGaps("a gap of it is empty or holds braces")


def _between(text: str) -> str:
    """Return what stands between gaps with nothing in it that opens one."""
    apart = text.replace("{{", "{ {")
    return f"{apart} " if apart.endswith("{") else apart
