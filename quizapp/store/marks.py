"""Verbs about what the person says of a question: suspended, buried, starred, notes, reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, case, select

from quizapp.srs.state import CardKey
from quizapp.srs.studyday import date_of
from quizapp.store import tables as t
from quizapp.store.base import Database
from quizapp.store.records import MarkRecord
from quizapp.store.remarks import RemarkSort, line_of, remarks_of

_LEAVE: Any = object()
_BLANK = {"suspended": False, "buried_until": None, "starred": False, "note": ""}
_MARKS = select(
    t.mark.c.bank,
    t.mark.c.question,
    t.mark.c.suspended,
    t.mark.c.buried_until,
    t.mark.c.starred,
    t.mark.c.note,
).order_by(t.mark.c.bank, t.mark.c.question)


class Marks(Database):
    """Marks, one row for each question that has any."""

    def marks(self, key: CardKey) -> MarkRecord:
        """Return the marks of a question; a question without any has the defaults."""
        row = self._read(_MARKS.where(*_of(key))).first()
        return MarkRecord(key) if row is None else _record(row)

    def all_marks(self) -> list[MarkRecord]:
        """Return the marks of every question that was ever marked, by key."""
        return [_record(row) for row in self._read(_MARKS)]

    def mark(
        self,
        key: CardKey,
        *,
        suspended: bool = _LEAVE,
        buried_until: int | None = _LEAVE,
        starred: bool = _LEAVE,
    ) -> MarkRecord:
        """Change the marks that are given, leave the others, and return all of them."""
        given = {"suspended": suspended, "buried_until": buried_until, "starred": starred}
        changed = {name: value for name, value in given.items() if value is not _LEAVE}
        if changed:
            with self._change() as connection:
                self._set(connection, key, changed)
        return self.marks(key)

    def remark(self, key: CardKey, sort: RemarkSort, text: str) -> MarkRecord:
        """Keep a text with a question and today's day, after all that was written before; return
        the question's marks."""
        line = line_of(sort, text, date_of(self._now()[2]))
        note = t.mark.c.note
        with self._change() as connection:
            # Added by the database: what another window wrote meanwhile stays.
            longer = case((note == "", line), else_=note + f"\n{line}")
            self._set(connection, key, {"note": longer})
        return self.marks(key)

    def _set(self, connection: Connection, key: CardKey, values: dict[str, Any]) -> None:
        connection.execute(
            self._insert_new(t.mark), {"bank": key.bank, "question": key.question, **_BLANK}
        )
        connection.execute(t.mark.update().where(*_of(key)).values(**values))


def _of(key: CardKey) -> tuple[ColumnElement[bool], ...]:
    return t.mark.c.bank == key.bank, t.mark.c.question == key.question


def _record(row: Any) -> MarkRecord:
    bank, question, suspended, buried_until, starred, note = row
    return MarkRecord(CardKey(bank, question), suspended, buried_until, starred, remarks_of(note))
