"""Engines for the two databases that the store speaks, set up once and alike for every use."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from quizapp.errors import UsageError
from quizapp.store.errors import Explain, StoreError

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


def sqlite_engine(path: Path, explain: Explain, *, busy_ms: int = BUSY_MS) -> Engine:
    """Return an engine whose transactions take the write lock at once.

    Connections with the execution option `reading` do not; they see each statement by itself.
    `explain` turns the driver's errors into sentences.
    """
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
            raise explain(error) or error from error

    @event.listens_for(engine, "begin")
    def take_the_lock(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            try:
                connection.connection.cursor().execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise explain(error) or error from error

    _tell(engine, explain)
    return engine


def postgres_engine(url: URL, explain: Explain) -> Engine:
    """Return an engine for PostgreSQL by psycopg; StoreError where the driver is missing."""
    if find_spec("psycopg") is None:
        raise StoreError(
            "no driver",
            "PostgreSQL needs the package psycopg.",
            hint="Install it with: pip install 'quizapp[postgres]'",
        )
    wait = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    engine = create_engine(url, connect_args=wait)
    _tell(engine, explain)
    return engine


def _tell(engine: Engine, explain: Explain) -> None:
    """Have the errors that a person can do something about told as sentences."""

    @event.listens_for(engine, "handle_error")
    def say(context: ExceptionContext) -> None:
        told = explain(context.original_exception)
        if told is not None:
            raise told from context.original_exception
