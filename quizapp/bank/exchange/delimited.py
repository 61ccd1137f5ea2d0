"""Cards as CSV and TSV (RFC 4180 quoting), and as the unquoted text of Quizlet and Knowt."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from quizapp.bank.checked import count
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
    left_out,
    one_line,
)

COLUMNS = ("front", "back", "tags", "id", "topic")
_WITHOUT_HEADER = ("front", "back", "tags")
_NAMES = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(("question", "questions", "q", "term", "prompt"), "front"),
    **dict.fromkeys(("answer", "answers", "a", "definition", "response"), "back"),
    **dict.fromkeys(("tag", "label", "labels", "keywords"), "tags"),
    **dict.fromkeys(("deck", "category", "subject"), "topic"),
}
"""What the columns of a header may be called."""
_DELIMITERS = (",", ";", "\t", "|")
_Row = tuple[int, list[str]]
"""The line on which a row ends, and its cells."""


def read_rows(data: bytes, delimiter: str) -> Deck:
    """Return the cards of a CSV or TSV file: front, back, tags, or as its header says.

    Tags are parted by blanks, commas or semicolons. Where the cells are parted by something else
    than `delimiter`, that is found out. Cells of other columns are skipped. Raises CannotImport.
    """
    rows = _rows(decoded(data), delimiter)
    if not rows:
        raise CannotImport("The file holds no cards.")
    header = _header(rows[0][1])
    names = rows[0][1] if header else ()
    columns: Sequence[str] = header or _WITHOUT_HEADER
    rows = rows[1:] if header else rows
    deck = gathered(_cards(rows, columns))
    return Deck(deck.cards, (*_left_out(rows, columns, names), *deck.skipped))


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
    """Return a text for Quizlet or Knowt. It carries the two sides, and neither tags, ids nor
    topics; a separator within a side becomes a blank."""
    _check(separators, CannotExport)
    parts: list[str] = []
    changed = 0
    lost: Counter[str] = Counter()
    for card in cards:
        sides = [_without(side, separators) for side in (card.front, card.back)]
        changed += sides != [card.front, card.back]
        lost.update(name for name in ("id", "tags", "topic") if getattr(card, name))
        parts.append(separators.sides.join(sides))
    skipped = [left_out(name, number) for name, number in sorted(lost.items())]
    if changed:
        why = f"they became blanks in {count(changed, 'question')}"
        skipped.append(Skipped("separators within texts, such as line breaks", why))
    return CardFile((separators.cards.join(parts) + separators.cards).encode(), tuple(skipped))


def _check(separators: Separators, error: type[CannotImport | CannotExport]) -> None:
    if not separators.sides or not separators.cards or separators.sides in separators.cards:
        raise error("The two separators must be there and differ from each other.")


def _without(text: str, separators: Separators) -> str:
    for separator in (separators.cards, separators.sides):
        text = text.replace(separator, " ")
    return text.strip()


def _rows(text: str, delimiter: str) -> list[_Row]:
    """Return the rows that are not blank, parted by `delimiter`, or by another one where that
    makes a header or more cards of them. Raises CannotImport."""
    best: list[_Row] = []
    refused: CannotImport | None = None
    others = (other for other in _DELIMITERS if other != delimiter)
    for each in (delimiter, *others):
        try:
            rows = _parted(text, each)
        except CannotImport as error:
            refused = refused or (error if each == delimiter else None)
            continue
        if rows and _header(rows[0][1]) is not None:
            return rows
        if not best or _sides(rows) > _sides(best):
            best = rows
    if refused is not None and (not best or _sides(best) < len(best)):
        raise refused
    return best


def _sides(rows: Sequence[_Row]) -> int:
    """Return how many rows have two cells at least."""
    return sum(len(row) > 1 for _, row in rows)


def _parted(text: str, delimiter: str) -> list[_Row]:
    csv.field_size_limit(4 * MAX_SIDE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        message = f"Line {reader.line_num} cannot be read: {error}."
        hint = "A cell with quotes, line breaks or separators stands in double quotes."
        raise CannotImport(message, hint=hint) from error


def _left_out(
    rows: Iterable[_Row], columns: Sequence[str], names: Sequence[str]
) -> Iterator[Skipped]:
    """Yield each column with something in it that no part of a card is taken from."""
    filled: Counter[int] = Counter()
    for _, row in rows:
        filled.update(
            place
            for place, cell in enumerate(row)
            if cell.strip() and (place >= len(columns) or not columns[place])
        )
    for place, number in sorted(filled.items()):
        name = one_line(names[place]) if place < len(names) else ""
        why = f"it is no part of a card, and {number:,} {'row has' if number == 1 else 'rows have'}"
        yield Skipped(f"column {name or place + 1}", f"{why} something in it")


def _header(row: Sequence[str]) -> list[str] | None:
    """Return the columns' names where a row is a header: it names a front and a back. A column that
    has no name, or that of an earlier one, gets none."""
    names: list[str] = []
    for cell in row:
        name = _NAMES.get(cell.strip().lower(), "")
        names.append("" if name in names else name)
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
