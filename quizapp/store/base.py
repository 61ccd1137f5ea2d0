"""The two connections of a store and the few ways in which verbs use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from quizapp.clock import Clock
from quizapp.srs.studyday import DAY_STARTS_AT, study_day
from quizapp.store import tables as t
from quizapp.store.errors import Explain, StoreError
from quizapp.store.prepared import Prepared

Values = Mapping[str, Any]
Rows = CursorResult[*tuple[Any, ...]]

_READING: Mapping[str, Mapping[str, Any]] = {
    # The driver of SQLite begins nothing by itself (see `connect`); psycopg does.
    "sqlite": {"reading": True},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}


class Database:
    """One open database: a connection that writes, in transactions that take the lock at once, and
    one that reads outside of transactions, so that readers never wait. Both stay open: taking a
    connection from a pool costs more than the statement. One thread at a time.
    """

    def __init__(
        self,
        engine: Engine,
        explain: Explain,
        *,
        where: str,
        clock: Clock,
        day_starts_at: timedelta = DAY_STARTS_AT,
    ) -> None:
        self.where = where
        self.clock = clock
        self.day_starts_at = day_starts_at
        self._engine = engine
        self._explain = explain
        self._ready: dict[ClauseElement, Prepared] = {}
        self._writer = engine.connect()
        self._reader = engine.connect().execution_options(**_READING[engine.name])
        self._schedulers: dict[object, int] = {}
        self._salt: bytes | None = None

    def close(self) -> None:
        """Give both connections back; the store cannot be used after that."""
        self._reader.close()
        self._writer.close()
        self._engine.dispose()

    def _read(self, statement: Executable, parameters: Values | None = None) -> Rows:
        return self._reader.execute(statement, parameters)

    def _prepared(self, statement: ClauseElement) -> Prepared:
        """A statement that runs at every answer, compiled at its first use."""
        ready = self._ready.get(statement)
        if ready is None:
            ready = Prepared(statement, self._engine.dialect, self._explain)
            self._ready[statement] = ready
        return ready

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back when anything is raised."""
        with self._writer.begin():
            yield self._writer

    @contextmanager
    def _change_all(self) -> Iterator[Connection]:
        """A transaction in which no other window moves a card: what it reads stays true to its end.

        In SQLite that holds for every transaction; a server locks the rows it is told to.
        """
        with self._change() as connection:
            if self._engine.name == "postgresql":
                connection.execute(text("LOCK TABLE card IN EXCLUSIVE MODE"))
            yield connection

    def _added(self, connection: Connection, statement: Executable, values: Values) -> int:
        """Execute an INSERT of one row and return the id that the database gave it."""
        result = connection.execute(statement, values)
        made = result.inserted_primary_key
        if made is None:
            raise RuntimeError("an INSERT of one row has an id")
        return int(made[0])

    def _insert_new(self, table: Any) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that does nothing where the row exists: another window was first."""
        insert = postgresql.insert if self._engine.name == "postgresql" else sqlite.insert
        return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)

    def _now(self) -> tuple[datetime, int, int]:
        """The instant, the local offset in minutes, and the study day."""
        at = self.clock.now()
        offset = self.clock.local_offset(at)
        return at, int(offset.total_seconds() // 60), study_day(at, offset, self.day_starts_at)

    def salt(self) -> bytes:
        """Return the secret of this database's seeds, made when it was created."""
        if self._salt is None:
            found = self._read(t.meta.select().where(t.meta.c.key == "salt")).first()
            if found is None:
                raise StoreError(
                    "corrupt",
                    f"The database {self.where} has lost the salt of its seeds.",
                    hint="Restore the newest file of the backups folder.",
                )
            self._salt = bytes.fromhex(found.value)
        return self._salt
