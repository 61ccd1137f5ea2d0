"""A card of two sides: what the other programs know of a question."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from quizapp.bank.authoring import slug
from quizapp.bank.checked import count
from quizapp.bank.fields import ID_PATTERN
from quizapp.errors import UsageError

MAX_BYTES = 8 * 1024 * 1024
"""Bytes of a file of cards that are read; an Anki package may have more."""
MAX_CARDS = 20_000
MAX_SIDE = 20_000
"""Characters of one side, as for every text of a bank."""

_ID = re.compile(ID_PATTERN)
_GAP = re.compile(r"\{\{c\d::(.*?)\}\}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"PK\x03\x04", "a zip archive"))


class CannotImport(UsageError):
    """The file is not what it should be; nothing was written."""


class CannotExport(UsageError):
    """The questions cannot be written in this format."""


@dataclass(frozen=True, slots=True)
class Card:
    """Two sides, tags, and where they are known the question's id and its topic.

    With `gaps` the front is a text with gaps as the bank format has them (`{{c1::word}}`), and the
    back, which may be empty, explains it.
    """

    front: str
    back: str
    tags: tuple[str, ...] = ()
    id: str = ""
    topic: str = ""
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not carried: what (a place or an id), and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of a file, and what of it could not be carried."""

    cards: tuple[Card, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class CardFile:
    """The bytes of a file of cards, and what of the cards it does not carry."""

    data: bytes
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Separators:
    """What stands between the sides of a card, and between cards, in a text without quotes."""

    sides: str = "\t"
    cards: str = "\n"


Read = Callable[[bytes], Deck]
"""From a file's bytes to its cards. Raises CannotImport."""
Write = Callable[[Iterable[Card]], CardFile]
"""From cards to a file's bytes. Raises CannotExport."""


def left_out(field: str, number: int) -> Skipped:
    """Return what is to be said of a field of so many questions that a format does not carry."""
    return Skipped(field, f"left out of {count(number, 'question')}")


def decoded(data: bytes) -> str:
    """Return the text of a file, with line ends as LF and without a UTF-8 byte order mark.

    Raises CannotImport for what is too large, is not UTF-8, or holds control characters: escape
    sequences among them.
    """
    if len(data) > MAX_BYTES:
        message = f"The file has {len(data) / 1e6:.1f} MB; at most 8 MB are read."
        raise CannotImport(message, hint="Split it.")
    for mark, what in _MARKS:
        if data.startswith(mark):
            hint = "Save it as UTF-8 text." if what == "UTF-16" else "Try --format anki."
            raise CannotImport(f"The file is {what}, not UTF-8 text.", hint=hint)
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Line {line} is not UTF-8: byte 0x{data[error.start]:02x}."
        raise CannotImport(message, hint="Save it as UTF-8 text.") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_characters(text, "Line {line}")
    return text


def check_characters(text: str, where: str) -> None:
    """Raise CannotImport where a control character stands in a text; `where` may say `{line}`."""
    found = _CONTROL.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        name = f"U+{ord(found.group()):04X}"
        message = f"{where.format(line=line)} holds the control character {name}."
        raise CannotImport(message, hint="Delete it and import again.")


def gathered(found: Iterable[tuple[str, Card]]) -> Deck:
    """Return the deck of cards, each with the place where it was found.

    Sides are stripped, tags become ids; a card without a side, with one that is too long, or with
    the front of an earlier card is skipped, and so are ids and tags that cannot be such. Raises
    CannotImport where there are too many cards.
    """
    cards: list[Card] = []
    skipped: list[Skipped] = []
    fronts: dict[str, str] = {}
    for where, raw in found:
        card = tidy(raw)
        first = fronts.setdefault(card.front, where)
        if not card.front or not (card.back or card.gaps):
            skipped.append(Skipped(where, "it has only one side"))
        elif max(len(card.front), len(card.back)) > MAX_SIDE:
            skipped.append(Skipped(where, f"a side has more than {MAX_SIDE:,} characters"))
        elif first != where:
            skipped.append(Skipped(where, f"{first} asks the same"))
        else:
            cards.append(card)
            skipped += (Skipped(where, lost) for lost in _lost(raw, card))
        if len(cards) > MAX_CARDS:
            raise CannotImport(f"The file has more than {MAX_CARDS:,} cards.", hint="Split it.")
    return Deck(tuple(cards), tuple(skipped))


def _lost(raw: Card, card: Card) -> Iterator[str]:
    """Yield what of a card a bank cannot hold."""
    if raw.id.strip() and not card.id:
        yield f"its id {one_line(raw.id)!r} is no id of a question"
    tags = [one_line(tag) for tag in raw.tags if not _is_tag(tag)]
    if tags:
        yield f"its tags without letters from a to z or digits: {', '.join(tags)}"


def _is_tag(tag: str) -> bool:
    return re.search("[A-Za-z0-9]", tag) is not None


def tidy(card: Card) -> Card:
    """Return a card as a bank can hold it: sides without blanks around them, tags as ids."""
    tags = dict.fromkeys(slug(tag) for tag in card.tags if _is_tag(tag))
    return replace(
        card,
        front=card.front.strip(),
        back=card.back.strip(),
        tags=tuple(tags),
        id=card.id if _ID.match(card.id) and len(card.id) <= 80 else "",
        topic=slug(card.topic) if card.topic else "",
    )


def stable_id(card: Card) -> str:
    """Return the card's id: its own, or one that follows from its front alone, so that the same
    card gets the same id at every import, whatever else the file holds."""
    if card.id:
        return card.id
    said = _GAP.sub(r"\1", card.front) if card.gaps else card.front
    digest = hashlib.blake2b(card.front.encode(), digest_size=4).hexdigest()
    return f"{slug(' '.join(said.split()[:8]))[:48].strip('-')}-{digest}"


def one_line(text: str) -> str:
    """Return a text with its white space folded, for the name of a card in a message."""
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else f"{folded[:57]}..."
