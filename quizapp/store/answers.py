"""Verbs that record: one transaction for each answer, whichever way it goes."""

from __future__ import annotations

from typing import Any, TypeGuard

from sqlalchemy import Connection

from quizapp.srs.state import CardKey, CardState, Rating
from quizapp.store.log import LOGGED, Log, Lost
from quizapp.store.records import CardRecord, Conflict, NewAnswer, Recorded
from quizapp.store.rows import LogRow, dump, state_values

_AS_GIVEN = (
    "mode",
    "at",
    "offset_minutes",
    "study_day",
    "verdict",
    "revision",
    "session",
    "family",
    "seed",
    "slip",
    "sure",
    "hints",
    "seconds",
    "device",
    "scheduler",
    "predicted",
)


class Answers(Log):
    """Answers on their way to the disk."""

    def record(self, answer: NewAnswer, *, seen: int | None) -> Recorded | Conflict:
        """Write an answer; when this returns `Recorded`, it survives the loss of the process.

        `seen` is the card's `last_review` when the question was dealt, None where it had no card.
        Nothing is written when that no longer holds. ValueError for a study answer without rating
        and state, or a practice or interview answer with them.
        """
        study = answer.mode == "study"
        if study != (answer.state is not None and answer.rating is not None):
            raise ValueError("a rating and a state belong to study answers, and only to them")
        try:
            with self._change() as connection:
                if not study:
                    row = self._write_beside(connection, answer)
                else:
                    row, counted = self._write_study(connection, answer, seen)
        except Lost as lost:
            return self._conflict(lost)
        if not study:
            return Recorded(row, self.card(answer.key))
        return Recorded(row, CardRecord(answer.key, answer.revision, answer.state, counted, row))

    def _write_beside(self, connection: Connection, answer: NewAnswer) -> int:
        """Log an answer that leaves its card alone; return its row."""
        return self._append(connection, _columns(answer))

    def _write_study(
        self, connection: Connection, answer: NewAnswer, seen: int | None
    ) -> tuple[int, int]:
        """Log a study answer and move its card; return its row and how many answers the card has.

        Lost when the card is not at row `seen`.
        """
        values = _columns(answer) | {"before": seen}
        row = self._append_answer(connection, values)
        if seen is None:
            self._put(connection, {**values, "answers": 1, "id": row}, None)
            return row, 1
        state = state_values(answer.state)
        state["revision"] = answer.revision
        return row, self._answered(connection, state, answer.key, row, seen)

    def rerate(self, row: int, rating: Rating, state: CardState) -> Recorded | Conflict:
        """Replace the rating of a study answer that is its card's last: take it back and write it
        again with this rating and state, in one transaction.

        The new row keeps the instant, the session and everything else of the old one: `state` is
        reckoned from that instant. Conflict also where the answer was taken back. ValueError where
        `row` is no study answer.
        """
        try:
            with self._change() as connection:
                old = self._row(connection, row)
                if not _is_study(old):
                    raise ValueError(f"row {row} is no study answer")
                key = CardKey(old["bank"], old["question"])
                if old["undone"]:
                    raise Lost(key)
                self._append(connection, self._event("undo", key, target=row))
                new = {name: old[name] for name in LOGGED}
                new |= {**state_values(state), "rating": int(rating)}
                new["id"] = self._append(connection, new)
                self._put(connection, new, row)
        except Lost as lost:
            return self._conflict(lost)
        return Recorded(
            new["id"], CardRecord(key, new["revision"], state, new["answers"], new["id"])
        )


def _is_study(row: LogRow | None) -> TypeGuard[LogRow]:
    return row is not None and row["kind"] == "answer" and row["mode"] == "study"


def _columns(answer: NewAnswer) -> dict[str, Any]:
    values = {name: getattr(answer, name) for name in _AS_GIVEN}
    values.update(state_values(answer.state))
    values.update(
        kind="answer",
        bank=answer.key.bank,
        question=answer.key.question,
        parameters=dump(answer.parameters),
        tries=dump(answer.tries),
        rubric=dump(answer.rubric),
        suggested=_number(answer.suggested),
        rating=_number(answer.rating),
        before=None,
        target=None,
        detail=None,
    )
    return values


def _number(rating: Rating | None) -> int | None:
    return None if rating is None else int(rating)
