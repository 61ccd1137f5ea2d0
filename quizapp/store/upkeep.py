"""Verbs that keep cards and log in step: reset, adopt, reschedule, check and rebuild."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Executable, func, select

from quizapp.srs.state import CardKey, CardState, SchedulerSpec
from quizapp.store import tables as t
from quizapp.store.base import Rows
from quizapp.store.effective import changes_state, stands
from quizapp.store.log import Log, Lost
from quizapp.store.records import CardRecord, Conflict, Difference, Recorded
from quizapp.store.rows import STATE, LogRow, state_values

_COMPARED = (*STATE, "revision", "answers")


class Upkeep(Log):
    """Changes that are no answers, and the proof that cards equal their log."""

    def reset(self, key: CardKey, *, revision: int | None = None) -> Recorded | Conflict | None:
        """Make a question new again; its log stays, and `undo` brings the progress back. None for
        one that was never studied.

        `revision` is given where it is not the person's wish, but the meaning changed with it:
        `undo` does not count such a reset as the last thing done, and takes it back together with
        the answer under it.
        """
        card = self.card(key)
        if card is None:
            return None
        why = None if revision is None else json.dumps({"revision": revision})
        return self._event_on(card, "reset", None, detail=why)

    def adopt(self, old: CardKey, new: CardKey) -> Recorded | Conflict | None:
        """Move progress and marks from an id to the one that replaces it.

        None when there is nothing to move, or when `new` has progress of its own.
        """
        source, there = self.card(old), self.card(new)
        if source is None or source.state is None or (there is not None and there.state):
            return None
        moved = state_values(source.state)
        try:
            with self._change() as connection:
                left = self._event(
                    "adopt",
                    old,
                    revision=source.revision,
                    answers=source.answers,
                    before=source.last_review,
                    detail=json.dumps({"to": str(new)}),
                )
                left["id"] = self._append(connection, left)
                self._put(connection, {**state_values(None), **left}, source.last_review)
                seen = None if there is None else there.last_review
                taken = self._event(
                    "adopt",
                    new,
                    **moved,
                    revision=source.revision,
                    answers=source.answers,
                    before=seen,
                    detail=json.dumps({"from": str(old)}),
                )
                taken["id"] = self._append(connection, taken)
                self._put(connection, taken, seen)
                self._move_marks(connection, old, new)
        except Lost as lost:
            return self._conflict(lost)
        return Recorded(
            taken["id"],
            CardRecord(new, source.revision, source.state, source.answers, taken["id"]),
        )

    def scheduler_id(self, spec: SchedulerSpec) -> int:
        """Return the id under which a scheduler is logged; a new one is written down first."""
        if spec not in self._schedulers:
            values = {
                "library": spec.library,
                "version": spec.version,
                "weights": json.dumps(spec.weights),
                "retention": spec.retention,
                "steps": json.dumps(spec.steps_minutes),
                "cap": spec.cap,
            }
            c = t.scheduler.c
            same = [c[name] == value for name, value in values.items()]
            with self._change() as connection:
                found = connection.execute(select(c.id).where(*same)).scalar()
                if found is None:
                    found = self._added(connection, t.scheduler.insert(), values)
            self._schedulers[spec] = int(found)
        return self._schedulers[spec]

    def check(self) -> list[Difference]:
        """Compare every card with its last effective log row; an empty list is the promise kept."""
        found = _compare(self._read)
        return [Difference(CardKey(*key), fields, text) for key, fields, text, _ in found]

    def rebuild(self) -> int:
        """Copy the last effective log row to every card that differs; return how many did."""
        with self._change_all() as connection:
            wrong = list(_compare(connection.execute))
            for (bank, question), _, _, row in wrong:
                connection.execute(
                    t.card.delete().where(t.card.c.bank == bank, t.card.c.question == question)
                )
                if row is not None:
                    values = {name: row[name] for name in _COMPARED}
                    values |= {"bank": bank, "question": question, "last_review": row["id"]}
                    connection.execute(t.card.insert(), values)
        return len(wrong)

    def _event_on(
        self, card: CardRecord, kind: Any, state: CardState | None, **more: Any
    ) -> Recorded | Conflict:
        try:
            with self._change() as connection:
                values = self._event(
                    kind,
                    card.key,
                    **state_values(state),
                    revision=card.revision,
                    answers=card.answers,
                    before=card.last_review,
                    **more,
                )
                values["id"] = self._append(connection, values)
                self._put(connection, values, card.last_review)
        except Lost as lost:
            return self._conflict(lost)
        row = values["id"]
        return Recorded(row, CardRecord(card.key, card.revision, state, card.answers, row))

    def _move_marks(self, connection: Any, old: CardKey, new: CardKey) -> None:
        c = t.mark.c
        taken = select(c.bank).where(c.bank == new.bank, c.question == new.question)
        if connection.execute(taken).first() is None:
            connection.execute(
                t.mark.update()
                .where(c.bank == old.bank, c.question == old.question)
                .values(bank=new.bank, question=new.question)
            )


def _compare(
    read: Callable[[Executable], Rows],
) -> Iterator[tuple[tuple[str, str], tuple[str, ...], str, LogRow | None]]:
    """Each card that is not as its log says: key, fields, a sentence, and the row it should be
    (None: there should be no card)."""
    r = t.review.c
    last = (
        select(func.max(r.id).label("id"))
        .where(changes_state(t.review), stands(t.review))
        .group_by(r.bank, r.question)
        .subquery()
    )
    columns = [r[name] for name in ("id", "bank", "question", *_COMPARED)]
    logged = read(select(*columns).join(last, last.c.id == r.id)).mappings()
    cards = {(card["bank"], card["question"]): card for card in read(select(t.card)).mappings()}
    for row in logged:
        key = (row["bank"], row["question"])
        card = cards.pop(key, None)
        if card is None:
            yield key, (), "the log has answers, the card is missing", row
            continue
        fields = tuple(name for name in _COMPARED if card[name] != row[name])
        if card["last_review"] != row["id"]:
            fields = (*fields, "last_review")
        if fields:
            yield key, fields, f"the card differs from log row {row['id']}", row
    for key in cards:
        yield key, (), "the card stands without a log row", None
