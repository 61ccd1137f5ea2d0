"""Cards as Markdown: `Q:` and `A:`, headings with text below them, or `front :: back` lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quizapp.bank.exchange.cards import (
    CannotImport,
    Card,
    CardFile,
    Deck,
    decoded,
    gathered,
)

_LABEL = re.compile(
    r"(?:[-*+] |\d+[.)] )?(\*\*|__)?(Q|A|Question|Answer|Tags|Id)\s*:\s*(?:\1)?\s?", re.I
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_PAIR = re.compile(r"(?:[-*+] |\d+[.)] )?(.+?)\s*::\s*(.+)$")
_FENCE = re.compile(r"\s*(```|~~~)")
_ESCAPED = re.compile(
    r"\\(?=\\*(?:(?:[-*+] |\d+[.)] )?(?:\*\*|__)?(?:Q|A|Question|Answer|Tags|Id)\s*:|#{1,6}\s))",
    re.I,
)
_TO_ESCAPE = re.compile(
    r"\\*(?:(?:[-*+] |\d+[.)] )?(?:\*\*|__)?(?:Q|A|Question|Answer|Tags|Id)\s*:|#{1,6}\s)", re.I
)


def read_markdown(data: bytes) -> Deck:
    """Return the cards of a Markdown file, in whichever of the three ways it writes them.

    With `Q:` and `A:`, lines `Tags:` and `Id:` may follow, and a heading names the topic. Lines in
    fences are text. Raises CannotImport where there are no cards.
    """
    lines = decoded(data).split("\n")
    labelled = [match for line in lines if (match := _LABEL.match(line))]
    if any(match.group(2).upper().startswith("Q") for match in labelled):
        found = list(_labelled(lines))
    elif any(_HEADING.match(line) for line in lines) and not any(map(_PAIR.match, lines)):
        found = list(_headed(lines))
    else:
        found = list(_paired(lines))
    if not found:
        hint = "Write Q: and A: before the sides, or a heading above each answer."
        raise CannotImport("The file holds no questions and answers.", hint=hint)
    return gathered(found)


def write_markdown(cards: Iterable[Card]) -> CardFile:
    """Return a Markdown file with `Q:`, `A:`, `Tags:` and `Id:`; a heading begins each topic."""
    blocks: list[str] = []
    topic = ""
    for card in cards:
        if card.topic != topic:
            topic = card.topic
            blocks.append(f"# {topic}")
        lines = [f"Q: {_escaped(card.front)}", f"A: {_escaped(card.back)}"]
        lines += [f"Tags: {' '.join(card.tags)}"] if card.tags else []
        lines += [f"Id: {card.id}"] if card.id else []
        blocks.append("\n".join(lines))
    return CardFile(("\n\n".join(blocks) + "\n").encode())


def _escaped(text: str) -> str:
    """Return a text none of whose lines looks like a label or a heading, its first apart."""
    first, *rest = text.split("\n")
    lines = [f"\\{line}" if _TO_ESCAPE.match(line) else line for line in rest]
    return "\n".join([f"\\{first}" if _TO_ESCAPE.match(first) else first, *lines])


@dataclass(slots=True)
class _Open:
    """A card that is being read."""

    line: int
    topic: str
    sides: dict[str, list[str]] = field(default_factory=dict)
    at: str = "Q"

    def card(self) -> tuple[str, Card]:
        """Return the place and the card."""
        text = {name: "\n".join(lines) for name, lines in self.sides.items()}
        tags = text.get("T", "").replace(",", " ").replace("#", " ").split()
        return (
            f"line {self.line}",
            Card(text["Q"], text.get("A", ""), tuple(tags), text.get("I", "").strip(), self.topic),
        )


def _labelled(lines: Iterable[str]) -> Iterator[tuple[str, Card]]:
    card: _Open | None = None
    topic = ""
    for number, line in enumerate(lines, 1):
        label = _LABEL.match(line)
        heading = _HEADING.match(line)
        if label is not None and label.group(2).upper().startswith("Q"):
            if card is not None:
                yield card.card()
            card = _Open(number, topic, {"Q": [_plain(line[label.end() :])]})
        elif heading is not None:
            if card is not None:
                yield card.card()
            card, topic = None, heading.group(2)
        elif card is not None and label is not None:
            card.at = label.group(2)[0].upper()
            card.sides.setdefault(card.at, []).append(_plain(line[label.end() :]))
        elif card is not None:
            at = card.at if card.at in "QA" else "A"
            card.sides.setdefault(at, []).append(_plain(line))
    if card is not None:
        yield card.card()


def _headed(lines: Iterable[str]) -> Iterator[tuple[str, Card]]:
    """Each heading is a front; a heading with nothing but headings below it is a topic."""
    front, line, topic = "", 0, ""
    body: list[str] = []
    fenced = False
    for number, text in enumerate([*lines, "# "], 1):
        fenced ^= bool(_FENCE.match(text))
        heading = None if fenced else _HEADING.match(text)
        if heading is None:
            body.append(text)
            continue
        if front and any(part.strip() for part in body):
            yield f"line {line}", Card(front, "\n".join(body), topic=topic)
        elif front:
            topic = front
        front, line, body = heading.group(2), number, []


def _paired(lines: Iterable[str]) -> Iterator[tuple[str, Card]]:
    topic = ""
    for number, line in enumerate(lines, 1):
        heading = _HEADING.match(line)
        pair = _PAIR.match(line.strip())
        if heading is not None:
            topic = heading.group(2)
        elif pair is not None:
            yield f"line {number}", Card(pair.group(1), pair.group(2), topic=topic)


def _plain(line: str) -> str:
    return _ESCAPED.sub("", line, count=1) if line.startswith("\\") else line
