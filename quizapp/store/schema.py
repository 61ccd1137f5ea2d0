"""Which version of the tables a database holds, found without loading a database library.

Revision ids are the product versions at which the tables changed, oldest first.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from quizapp.store.errors import StoreError, from_sqlite

REVISIONS = ("0.1.0",)
HEAD = REVISIONS[-1]
VERSION_TABLE = "alembic_version"


def check_file(path: Path, head: str = HEAD, *, busy_ms: int = 5000) -> str | None:
    """Return the revision of a database file before it is opened for use; StoreError when it must
    be left alone.

    Nothing is created or changed. None for a file that does not exist or has no tables.
    """
    folder = path.parent
    if path.exists() and not path.is_file():
        raise StoreError("not a database", f"{path} is not a file.", hint="Name another path.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(
            "read-only",
            f"Nothing can be saved in {folder}.",
            hint="Set QUIZAPP_DATA to a folder of yours.",
        )
    if not path.exists() or path.stat().st_size == 0:
        return None
    if not os.access(path, os.R_OK):
        raise StoreError(
            "no permission", f"The database {path} may not be read.", hint="Check its permissions."
        )
    if not os.access(path, os.W_OK):
        raise StoreError(
            "read-only",
            f"The database {path} cannot be written.",
            hint="Make it writable, or set QUIZAPP_DATA to a folder of yours.",
        )
    revision, empty = _look(path, busy_ms)
    check_revision(revision, empty, str(path), head)
    return revision


def check_revision(revision: str | None, empty: bool, where: str, head: str = HEAD) -> None:
    """StoreError for a database that is newer than we are or that is not ours."""
    if revision is None:
        if empty:
            return
        raise StoreError(
            "foreign",
            f"The database {where} belongs to another program.",
            hint="It was left as it is. Name another one.",
        )
    if _order(revision) > _order(head):
        raise StoreError(
            "newer",
            f"The database {where} was last used by quizapp {revision} or later; "
            f"this one knows it up to {head}.",
            hint="Upgrade with: pip install --upgrade quizapp. Nothing was changed.",
        )


def _look(path: Path, busy_ms: int) -> tuple[str | None, bool]:
    """The stored revision or None, and whether there are no tables at all."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
            db.execute(f"pragma busy_timeout={busy_ms}")
            tables = {row[0] for row in db.execute("select name from sqlite_master")}
            if VERSION_TABLE not in tables:
                return None, not tables
            row = db.execute(f"select version_num from {VERSION_TABLE}").fetchone()
            return (row[0] if row else None), not tables
    except sqlite3.Error as error:
        raise from_sqlite(error, str(path)) or error from error


def _order(revision: str) -> tuple[int, ...]:
    """The parts of a version as numbers; one that is none of ours counts as newer than all."""
    try:
        return tuple(int(part) for part in revision.split("."))
    except ValueError:
        return (10**9,)
