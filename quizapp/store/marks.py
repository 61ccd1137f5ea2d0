"""Verbs about what the person says of a question: suspended, buried, starred, a note."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from quizapp.srs.state import CardKey
from quizapp.store import tables as t
from quizapp.store.base import Database
from quizapp.store.records import MarkRecord

_LEAVE: Any = object()


class Marks(Database):
    """Marks, one row for each question that has any."""

    def marks(self, key: CardKey) -> MarkRecord:
        """Return the marks of a question; a question without any has the defaults."""
        row = self._read(
            select(
                t.mark.c.suspended, t.mark.c.buried_until, t.mark.c.starred, t.mark.c.note
            ).where(t.mark.c.bank == key.bank, t.mark.c.question == key.question)
        ).first()
        return MarkRecord(key) if row is None else MarkRecord(key, *row)

    def mark(
        self,
        key: CardKey,
        *,
        suspended: bool = _LEAVE,
        buried_until: int | None = _LEAVE,
        starred: bool = _LEAVE,
        note: str = _LEAVE,
    ) -> MarkRecord:
        """Change the marks that are given, leave the others, and return all of them."""
        given = {
            "suspended": suspended,
            "buried_until": buried_until,
            "starred": starred,
            "note": note,
        }
        changed = {name: value for name, value in given.items() if value is not _LEAVE}
        if changed:
            blank = {"suspended": False, "buried_until": None, "starred": False, "note": ""}
            where = (t.mark.c.bank == key.bank, t.mark.c.question == key.question)
            with self._change() as connection:
                connection.execute(
                    self._insert_new(t.mark),
                    {"bank": key.bank, "question": key.question, **blank},
                )
                connection.execute(t.mark.update().where(*where).values(**changed))
        return self.marks(key)
