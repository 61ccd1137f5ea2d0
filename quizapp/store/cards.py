"""Verbs about cards: one by its key, those that are due, and all of them for planning."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, false, func, or_, select

from quizapp.srs.state import CardFacts, CardKey
from quizapp.store import tables as t
from quizapp.store.base import Database
from quizapp.store.records import CardRecord
from quizapp.store.rows import CARD_COLUMNS, STATE, card_from, state_from

_BY_KEY = select(*CARD_COLUMNS).where(
    t.card.c.bank == bindparam("bank"), t.card.c.question == bindparam("question")
)
_SAME_CARD = and_(t.mark.c.bank == t.card.c.bank, t.mark.c.question == t.card.c.question)
_WITH_MARKS = t.card.outerjoin(t.mark, _SAME_CARD)
_DUE = (
    select(*CARD_COLUMNS)
    .select_from(_WITH_MARKS)
    .where(
        t.card.c.due_day <= bindparam("day"),
        or_(t.card.c.due_at.is_(None), t.card.c.due_at <= bindparam("now")),
        func.coalesce(t.mark.c.suspended, false()).is_(False),
        func.coalesce(t.mark.c.buried_until, 0) <= bindparam("day"),
    )
    .order_by(t.card.c.due_day)
)
_NEXT_DUE = _DUE.limit(1)
_FACTS = select(
    *(t.card.c[name] for name in STATE),
    t.card.c.bank,
    t.card.c.question,
    func.coalesce(t.mark.c.suspended, false()),
    t.mark.c.buried_until,
    func.coalesce(t.mark.c.starred, false()),
).select_from(_WITH_MARKS)
_MARKED_ONLY = (
    select(
        t.mark.c.bank,
        t.mark.c.question,
        t.mark.c.suspended,
        t.mark.c.buried_until,
        t.mark.c.starred,
    )
    .select_from(t.mark.outerjoin(t.card, _SAME_CARD))
    .where(t.card.c.bank.is_(None))
)
_STUDIED = select(t.card.c.bank, t.card.c.question, t.card.c.revision).where(
    t.card.c.stability.is_not(None)
)
_SURE_AND_WRONG = (
    select(t.card.c.bank, t.card.c.question)
    .where(t.card.c.sure_wrong.is_(True))
    .order_by(t.card.c.due_day, t.card.c.bank, t.card.c.question)
)


class Cards(Database):
    """Cards as they stand now."""

    def card(self, key: CardKey) -> CardRecord | None:
        """Return a card, None for a question that was never studied."""
        row = self._prepared(_BY_KEY).first(
            self._reader, {"bank": key.bank, "question": key.question}
        )
        return None if row is None else card_from(row)

    def next_due(self, study_day: int, now: datetime) -> CardRecord | None:
        """Return the card that has been due longest; None when nothing is due."""
        row = self._prepared(_NEXT_DUE).first(self._reader, {"day": study_day, "now": now})
        return None if row is None else card_from(row)

    def due(self, study_day: int, now: datetime, *, limit: int | None = None) -> list[CardRecord]:
        """Return the cards that are due, the longest due first.

        A learning step counts once its instant has come; suspended and buried cards do not.
        """
        statement = _DUE if limit is None else _DUE.limit(limit)
        return [card_from(row) for row in self._read(statement, {"day": study_day, "now": now})]

    def cards(self) -> list[CardFacts]:
        """Return what planning needs of every question that was studied or marked."""
        n = len(STATE)
        facts = [
            CardFacts(CardKey(row[n], row[n + 1]), state_from(row), *row[n + 2 :])
            for row in self._read(_FACTS)
        ]
        facts.extend(
            CardFacts(CardKey(bank, question), None, suspended, buried_until, starred)
            for bank, question, suspended, buried_until, starred in self._read(_MARKED_ONLY)
        )
        return facts

    def studied(self) -> dict[CardKey, int]:
        """Return the questions that have progress, each with its revision at the last answer."""
        return {CardKey(bank, question): number for bank, question, number in self._read(_STUDIED)}

    def sure_and_wrong(self) -> list[CardKey]:
        """Return the questions answered wrong without a mark of doubt and not right since."""
        return [CardKey(*row) for row in self._read(_SURE_AND_WRONG)]
