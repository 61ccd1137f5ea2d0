"""Writing to the log and moving the card along, the two halves of every change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from quizapp.srs.state import CardKey
from quizapp.store import tables as t
from quizapp.store.cards import Cards
from quizapp.store.effective import is_undone
from quizapp.store.records import Conflict, Kind
from quizapp.store.rows import STATE, LogRow

_COUNTED = (
    select(func.coalesce(func.max(t.card.c.answers), 0) + 1)
    .where(t.card.c.bank == bindparam("bank"), t.card.c.question == bindparam("question"))
    .scalar_subquery()
)
LOGGED = [c.name for c in t.review.c if c.name != "id"]
_BLANK: dict[str, Any] = dict.fromkeys(LOGGED)
_INSERT = insert(t.review).values({name: bindparam(name) for name in LOGGED})
_INSERT_COUNTED = (
    insert(t.review)
    .values({name: bindparam(name) for name in LOGGED if name != "answers"} | {"answers": _COUNTED})
    .returning(t.review.c.id)
)
_MOVED = (*STATE, "revision", "last_review")
_THE_CARD = (
    t.card.c.bank == bindparam("the_bank"),
    t.card.c.question == bindparam("the_question"),
    t.card.c.last_review == bindparam("seen"),
)
_UPDATE = (
    update(t.card)
    .where(*_THE_CARD)
    .values({name: bindparam(name) for name in (*_MOVED, "answers")})
)
_ANSWERED = (
    update(t.card)
    .where(*_THE_CARD)
    .values({name: bindparam(name) for name in _MOVED} | {"answers": t.card.c.answers + 1})
    .returning(t.card.c.answers)
)
_DELETE = delete(t.card).where(*_THE_CARD)
_ONE = select(t.review, is_undone(t.review).label("undone")).where(
    t.review.c.id == bindparam("row")
)


class Lost(Exception):
    """The card has moved on since it was read: roll back and say so."""

    def __init__(self, key: CardKey) -> None:
        super().__init__(key)
        self.key = key


class Log(Cards):
    """What the verbs that change cards share."""

    def _append(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Insert a log row and return its id."""
        return self._added(connection, _INSERT, {**_BLANK, **values})

    def _append_answer(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Insert an answer that counts one more than the card has; return its id."""
        added = self._prepared(_INSERT_COUNTED).first(connection, values)
        if added is None:
            raise RuntimeError("an INSERT of one row has an id")
        return int(added[0])

    def _event(self, kind: Kind, key: CardKey, **values: Any) -> dict[str, Any]:
        """The columns of a log row that happens now."""
        at, offset, day = self._now()
        return {
            "kind": kind,
            "bank": key.bank,
            "question": key.question,
            "at": at,
            "offset_minutes": offset,
            "study_day": day,
            **values,
        }

    def _answered(
        self, connection: Connection, state: Mapping[str, Any], key: CardKey, row: int, seen: int
    ) -> int:
        """Give a card the state and revision after one more answer and return how many answers it
        has now; Lost when it is not at row `seen`."""
        counted = self._prepared(_ANSWERED).first(
            connection,
            {
                **state,
                "last_review": row,
                "the_bank": key.bank,
                "the_question": key.question,
                "seen": seen,
            },
        )
        if counted is None:
            raise Lost(key)
        return int(counted[0])

    def _put(self, connection: Connection, source: LogRow, seen: int | None) -> None:
        """Make a card equal to a log row `source`, given that it is at row `seen` now (None: that
        it has no row); Lost otherwise."""
        values = {name: source[name] for name in STATE}
        values |= {
            "revision": source["revision"],
            "answers": source["answers"],
            "last_review": source["id"],
        }
        if seen is None:
            values |= {"bank": source["bank"], "question": source["question"]}
            moved = connection.execute(self._insert_new(t.card), values)
        else:
            values |= {
                "the_bank": source["bank"],
                "the_question": source["question"],
                "seen": seen,
            }
            moved = connection.execute(_UPDATE, values)
        if moved.rowcount != 1:
            raise Lost(CardKey(source["bank"], source["question"]))

    def _drop(self, connection: Connection, key: CardKey, seen: int) -> None:
        """Take a card's row away, given that it is at row `seen`; Lost otherwise."""
        gone = connection.execute(
            _DELETE, {"the_bank": key.bank, "the_question": key.question, "seen": seen}
        )
        if gone.rowcount != 1:
            raise Lost(key)

    def _row(self, connection: Connection, row: int) -> LogRow | None:
        """A log row with `undone`, None where there is none."""
        return connection.execute(_ONE, {"row": row}).mappings().first()

    def _conflict(self, lost: Lost) -> Conflict:
        return Conflict(lost.key, self.card(lost.key))
