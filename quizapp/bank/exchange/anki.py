"""Anki packages (`.apkg`): a zip with an SQLite database. Written by genanki in schema 11, which
every Anki reads; read in that one and in the compressed schema 18 that Anki writes of itself since
2.1.50.

Reading opens one member of the archive, of bounded size, and asks the database one question under
a bound on its work; nothing of the archive is laid into the file system under a name of its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import IO

from quizapp.bank.exchange.anki_gaps import Gapped, NoGaps, gapped, has_gaps
from quizapp.bank.exchange.cards import (
    MAX_CARDS,
    CannotImport,
    Card,
    CardFile,
    Deck,
    Skipped,
    check_characters,
    gathered,
    one_line,
)
from quizapp.bank.exchange.html import markup, plain

MAX_PACKAGE = 64 * 1024 * 1024
MAX_DATABASE = 64 * 1024 * 1024
"""Bytes of a package and of the database in it."""
MAX_MEMBERS = 20_000
_STEPS = 1000
_MAX_CALLS = 200_000
"""The database may do `_STEPS` instructions this often."""
_COMPRESSED = "collection.anki21b"
_DATABASES = (_COMPRESSED, "collection.anki21", "collection.anki2")
"""The one to be read first: newer packages keep a stub under an old name, which only asks for an
update."""
_MAX_WINDOW = 128 * 1024 * 1024
"""Bytes that Zstandard may keep to look back into."""
_SEPARATOR = "\x1f"
DECK = "quizapp"
"""The deck of cards without a topic, above those of the topics."""
_MODEL = 1_700_000_000_001
"""The id of the one type of note: two sides."""
_BACK = "{{FrontSide}}<hr id=answer>{{Back}}"
_CSS = ".card { font-family: sans-serif; font-size: 20px; text-align: left; }"
_EPOCH = 1_700_000_000
"""The instant that exported notes bear, so that the same cards give the same bytes."""
_FIRST = _EPOCH * 1000
_OURS = "quizapp:"
"""What the ids of our notes begin with; behind it stands the question's id."""


def read_package(data: bytes) -> Deck:
    """Return the cards of an Anki package: the first two fields of each note, as plain text; where
    the first one has gaps it is a text with gaps.

    Pictures, sounds and further fields are not carried. Raises CannotImport.
    """
    if len(data) > MAX_PACKAGE:
        raise CannotImport("The package has more than 64 MB.", hint="Export it without media.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            database = _member(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise CannotImport(f"The file is not a whole Anki package: {error}.") from error
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "collection"
        path.write_bytes(database)
        try:
            rows = _rows(path)
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise CannotImport(f"The database of the package cannot be read: {error}.") from error
    skipped: list[Skipped] = []
    deck = gathered(_cards(rows, skipped))
    return Deck(deck.cards, (*skipped, *deck.skipped))


def write_package(cards: Iterable[Card]) -> CardFile:
    """Return an Anki package with a note for each card, a deck for each topic; it carries sides,
    tags and ids, as the notes' own ids."""
    import genanki

    model = genanki.Model(
        _MODEL,
        "quizapp",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Card 1", "qfmt": "{{Front}}", "afmt": _BACK}],
        css=_CSS,
    )
    decks: list[genanki.Deck] = []
    for place, card in enumerate(cards, 1):
        name = f"{DECK}::{card.topic}" if card.topic else DECK
        if not decks or decks[-1].name != name:
            decks.append(genanki.Deck(_FIRST + _digest(name, 5), name))
        fields = [markup(card.front), markup(card.back)]
        note = genanki.Note(model, fields, tags=list(card.tags), guid=_guid(card), due=place)
        decks[-1].add_note(note)
    with closing(sqlite3.connect(":memory:")) as database:
        genanki.Package(decks).write_to_db(database.cursor(), _EPOCH, count(_FIRST))
        database.commit()
        stored = database.serialize()
    stream = io.BytesIO()
    # Its own archive has the time of day in it, and is not compressed.
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, contents in (("collection.anki2", stored), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), contents)
    return CardFile(stream.getvalue())


def _guid(card: Card) -> str:
    return f"{_OURS}{card.id}" if card.id else f"quizapp-{_digest(card.front, 8):016x}"


