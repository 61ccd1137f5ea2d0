"""The formats of cards by name, and which one a file's name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from quizapp.bank.exchange.cards import Card, CardFile, Deck, Separators

FormatName = Literal["csv", "tsv", "markdown", "quizlet", "json", "anki"]
NAMES: tuple[str, ...] = get_args(FormatName)

_BY_SUFFIX: dict[str, FormatName] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "quizlet",
    ".json": "json",
    ".apkg": "anki",
}


@dataclass(frozen=True, slots=True)
class CardFormat:
    """How a file of cards is read and written. Raises CannotImport and CannotExport."""

    read: Callable[[bytes], Deck]
    write: Callable[[Sequence[Card]], CardFile]


def guessed(path: Path) -> FormatName | None:
    """Return the format that a file's name means, None where it means none."""
    return _BY_SUFFIX.get(path.suffix.lower())


def card_format(name: FormatName, separators: Separators) -> CardFormat:
    """Return the format of that name; `json` holds whole questions and is none of cards."""
    from quizapp.bank.exchange import delimited, markdown

    match name:
        case "csv" | "tsv":
            mark = "," if name == "csv" else "\t"
            return CardFormat(
                lambda data: delimited.read_rows(data, mark),
                lambda cards: delimited.write_rows(cards, mark),
            )
        case "quizlet":
            return CardFormat(
                lambda data: delimited.read_terms(data, separators),
                lambda cards: delimited.write_terms(cards, separators),
            )
        case "markdown":
            return CardFormat(markdown.read_markdown, markdown.write_markdown)
        case "anki":
            from quizapp.bank.exchange import anki

            return CardFormat(anki.read_package, anki.write_package)
        case "json":
            raise ValueError("json is read and written by exchange.documents")
