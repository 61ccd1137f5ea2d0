"""Cards as Markdown: `Q:` and `A:`, headings with text below them, and `front :: back` lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.bank.exchange.cards import (
    CannotImport,
    Card,
    CardFile,
    Deck,
    Skipped,
    decoded,
    gathered,
)

_SAYS = r"(?:[-*+] |\d+[.)] )?(?:\*\*|__)?(?:Q|A|Question|Answer|Tags|Id)\s*:|#{1,6}\s"
_LABEL = re.compile(
    r"(?:[-*+] |\d+[.)] )?(\*\*|__)?(Q|A|Question|Answer|Tags|Id)\s*:\s*(?:\1)?\s?", re.I
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_PAIR = re.compile(r"(?:[-*+] |\d+[.)] )?(.+?)\s+::\s+(.+)$")
_LOOSE_PAIR = re.compile(r"(?:[-*+] |\d+[.)] )?(.+?)\s*::\s*(.+)$")
_FENCE = re.compile(r"\s*(```|~~~)")
_FENCE_END = re.compile(r"\s*(?:`{3,}|~{3,})\s*$")
_RULE = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_TO_ESCAPE = re.compile(rf"\\*(?:{_SAYS})|\\+\s*(?:```|~~~)", re.I)
_ESCAPED = re.compile(rf"\\(?=\\*(?:{_SAYS}|\s*(?:```|~~~)))", re.I)
_PAIR_TO_ESCAPE = re.compile(r"(?<=\s)(?=\\*::\s)")
_ESCAPED_PAIR = re.compile(r"(?<=\s)\\(?=\\*::\s)")


def read_markdown(data: bytes) -> Deck:
    """Return the cards of a Markdown file, in whichever of three ways it writes them.

    Behind `Q:` and `A:`, lines `Tags:` and `Id:` may follow. A heading with text is a card; one
    that has cards below it, or headings alone, is their topic. A line `front :: back` is a card
    where it begins a paragraph. Lines in fences are text. What is in no card is skipped, and so
    told. Raises CannotImport where there are no cards.
    """
    reader = _Reader(decoded(data).split("\n"))
    deck = gathered(reader.cards())
    if not deck.cards and not deck.skipped:
        hint = "Write Q: and A: before the sides, or a heading above each answer."
        raise CannotImport("The file holds no questions and answers.", hint=hint)
    return Deck(deck.cards, (*reader.skipped, *deck.skipped))


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
    """Return a text none of whose lines looks like a label, a heading, a pair, or like a fence
    that is never closed; what stands in fences stays as it is."""
    lines = text.split("\n")
    fenced = _fenced(lines)
    return "\n".join(
        line if place in fenced else _escaped_line(line) for place, line in enumerate(lines)
    )


def _escaped_line(line: str) -> str:
    line = _PAIR_TO_ESCAPE.sub(r"\\", line)
    return f"\\{line}" if _TO_ESCAPE.match(line) or _FENCE.match(line) else line


def _plain(line: str) -> str:
    line = _ESCAPED.sub("", line, count=1) if line.startswith("\\") else line
    return _ESCAPED_PAIR.sub("", line)


def _fenced(lines: Sequence[str], sides: Sequence[str] | None = None) -> set[int]:
    """Return the places of the lines in fences that are closed, the fences' own among them.

    `sides` are the lines without their labels, behind which a fence may open.
    """
    closing: dict[str, list[int]] = {"```": [], "~~~": []}
    for place, line in enumerate(lines):
        if match := _FENCE_END.match(line):
            closing[match[0].strip()[:3]].append(place)
    inside: set[int] = set()
    behind = 0
    for place, line in enumerate(lines if sides is None else sides):
        match = _FENCE.match(line) if place >= behind else None
        if match is None:
            continue
        ends = closing[match[1]]
        at = bisect_right(ends, place)
        if at < len(ends):
            behind = ends[at] + 1
            inside.update(range(place if line == lines[place] else place + 1, behind))
    return inside


@dataclass(slots=True)
class _Open:
    """A card with labels that is being read."""

    line: int
    topic: str
    sides: dict[str, list[str]] = field(default_factory=dict)
    at: str = "Q"

    def add(self, text: str) -> None:
        """Add a line to the side that is being read; behind tags and id the answer goes on."""
        self.sides.setdefault(self.at if self.at in "QA" else "A", []).append(text)

    def label(self, name: str, text: str) -> None:
        """Begin another side, or tags, or an id."""
        self.at = name[0].upper()
        self.sides.setdefault(self.at, []).append(text)

    def card(self) -> tuple[str, Card]:
        """Return the place and the card."""
        text = {name: "\n".join(lines) for name, lines in self.sides.items()}
        tags = text.get("T", "").replace(",", " ").replace("#", " ").split()
        return (
            f"line {self.line}",
            Card(text["Q"], text.get("A", ""), tuple(tags), text.get("I", "").strip(), self.topic),
        )


@dataclass(slots=True)
class _Section:
    """A heading that is being read, with the lines below it that are in no card of another kind."""

    line: int = 0
    front: str = ""
    body: dict[int, str] = field(default_factory=dict)

    @property
    def has_text(self) -> bool:
        """Whether anything stands below the heading."""
        return any(line.strip() for line in self.body.values())


class _Reader:
    """Reads the lines of a file from the first to the last, once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        labels = [_LABEL.match(line) for line in lines]
        sides = [
            line[label.end() :] if label is not None else line
            for line, label in zip(lines, labels, strict=True)
        ]
        self._fenced = _fenced(lines, sides)
        self._pair = _LOOSE_PAIR if self._is_list() else _PAIR
        self._topic = _Section()
        self._used = True
        """Whether a card stands below the topic."""
        self._section = _Section()
        self._card: _Open | None = None
        self._begins = True
        """Whether the line above leaves room for a pair: it is blank, a heading or a pair."""
        self._told = -1
        self.skipped: list[Skipped] = []

    def _is_list(self) -> bool:
        """Whether a file is nothing but pairs, so that no blanks need stand around the colons."""
        said = [line for line in self._lines if line.strip() and not _HEADING.match(line)]
        if any(_asks(_LABEL.match(line)) for line in said):
            return False
        return all(map(_LOOSE_PAIR.match, said)) or not any(map(_HEADING.match, self._lines))

    def cards(self) -> Iterator[tuple[str, Card]]:
        """Yield the cards with their places; what is in none is in `skipped` behind the last."""
        for number, line in enumerate(self._lines, 1):
            if number - 1 in self._fenced:
                self._text(number, line)
                self._begins = False
            else:
                yield from self._line(number, line)
        yield from self._end_card()
        yield from self._end_section()
        self._begin_topic(_Section())

    def _line(self, number: int, line: str) -> Iterator[tuple[str, Card]]:
        label, heading, pair = _LABEL.match(line), _HEADING.match(line), self._pair.match(line)
        if label is not None and _asks(label):
            yield from self._end_card()
            yield from self._leave_heading()
            self._card = _Open(number, self._below(), {"Q": [_plain(line[label.end() :])]})
            self._begins = False
        elif heading is not None:
            yield from self._end_card()
            yield from self._end_section()
            self._section = _Section(number, heading.group(2))
            self._begins = True
        elif label is not None and self._card is not None:
            self._card.label(label.group(2), _plain(line[label.end() :]))
            self._begins = self._card.at not in "QA"
        elif pair is not None and self._leaves_room():
            yield from self._end_card()
            yield from self._leave_heading()
            yield f"line {number}", Card(pair.group(1), pair.group(2), topic=self._below())
            self._begins = True
        else:
            if pair is not None and (self._card is None or "A" in self._card.sides):
                why = "it stands in the text above; a blank line before it makes it a card"
                self.skipped.append(Skipped(f"line {number}", why))
            self._text(number, _plain(line) if self._card is not None else line)
            self._begins = not line.strip()

    def _leaves_room(self) -> bool:
        """Whether a pair here is a card, and no line of another one's text."""
        if self._card is not None:
            return self._begins and "A" in self._card.sides
        return self._begins or not self._section.has_text

    def _text(self, number: int, line: str) -> None:
        """Add a line to what is being read, or tell that it is in no card."""
        if self._card is not None:
            self._card.add(line)
        elif self._section.front:
            self._section.body[number] = line
        elif line.strip() and not _RULE.match(line):
            if number != self._told + 1:
                self.skipped.append(Skipped(f"line {number}", "it is in no card"))
            self._told = number

    def _begin_topic(self, section: _Section) -> None:
        if not self._used:
            why = "no card stands directly below this heading"
            self.skipped.append(Skipped(f"line {self._topic.line}", why))
        self._topic, self._used = section, not section.front

    def _below(self) -> str:
        """Return the topic of a card that stands here."""
        self._used = True
        return self._topic.front

    def _end_card(self) -> Iterator[tuple[str, Card]]:
        if self._card is not None:
            yield self._card.card()
        self._card = None

    def _leave_heading(self) -> Iterator[tuple[str, Card]]:
        """Make the heading the topic of the card that begins; one that asks and has text below it
        is a card itself."""
        section = self._section
        if section.front.endswith("?") or not section.has_text:
            yield from self._end_section()
            return
        self._section = _Section()
        self._begin_topic(section)
        for number, line in section.body.items():
            self._text(number, line)

    def _end_section(self) -> Iterator[tuple[str, Card]]:
        section, self._section = self._section, _Section()
        if section.has_text:
            body = "\n".join(section.body.values())
            yield f"line {section.line}", Card(section.front, body, topic=self._below())
        elif section.front:
            self._begin_topic(section)


def _asks(label: re.Match[str] | None) -> bool:
    return label is not None and label.group(2)[0] in "Qq"
