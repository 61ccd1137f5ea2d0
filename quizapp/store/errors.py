"""What keeps the store from working, as sentences: what happened, where, what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Literal

from quizapp.errors import EnvironmentProblem

Reason = Literal[
    "locked",
    "read-only",
    "corrupt",
    "newer",
    "foreign",
    "not a database",
    "no permission",
    "disk full",
    "disk",
    "unreachable",
    "no driver",
    "backup",
]
Explain = Callable[[BaseException], "StoreError | None"]
"""Turns an error of the driver into a sentence; None for one that is a mistake of ours."""


class StoreError(EnvironmentProblem):
    """The database does not let us; nothing was overwritten. `reason` names the trouble."""

    def __init__(self, reason: Reason, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


def explain_sqlite(where: str) -> Explain:
    """Return what turns SQLite's errors on this file into sentences."""
    return lambda error: from_sqlite(error, where)


def from_sqlite(error: BaseException, where: str) -> StoreError | None:
    """Return the sentence for an error of SQLite, None for one that is a mistake of ours."""
    if not isinstance(error, sqlite3.Error):
        return None
    name = getattr(error, "sqlite_errorname", None) or ""
    for prefix, reason, message, hint in _SQLITE:
        if name.startswith(prefix):
            return StoreError(reason, message.format(where), hint=hint)
    return None


_SQLITE: tuple[tuple[str, Reason, str, str], ...] = (
    (
        "SQLITE_BUSY",
        "locked",
        "The database {} is locked by another program.",
        "Close the other program, or wait until it is done, and try again. Nothing was written.",
    ),
    (
        "SQLITE_LOCKED",
        "locked",
        "The database {} is locked by another program.",
        "Close the other program, or wait until it is done, and try again. Nothing was written.",
    ),
    (
        "SQLITE_READONLY",
        "read-only",
        "The database {} cannot be written.",
        "Make the file and its folder writable, or set QUIZAPP_DATA to a folder of yours.",
    ),
    (
        "SQLITE_NOTADB",
        "not a database",
        "The file {} is not a database.",
        "It was left as it is. Move it away, or name another folder with QUIZAPP_DATA.",
    ),
    (
        "SQLITE_CORRUPT",
        "corrupt",
        "The database {} is damaged.",
        "It was left as it is. Copy the newest file of the backups folder beside it in its place.",
    ),
    (
        "SQLITE_FULL",
        "disk full",
        "The disk is full: the database {} could not grow.",
        "Free some space and try again. What was acknowledged before is safe.",
    ),
    (
        "SQLITE_CANTOPEN",
        "no permission",
        "The database {} cannot be opened.",
        "Check that its folder exists and is yours, or set QUIZAPP_DATA to a folder of yours.",
    ),
    (
        "SQLITE_PERM",
        "no permission",
        "The database {} may not be opened.",
        "Check the permissions of the file and its folder.",
    ),
    (
        "SQLITE_AUTH",
        "no permission",
        "The database {} may not be used.",
        "Check the permissions of the file and its folder.",
    ),
    (
        "SQLITE_IOERR",
        "disk",
        "The disk failed under the database {}.",
        "Check the disk and its free space. What was acknowledged before is in the file.",
    ),
)


def explain_postgres(where: str) -> Explain:
    """Return what turns psycopg's errors on this server into sentences; `where` has no password."""

    def explain(error: BaseException) -> StoreError | None:
        import psycopg

        if isinstance(error, psycopg.errors.DiskFull):
            return StoreError(
                "disk full",
                f"The disk of the database {where} is full.",
                hint="Free some space there and try again. What was acknowledged before is safe.",
            )
        if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
            return StoreError(
                "read-only",
                f"The database {where} takes no writes now.",
                hint="Connect to the primary server.",
            )
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            return StoreError(
                "no permission",
                f"This user may not use the database {where}.",
                hint="Grant it the right to create and use tables there.",
            )
        if isinstance(error, psycopg.OperationalError):
            return StoreError(
                "unreachable",
                f"The database {where} does not answer: {_first_line(error)}.",
                hint="Check that the server runs and that the URL is right, then start again.",
            )
        return None

    return explain


def _first_line(error: BaseException) -> str:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return first.rstrip(".")
