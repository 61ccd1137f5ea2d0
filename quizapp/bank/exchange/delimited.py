"""Cards as CSV and TSV (RFC 4180 quoting), and as the unquoted text of Quizlet and Knowt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from quizapp.bank.exchange.cards import (
    MAX_SIDE,
    CannotExport,
    CannotImport,
    Card,
    CardFile,
    Deck,
    Separators,
    Skipped,
    decoded,
    gathered,
    one_line,
)

COLUMNS = ("front", "back", "tags", "id", "topic")
_NAMES = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(("question", "term", "prompt"), "front"),
    **dict.fromkeys(("answer", "definition"), "back"),
    **dict.fromkeys(("tag", "labels"), "tags"),
    "deck": "topic",
}
"""What the columns of a header may be called."""


def read_rows(data: bytes, delimiter: str) -> Deck:
    """Return the cards of a CSV or TSV file: front, back, tags, or as its header says.

    Tags are parted by blanks, commas or semicolons. Raises CannotImport.
    """
    text = decoded(data)
    csv.field_size_limit(4 * MAX_SIDE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        message = f"Line {reader.line_num} cannot be read: {error}."
        hint = "A cell with quotes, line breaks or separators stands in double quotes."
        raise CannotImport(message, hint=hint) from error
    if not rows:
        raise CannotImport("The file holds no cards.")
    header = _header(rows[0][1])
    columns: Sequence[str] = header or COLUMNS
    return gathered(_cards(rows[1:] if header else rows, columns))


def write_rows(cards: Iterable[Card], delimiter: str) -> CardFile:
    """Return a CSV or TSV file with a header; it carries everything that a card has."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for card in cards:
        writer.writerow((card.front, card.back, " ".join(card.tags), card.id, card.topic))
    return CardFile(stream.getvalue().encode())


def read_terms(data: bytes, separators: Separators) -> Deck:
    """Return the cards of a text with one separator between sides and one between cards."""
    _check(separators, CannotImport)
    text = decoded(data)
    found: list[tuple[str, Card]] = []
    number = 0
    for part in text.split(separators.cards):
        if not part.strip():
            continue
        number += 1
        front, _, back = part.partition(separators.sides)
        found.append((f"card {number}", Card(front, back)))
    if not found:
        raise CannotImport("The file holds no cards.")
    return gathered(found)


def write_terms(cards: Iterable[Card], separators: Separators) -> CardFile:
    """Return a text for Quizlet or Knowt. It carries the two sides; a separator within one becomes
    a blank."""
    _check(separators, CannotExport)
    parts: list[str] = []
    skipped: list[Skipped] = []
    for card in cards:
        sides = [_without(side, separators) for side in (card.front, card.back)]
        if sides != [card.front, card.back]:
            why = "separators within its texts, such as line breaks, became blanks"
            skipped.append(Skipped(card.id or one_line(card.front), why))
        if card.tags:
            skipped.append(Skipped(card.id or one_line(card.front), "its tags"))
        parts.append(separators.sides.join(sides))
    return CardFile((separators.cards.join(parts) + separators.cards).encode(), tuple(skipped))


def _check(separators: Separators, error: type[CannotImport | CannotExport]) -> None:
    if not separators.sides or not separators.cards or separators.sides in separators.cards:
        raise error("The two separators must be there and differ from each other.")


def _without(text: str, separators: Separators) -> str:
    for separator in (separators.cards, separators.sides):
        text = text.replace(separator, " ")
    return text.strip()


def _header(row: Sequence[str]) -> list[str] | None:
    """Return the columns' names where a row is a header: it names a front and a back."""
    names = [_NAMES.get(cell.strip().lower(), "") for cell in row]
    return names if {"front", "back"} <= set(names) else None


def _cards(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Sequence[str]
) -> Iterator[tuple[str, Card]]:
    for line, row in rows:
        cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
        tags = cells.get("tags", "").replace(",", " ").replace(";", " ").split()
        yield (
            f"line {line}",
            Card(
                cells.get("front", ""),
                cells.get("back", ""),
                tuple(tags),
                cells.get("id", "").strip(),
                cells.get("topic", "").strip(),
            ),
        )
