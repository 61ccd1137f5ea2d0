"""Engines for the two databases that the store speaks, set up once and alike for every use."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from quizapp.errors import UsageError
from quizapp.store.errors import StoreError, from_sqlite

BUSY_MS = 5000
"""How long a writer waits for another window before it says that the database is locked."""
_CONNECT_SECONDS = 10


def locate(where: str | Path) -> Path | URL:
    """Return the path of an SQLite file or the URL of a PostgreSQL database.

    UsageError for any other database, by name, and for what is no URL.
    """
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise UsageError(
            "The database URL cannot be read.",
            hint="Write postgresql://user@host/name, or leave it out for SQLite.",
        ) from error
    kind = url.get_backend_name()
    if kind == "sqlite":
        if not url.database or url.database == ":memory:":
            raise UsageError(
                "An SQLite database needs a file, so that progress is kept.",
                hint="Write sqlite:///path/to/quizapp.db.",
            )
        return Path(url.database)
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise UsageError(
        f"Databases of the kind {kind!r} are not supported.",
        hint="Use SQLite (the default) or a URL that begins with postgresql://.",
    )


def sqlite_engine(path: Path, *, busy_ms: int = BUSY_MS) -> Engine:
    """Return an engine whose transactions take the write lock at once; `reading` leaves it."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={
            # The driver's own BEGIN is deferred: it would fail with "database is locked" as soon
            # as another window has written in between, whatever the timeout.
            "isolation_level": None,
            "check_same_thread": False,
        },
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        try:
            connection.execute(f"pragma busy_timeout={busy_ms}")
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")
            connection.execute("pragma foreign_keys=on")
        except sqlite3.Error as error:
            raise from_sqlite(error, str(path)) or error from error

    @event.listens_for(engine, "begin")
    def take_the_lock(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        original = context.original_exception
        if isinstance(original, sqlite3.Error) and (told := from_sqlite(original, str(path))):
            raise told from original

    return engine


def postgres_engine(url: URL) -> Engine:
    """Return an engine for PostgreSQL by psycopg; StoreError where the driver is missing."""
    where = url.render_as_string(hide_password=True)
    try:
        import psycopg
    except ImportError as error:
        raise StoreError(
            "no driver",
            "PostgreSQL needs the package psycopg.",
            hint="Install it with: pip install 'quizapp[postgres]'",
        ) from error
    options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS}
    engine = create_engine(
        url, connect_args={k: v for k, v in options.items() if k not in url.query}
    )

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        original = context.original_exception
        if isinstance(original, psycopg.errors.DiskFull):
            raise StoreError(
                "disk full",
                f"The disk of the database {where} is full.",
                hint="Free some space there and try again. What was acknowledged before is safe.",
            ) from original
        if isinstance(original, (psycopg.errors.ReadOnlySqlTransaction,)):
            raise StoreError(
                "read-only",
                f"The database {where} takes no writes now.",
                hint="Connect to the primary server.",
            ) from original
        if isinstance(original, psycopg.errors.InsufficientPrivilege):
            raise StoreError(
                "no permission",
                f"This user may not use the database {where}.",
                hint="Grant it the right to create and use tables there.",
            ) from original
        if isinstance(original, psycopg.OperationalError):
            raise StoreError(
                "unreachable",
                f"The database {where} does not answer: {_first_line(original)}",
                hint="Check that the server runs and that the URL is right, then start again.",
            ) from original

    return engine


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
