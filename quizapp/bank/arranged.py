"""Draws of the kinds whose answer is an arrangement: an order, pairs, gaps in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engines.values import Gaps, Ordering, Pairs
from quizapp.bank.drawn import Drawn, OptionDrawn
from quizapp.bank.model import Cloze, Match, Order
from quizapp.bank.substitute import substitute

_GAP = re.compile(r"\{\{(c[1-9])::([^{}\n]+)\}\}")
_GAP_NAME = re.compile(r"c\d{1,2}")
_CLAUSE = re.compile(r"[.,;:!?()\n](?:\s|\Z)|\{\{[^{}]*\}\}")
_NEXT = 4
"""Words next to a gap that are known of."""
MARK = "____"


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a cloze: its name (``c1``) and what the author has put into it."""

    name: str
    text: str


def gaps(text: str) -> tuple[Gap, ...]:
    """Return the gaps of a text, in the order of their names; a name used twice is one gap."""
    found: dict[str, str] = {}
    for match in _GAP.finditer(text):
        found.setdefault(match[1], match[2].strip())
    return tuple(Gap(name, found[name]) for name in sorted(found))


def is_gap(token: str) -> bool:
    """Return whether ``{{...}}`` is a gap."""
    return _GAP.fullmatch(token) is not None


def is_gap_name(name: str) -> bool:
    """Return whether a gap could bear this name, from c0 on so that a slip of the pen is told."""
    return _GAP_NAME.fullmatch(name) is not None


def contradicting(text: str) -> dict[str, str]:
    """Return the names that stand for two different texts, each with the gap of the second."""
    first: dict[str, str] = {}
    others: dict[str, str] = {}
    for match in _GAP.finditer(text):
        if first.setdefault(match[1], match[2].strip()) != match[2].strip():
            others.setdefault(match[1], match[0])
    return others


def with_blanks(text: str) -> str:
    """Return a text with a blank for each gap; numbered where there are several."""
    names = [gap.name for gap in gaps(text)]

    def blank(match: re.Match[str]) -> str:
        return MARK if len(names) == 1 else f"{names.index(match[1]) + 1}{MARK}"

    return _GAP.sub(blank, text)


def shuffled(items: tuple[OptionDrawn, ...], drawn: Drawn) -> tuple[OptionDrawn, ...]:
    """Return items in an order that follows from the seed, never the one in which they came."""
    found = tuple(sorted(items, key=lambda item: drawn.place_of(item.key)))
    return found if found != items or len(items) < 2 else (*found[1:], found[0])


def draw_order(drawn: Drawn, question: Order) -> Drawn:
    """Return the draw with its steps in an order that is not the right one."""
    steps = _texts("s", question.steps, drawn)
    return replace(
        drawn,
        acceptance=Ordering(len(steps), question.scoring == "each"),
        truth=tuple(step.key for step in steps),
        options=shuffled(steps, drawn),
    )


def draw_match(drawn: Drawn, question: Match) -> Drawn:
    """Return the draw with its right side shuffled."""
    left = _texts("l", (pair[0] for pair in question.pairs), drawn)
    right = _texts("r", (pair[1] for pair in question.pairs), drawn)
    return replace(
        drawn,
        acceptance=Pairs(len(left), question.scoring == "each"),
        truth=tuple((one.key, other.key) for one, other in zip(left, right, strict=True)),
        options=left,
        targets=shuffled(right, drawn),
    )


def draw_cloze(drawn: Drawn, question: Cloze) -> Drawn:
    """Return the draw with its gaps as the truth."""
    text = substitute(question.text, drawn.params)
    found = gaps(text)
    accept = tuple(
        tuple(substitute(text, drawn.params) for text in question.accept.get(gap.name, ()))
        for gap in found
    )
    return replace(
        drawn,
        acceptance=Gaps(
            len(found),
            accept,
            question.scoring == "each",
            tuple(_around(text, gap.name) for gap in found),
        ),
        truth=tuple(gap.text for gap in found),
    )


def _around(text: str, name: str) -> tuple[str, str]:
    """Return the words before and behind a gap where it stands first, up to the end of a clause or
    another gap."""
    match = next(match for match in _GAP.finditer(text) if match[1] == name)
    before = _CLAUSE.split(text[: match.start()])[-1]
    behind = _CLAUSE.split(text[match.end() :])[0]
    return " ".join(before.split()[-_NEXT:]), " ".join(behind.split()[:_NEXT])


def _texts(mark: str, texts: Iterable[str], drawn: Drawn) -> tuple[OptionDrawn, ...]:
    return tuple(
        OptionDrawn(f"{mark}{place}", substitute(text, drawn.params), True)
        for place, text in enumerate(texts, 1)
    )
