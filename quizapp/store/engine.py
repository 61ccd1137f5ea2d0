"""Opening the store: the right engine, the right tables, and nothing touched when in doubt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from quizapp.clock import Clock
from quizapp.srs.state import CardKey
from quizapp.srs.studyday import DAY_STARTS_AT
from quizapp.store import backup, migrate, schema
from quizapp.store.connect import BUSY_MS, locate, postgres_engine, sqlite_engine
from quizapp.store.errors import StoreError, explain_postgres, explain_sqlite
from quizapp.store.interviews import Interviews
from quizapp.store.marks import Marks
from quizapp.store.records import Conflict, Recorded
from quizapp.store.reschedule import Reschedule
from quizapp.store.sessions import Sessions
from quizapp.store.undo import Undo
from quizapp.store.upkeep import Upkeep

_BETWEEN_RESETS = timedelta(days=1)


class Store(Interviews, Undo, Sessions, Marks, Upkeep, Reschedule):
    """Everything that can be asked of progress, verbs by noun in the modules of this package.

    It belongs to one thread at a time and keeps its connections open until `close`.
    """

    path: Path | None = None
    """The database file; None for a server."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def backup(self, reason: str) -> Path:
        """Write a checked copy beside the database and return its path; StoreError on a server,
        whose backups are its own."""
        if self.path is None:
            raise StoreError(
                "backup",
                f"The database {self.where} is on a server: it is not backed up from here.",
                hint="Use pg_dump there.",
            )
        return backup.back_up(self.path, reason, self.clock.now())

    def rebuild(self) -> int:
        """Copy the last effective log row to every card that differs, after a backup; return how
        many did."""
        if self.path is not None:
            self.backup("rebuild")
        return super().rebuild()

    def reset(self, key: CardKey, *, revision: int | None = None) -> Recorded | Conflict | None:
        """Make a question new again, as `Upkeep.reset`; the first of a day makes a backup."""
        if self.path is not None and self.card(key) is not None:
            made = backup.latest(self.path)
            if made is None or self.clock.now() - made > _BETWEEN_RESETS:
                self.backup("reset")
        return super().reset(key, revision=revision)


def open_store(
    where: str | Path,
    *,
    clock: Clock,
    day_starts_at: timedelta = DAY_STARTS_AT,
    busy_ms: int = BUSY_MS,
    scripts: Path = migrate.SCRIPTS,
    head: str = schema.HEAD,
) -> Store:
    """Open, make or upgrade the database at a path or URL (SQLite or PostgreSQL).

    Raises UsageError for another kind of database, and StoreError (exit code 3) for one that is
    locked, read-only, damaged, newer than we are, another program's, or no database at all; it is
    left as it was found. An upgrade of a file makes a checked backup first.
    """
    target = locate(where)
    if isinstance(target, URL):
        return _open_server(target, clock, day_starts_at, scripts, head)
    return _open_file(target, clock, day_starts_at, busy_ms, scripts, head)


def _open_file(
    path: Path, clock: Clock, day_starts_at: timedelta, busy_ms: int, scripts: Path, head: str
) -> Store:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "no permission",
            f"{path.parent} is a file, not a folder."
            if path.parent.is_file()
            else f"The folder {path.parent} cannot be made: {error.strerror}.",
            hint="Name a folder of yours with --data or QUIZAPP_DATA.",
        ) from error
    revision = schema.check_file(path, head, busy_ms=busy_ms)
    explain = explain_sqlite(str(path))
    engine = sqlite_engine(path, explain, busy_ms=busy_ms)
    try:
        if revision is None:
            migrate.create(engine)
        elif revision != head:
            backup.back_up(path, f"before {head}", clock.now())
            migrate.upgrade(engine, scripts, head)
        store = Store(engine, explain, where=str(path), clock=clock, day_starts_at=day_starts_at)
    except BaseException:
        engine.dispose()
        raise
    store.path = path
    return store


def _open_server(
    url: URL, clock: Clock, day_starts_at: timedelta, scripts: Path, head: str
) -> Store:
    where = url.set(drivername="postgresql").render_as_string(hide_password=True)
    explain = explain_postgres(where)
    engine = postgres_engine(url, explain)
    try:
        revision, empty = migrate.stored_revision(engine)
        schema.check_revision(revision, empty, where, head)
        if revision is None:
            migrate.create(engine)
        elif revision != head:
            migrate.upgrade(engine, scripts, head)
        return Store(engine, explain, where=where, clock=clock, day_starts_at=day_starts_at)
    except BaseException:
        engine.dispose()
        raise
