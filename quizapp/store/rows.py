"""Between table rows and plain data: the only place where the order of columns matters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from quizapp.srs.state import CardKey, CardState, Phase, Rating
from quizapp.store import tables as t
from quizapp.store.records import CardRecord, Json, ReviewRecord

LogRow = Mapping[Any, Any]
"""All columns of one log row, by name."""
STATE = tuple(f.name for f in fields(CardState))
"""The columns of a card's state, named as its fields."""
_N = len(STATE)
_NO_STATE: dict[str, Any] = dict.fromkeys(STATE)

CARD_COLUMNS = (
    *(t.card.c[name] for name in STATE),
    t.card.c.bank,
    t.card.c.question,
    t.card.c.revision,
    t.card.c.answers,
    t.card.c.last_review,
)


def state_values(state: CardState | None) -> dict[str, Any]:
    """Return the columns of a state; all None where there is none."""
    if state is None:
        return dict(_NO_STATE)
    values = {name: getattr(state, name) for name in STATE}
    values["phase"] = state.phase.value
    return values


def state_from(row: Sequence[Any]) -> CardState | None:
    """Return the state in the first columns of a row, None where they are null."""
    if row[0] is None:
        return None
    stability, difficulty, due_day, last_day, phase, *rest = row[:_N]
    return CardState(stability, difficulty, due_day, last_day, Phase(phase), *rest)


def card_from(row: Sequence[Any]) -> CardRecord:
    """Return the card in a row of `CARD_COLUMNS`."""
    bank, question, revision, answers, last_review = row[_N : _N + 5]
    return CardRecord(CardKey(bank, question), revision, state_from(row), answers, last_review)


def review_from(row: LogRow) -> ReviewRecord:
    """Return the log row in a mapping of all columns of `review` and `undone`."""
    return ReviewRecord(
        row=row["id"],
        kind=row["kind"],
        key=CardKey(row["bank"], row["question"]),
        at=row["at"],
        offset_minutes=row["offset_minutes"],
        study_day=row["study_day"],
        undone=bool(row["undone"]),
        revision=row["revision"],
        mode=row["mode"],
        session=row["session"],
        verdict=row["verdict"],
        slip=row["slip"],
        sure=row["sure"],
        hints=row["hints"],
        seconds=row["seconds"],
        family=row["family"],
        parameters=load(row["parameters"]),
        seed=row["seed"],
        tries=load(row["tries"]) or (),
        rubric=load(row["rubric"]),
        device=row["device"],
        suggested=_rating(row["suggested"]),
        rating=_rating(row["rating"]),
        scheduler=row["scheduler"],
        predicted=row["predicted"],
        state=state_from([row[name] for name in STATE]),
        before=row["before"],
        target=row["target"],
        detail=load(row["detail"]),
    )


def dump(value: Json) -> str | None:
    """Return compact JSON, None for nothing; ValueError for nan and infinities."""
    if value is None or value == () or value == []:
        return None
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )


def load(text: str | None) -> Any:
    """Return what `dump` wrote."""
    return None if text is None else json.loads(text)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _rating(value: int | None) -> Rating | None:
    return None if value is None else Rating(value)
