"""Undo and redo as rows of the log, so that both survive a restart."""

from __future__ import annotations

from sqlalchemy import Connection, and_, or_, select

from quizapp.srs.state import CardKey
from quizapp.store import tables as t
from quizapp.store.effective import changes_state, is_undone
from quizapp.store.log import Log, Lost
from quizapp.store.records import CardRecord, Conflict, Kind, Undone
from quizapp.store.rows import STATE, LogRow, state_from

_r = t.review.c
_LAST_STANDING = (
    select(_r.id)
    .where(
        or_(
            and_(_r.kind == "answer", _r.mode == "study"),
            and_(_r.kind == "reset", _r.detail.is_(None)),
        ),
        ~is_undone(t.review),
    )
    .order_by(_r.id.desc())
    .limit(1)
)
_LAST_CHANGE = select(_r.id).where(changes_state(t.review)).order_by(_r.id.desc()).limit(1)
_WORDS_SINCE = (
    select(_r.kind, _r.target).where(_r.kind.in_(("undo", "redo"))).order_by(_r.id.desc())
)


class Undo(Log):
    """Taking back and putting back."""

    def undo(self, row: int | None = None) -> Undone | Conflict | None:
        """Take back the log row `row`, or the last study answer or reset by the person that stands.

        None when there is nothing to take back: no such row, or it is taken back already. Conflict
        when a later change stands on the card: that has to be taken back first, unless it is a
        reset for a new revision, which goes along. An answer of practice or an interview may be
        named by its row; it moves no card.
        """
        try:
            with self._change() as connection:
                if row is None:
                    row = connection.execute(_LAST_STANDING).scalar()
                target = None if row is None else self._row(connection, row)
                if target is None or target["undone"] or target["kind"] not in ("answer", "reset"):
                    return None
                above = self._reset_above(connection, target)
                if above is not None:
                    self._say("undo", connection, above)
                return self._say("undo", connection, target)
        except Lost as lost:
            return self._conflict(lost)

    def redo(self) -> Undone | Conflict | None:
        """Put back what was taken back last; None when there is nothing, or something was answered
        since."""
        try:
            with self._change() as connection:
                row = _to_put_back(connection)
                target = None if row is None else self._row(connection, row)
                return None if target is None else self._say("redo", connection, target)
        except Lost as lost:
            return self._conflict(lost)

    def _say(self, word: Kind, connection: Connection, target: LogRow) -> Undone:
        """Log `word` of a row and move the card to before or after it."""
        key = CardKey(target["bank"], target["question"])
        moves = target["kind"] != "answer" or target["mode"] == "study"
        row = self._append(connection, self._event(word, key, target=target["id"]))
        card = self.card(key)
        if moves and word == "undo":
            card = self._step_back(connection, key, target)
        elif moves:
            self._put(connection, target, target["before"])
            card = _card(key, target)
        return Undone(row, target["id"], key, target["mode"], target["session"], card)

    def _reset_above(self, connection: Connection, target: LogRow) -> LogRow | None:
        """The reset for a new revision that is all that stands on a row, None without one."""
        card = self.card(CardKey(target["bank"], target["question"]))
        above = None if card is None else self._row(connection, card.last_review)
        if above is None or above["before"] != target["id"]:
            return None
        return above if above["kind"] == "reset" and above["detail"] is not None else None

    def _step_back(self, connection: Connection, key: CardKey, target: LogRow) -> CardRecord | None:
        if target["before"] is None:
            self._drop(connection, key, target["id"])
            return None
        previous = self._row(connection, target["before"])
        if previous is None:
            raise Lost(key)
        self._put(connection, previous, target["id"])
        return _card(key, previous)


def _to_put_back(connection: Connection) -> int | None:
    """The row that the last undo without a redo of its own speaks of, if no change came after."""
    last_change = connection.execute(_LAST_CHANGE).scalar() or 0
    put_back = 0
    for kind, target in connection.execute(_WORDS_SINCE.where(_r.id > last_change)):
        if kind == "redo":
            put_back += 1
        elif put_back:
            put_back -= 1
        else:
            return int(target)
    return None


def _card(key: CardKey, row: LogRow) -> CardRecord:
    state = state_from([row[name] for name in STATE])
    return CardRecord(key, row["revision"], state, row["answers"], row["id"])
