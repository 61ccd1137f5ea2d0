"""Verbs that tell the log to another scheduler: the one way in which it changes a card."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from quizapp.srs.replay import Answered
from quizapp.srs.state import CardKey, CardState, Phase, Rating
from quizapp.store import tables as t
from quizapp.store.base import Rows
from quizapp.store.effective import changes_state, stands
from quizapp.store.log import Log
from quizapp.store.rows import STATE, state_from, state_values

Retell = Callable[[CardKey, list[Answered]], CardState | None]

_r = t.review.c
_TOLD = (
    select(
        _r.kind,
        _r.bank,
        _r.question,
        _r.at,
        _r.offset_minutes,
        _r.rating,
        _r.phase,
        _r.sure_wrong,
        _r.detail,
    )
    .where(changes_state(t.review), _r.kind != "reschedule", stands(t.review))
    .order_by(_r.id)
)


class Reschedule(Log):
    """Recomputing every card from its answers."""

    def standing_answers(self) -> dict[CardKey, list[Answered]]:
        """Return the answers that made each card what it is, oldest first: those since its last
        reset, and with an adopted id those under the earlier one."""
        return _told(self._read(_TOLD))

    def reschedule(self, retell: Retell, scheduler: int) -> int:
        """Give each card the state that `retell` makes of its answers, one `reschedule` row for
        each that changes, all in one transaction; return how many did.

        `scheduler` is the id to log. Cards without an answer of their own are left alone. The
        answers are read inside the transaction: none that another window gives is passed over.
        """
        changed = 0
        with self._change_all() as connection:
            told = _told(connection.execute(_TOLD))
            rows = connection.execute(select(t.card).where(t.card.c.stability.is_not(None)))
            for card in list(rows.mappings()):
                key = CardKey(card["bank"], card["question"])
                state = retell(key, told.get(key, []))
                if state is None or state == state_from([card[name] for name in STATE]):
                    continue
                values: dict[str, Any] = self._event(
                    "reschedule",
                    key,
                    **state_values(state),
                    revision=card["revision"],
                    answers=card["answers"],
                    before=card["last_review"],
                    scheduler=scheduler,
                )
                values["id"] = self._append(connection, values)
                self._put(connection, values, card["last_review"])
                changed += 1
        return changed


def _told(rows: Rows) -> dict[CardKey, list[Answered]]:
    """The answers behind each card, out of the rows of `_TOLD`."""
    told: dict[CardKey, list[Answered]] = {}
    for kind, bank, question, at, offset, rating, phase, sure_wrong, detail in rows:
        key = CardKey(bank, question)
        if kind == "answer":
            answered = Answered(
                at,
                timedelta(minutes=offset),
                Rating(rating),
                phase == Phase.REVIEW,
                bool(sure_wrong),
            )
            told.setdefault(key, []).append(answered)
        elif kind == "adopt" and "from" in (link := json.loads(detail)):
            told[key] = told.pop(CardKey.parse(link["from"]), [])
        elif kind == "reset":
            told.pop(key, None)
    return told