def _digest(text: str, size: int) -> int:
    """Return a number of so many bytes that follows from a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=size).digest())


def _member(archive: zipfile.ZipFile) -> bytes:
    """Return the database of an archive. Raises CannotImport."""
    names = archive.namelist()
    if len(names) > MAX_MEMBERS:
        raise CannotImport(f"The package has more than {MAX_MEMBERS:,} files.")
    name = next((name for name in _DATABASES if name in names), None)
    if name is None:
        raise CannotImport("The package holds no collection.")
    with archive.open(name) as member:
        # What the archive, or a compressed member, says of its size is not believed.
        data = _expanded(member) if name == _COMPRESSED else member.read(MAX_DATABASE + 1)
    if len(data) > MAX_DATABASE:
        raise CannotImport("The database of the package has more than 64 MB.")
    return data


def _expanded(member: IO[bytes]) -> bytes:
    """Return what a compressed member holds, up to the bound and one byte. Raises CannotImport."""
    import zstandard

    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).stream_reader(member)
    try:
        return reader.read(MAX_DATABASE + 1)
    except zstandard.ZstdError as error:
        message = f"The database of the package cannot be read: {error}."
        raise CannotImport(message) from error


def _rows(path: Path) -> list[tuple[str, str, str, str]]:
    """Return guid, fields, tags and deck of every note."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        database.set_progress_handler(_bounded(), _STEPS)
        database.execute("PRAGMA trusted_schema = OFF")
        tables = {
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'"
            )
        }
        if not {"notes", "cards"} <= tables:
            raise sqlite3.DatabaseError("it has no notes")
        rows = database.execute(
            "SELECT n.guid, n.flds, n.tags, MIN(c.did) FROM notes n LEFT JOIN cards c"
            " ON c.nid = n.id GROUP BY n.id ORDER BY n.id LIMIT ?",
            (MAX_CARDS + 1,),
        ).fetchall()
        if "decks" in tables:
            names = database.execute("SELECT id, name FROM decks").fetchall()
            decks = _last_parts(names, _SEPARATOR)
        else:
            decks = _decks(database) if "col" in tables else {}
    if not all(isinstance(cell, str) for row in rows for cell in row[:3]):
        raise sqlite3.DatabaseError("a note is not text")
    return [(*row[:3], decks.get(str(row[3]), "")) for row in rows]


def _decks(database: sqlite3.Connection) -> dict[str, str]:
    """Return the last part of each deck's name by its id; empty where there is none to be read."""
    row = database.execute("SELECT decks FROM col LIMIT 1").fetchone()
    try:
        decks = json.loads(row[0]) if row else {}
        names = [(key, deck["name"]) for key, deck in decks.items()]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {}
    return _last_parts(names, "::")


def _last_parts(names: Iterable[tuple[object, object]], separator: str) -> dict[str, str]:
    """Return what stands behind the last separator of each deck's name, by the deck's id."""
    last = {str(key): str(name).rpartition(separator)[2] for key, name in names}
    return {key: name for key, name in last.items() if name not in ("Default", DECK)}


def _bounded() -> Callable[[], bool]:
    """Return a handler that stops the database when it has worked too long."""
    calls = 0

    def stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > _MAX_CALLS

    return stop


def _cards(
    rows: Iterable[tuple[str, str, str, str]], skipped: list[Skipped]
) -> Iterator[tuple[str, Card]]:
    for place, (guid, stored, tags, topic) in enumerate(rows, 1):
        fields = stored.split(_SEPARATOR)
        (front, lost), (back, also) = (plain(field) for field in (*fields, "")[:2])
        where = f"note {place}"
        check_characters(f"{front}\n{back}\n{tags}\n{topic}", f"Note {place}")
        text = Gapped(front)
        gaps = has_gaps(front)
        if gaps:
            try:
                text = gapped(front)
            except NoGaps as error:
                skipped.append(Skipped(one_line(front), f"left out: {error}"))
                continue
        skipped += (Skipped(one_line(text.text), what) for what in text.lost)
        if lost or also:
            skipped.append(Skipped(one_line(front) or where, "its pictures and sounds"))
        if any(plain(field)[0] for field in fields[2:]):
            skipped.append(Skipped(one_line(front) or where, "its further fields"))
        name = guid.removeprefix(_OURS) if guid.startswith(_OURS) else ""
        yield where, Card(text.text, back, tuple(tags.split()), name, topic, gaps)
