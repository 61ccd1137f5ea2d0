"""Copies of an SQLite database: checked before they count, thinned by age."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.store.errors import StoreError, from_sqlite

FOLDER = "backups"
KEEP_ALL = timedelta(days=2)
KEEP_DAILY = timedelta(days=30)
_NAME = re.compile(r"quizapp-(\d{8}T\d{6})-[a-z0-9.-]+\.db")
_STAMP = "%Y%m%dT%H%M%S"


def back_up(database: Path, reason: str, now: datetime) -> Path:
    """Copy a database, all of it as of one instant, into the folder beside it; return the copy.

    It is written under another name, checked page by page, flushed, and only then given its name;
    after that older copies are thinned. StoreError when it cannot be written or is not sound: then
    whatever was about to be done must not be done.
    """
    folder = database.parent / FOLDER
    slug = re.sub(r"[^a-z0-9.]+", "-", reason.lower()).strip("-.") or "copy"
    final = folder / f"quizapp-{now.astimezone(UTC):{_STAMP}}-{slug}.db"
    part = final.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(exist_ok=True)
        _copy(database, part)
        _flush(part)
        part.replace(final)
        _flush(folder)
    except sqlite3.Error as error:
        raise from_sqlite(error, str(part)) or error from error
    except OSError as error:
        raise StoreError(
            "backup",
            f"No backup could be written to {folder}: {error.strerror}.",
            hint="Nothing else was done. Make room or make the folder writable, and try again.",
        ) from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    for old in to_thin([path.name for path in folder.iterdir()], now):
        with suppress(OSError):
            (folder / old).unlink()
    return final


def latest(database: Path) -> datetime | None:
    """Return when the newest backup of a database was made, None without any."""
    folder = database.parent / FOLDER
    if not folder.is_dir():
        return None
    return max((at for path in folder.iterdir() if (at := _made(path.name))), default=None)


def to_thin(names: Sequence[str], now: datetime) -> list[str]:
    """Return the backups that may go: all are kept for two days, the last of each day for thirty,
    the last of each month for ever. Files with other names are never among them."""
    dated = sorted(((at, name) for name in names if (at := _made(name))), reverse=True)
    kept: set[str] = set()
    gone = []
    for at, name in dated:
        age = now - at
        if age <= KEEP_ALL:
            continue
        period = f"{at:%Y-%m-%d}" if age <= KEEP_DAILY else f"{at:%Y-%m}"
        if period in kept:
            gone.append(name)
        kept.add(period)
    return gone


def _made(name: str) -> datetime | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    with suppress(ValueError):
        return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    return None


def _copy(database: Path, target: Path) -> None:
    source_uri = f"{database.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(source_uri, uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("pragma busy_timeout=5000")
        source.backup(copy)
        # A copy stands alone: without the side files of the write-ahead log.
        copy.execute("pragma journal_mode=delete")
        verdict = copy.execute("pragma integrity_check").fetchone()[0]
    if verdict != "ok":
        raise StoreError(
            "corrupt",
            f"The database {database} is damaged: {verdict}.",
            hint="Nothing was changed. Earlier backups are in the backups folder.",
        )


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
