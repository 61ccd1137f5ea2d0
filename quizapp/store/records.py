"""What goes into the store and what comes out: plain frozen data, no rows, no SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from quizapp.srs.state import CardKey, CardState, Rating
from quizapp.store.remarks import Remark

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = Mapping[str, Json]

Mode = Literal["study", "practice", "interview"]
Kind = Literal["answer", "undo", "redo", "reset", "reschedule", "adopt"]
VerdictName = Literal["correct", "near", "partial", "wrong"]


def texts_in(form: object) -> list[str]:
    """Return the texts of a list that was kept as JSON; none where it is no list."""
    return [str(entry) for entry in form] if isinstance(form, (list, tuple)) else []


@dataclass(frozen=True, slots=True)
class CardRecord:
    """A card as stored. `state` is None after a reset. `answers` counts the answers that are not
    undone, over resets too: it seeds the next variant. `last_review` is the id of the last
    effective log row: hand it to `record` as `seen`."""

    key: CardKey
    revision: int
    state: CardState | None
    answers: int
    last_review: int


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One answered question, to be logged.

    In mode study `rating` and `state` (the card after it) are given; in practice and interview they
    are None and the card is left alone. `at` is an aware instant, `offset_minutes` local time minus
    UTC there, `study_day` the day it belongs to. `seed` fits 63 bits. `tries` are the attempts as
    JSON objects, `rubric` the ticks by point, `seconds` without idle time, `hints` the deepest one
    opened, `predicted` the recall foretold before the answer, `scheduler` an id from
    `scheduler_id`.
    """

    key: CardKey
    mode: Mode
    at: datetime
    offset_minutes: int
    study_day: int
    verdict: VerdictName
    revision: int = 1
    session: int | None = None
    family: str | None = None
    parameters: JsonObject | None = None
    seed: int | None = None
    tries: Sequence[JsonObject] = ()
    rubric: JsonObject | None = None
    slip: str | None = None
    sure: bool = True
    hints: int = 0
    seconds: float = 0.0
    device: str | None = None
    suggested: Rating | None = None
    rating: Rating | None = None
    scheduler: int | None = None
    predicted: float | None = None
    state: CardState | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that is on disk. `card` is the card after it; None in practice and interviews of a
    question that was never studied."""

    row: int
    card: CardRecord | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another window answered the card meanwhile, a later answer stands on it, or the answer in
    question was taken back: nothing was written. `card` is the card as it is now, None if it has no
    row."""

    key: CardKey
    card: CardRecord | None


@dataclass(frozen=True, slots=True)
class Undone:
    """A row that was taken back or put back. `row` is the new log row, `target` the one it speaks
    of; `card` is the card as it is now, None if it has never been met."""

    row: int
    target: int
    key: CardKey
    mode: Mode | None
    session: int | None
    card: CardRecord | None


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One log row. `undone` says that a later row took it back. `state` is the card after it;
    `before` is the row that was the card's last effective one before it, `target` what an undo or
    redo speaks of."""

    row: int
    kind: Kind
    key: CardKey
    at: datetime
    offset_minutes: int
    study_day: int
    undone: bool
    revision: int | None = None
    mode: Mode | None = None
    session: int | None = None
    verdict: VerdictName | None = None
    slip: str | None = None
    sure: bool | None = None
    hints: int | None = None
    seconds: float | None = None
    family: str | None = None
    parameters: JsonObject | None = None
    seed: int | None = None
    tries: Sequence[JsonObject] = ()
    rubric: JsonObject | None = None
    device: str | None = None
    suggested: Rating | None = None
    rating: Rating | None = None
    scheduler: int | None = None
    predicted: float | None = None
    state: CardState | None = None
    before: int | None = None
    target: int | None = None
    detail: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class MarkRecord:
    """What the person said of a question. `buried_until` is the first study day it is shown on,
    `remarks` are the notes and reports, the oldest first."""

    key: CardKey
    suspended: bool = False
    buried_until: int | None = None
    starred: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session or an interview. `plan` and `config` are as they were begun, `skipped` what was put
    off; `finished` is None while it can be resumed. `scorecard` is an interview's."""

    id: int
    kind: Mode
    started: datetime
    plan: JsonObject
    config: JsonObject
    skipped: tuple[str, ...] = ()
    finished: datetime | None = None
    scorecard: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that was not finished, and its answers that stand, in the order they were given:
    its position is read from them."""

    session: SessionRecord
    answers: tuple[ReviewRecord, ...]


@dataclass(frozen=True, slots=True)
class SlipCount:
    """How often a slip was made, and the study day of the last time."""

    slip: str
    times: int
    last_day: int


@dataclass(frozen=True, slots=True)
class RecallCount:
    """What happened to a question at its reviews (first meetings left out): foretold is the sum of
    the predicted recall over the `reviews` of which `passed` were rated hard or better."""

    key: CardKey
    reviews: int
    passed: int
    foretold: float


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer that stands, without what it did to its card. `tries` are the attempts as they were
    logged; `session` is None where there was none."""

    key: CardKey
    study_day: int
    session: int | None
    verdict: VerdictName
    hints: int
    seconds: float
    parameters: JsonObject | None
    tries: Sequence[JsonObject]


@dataclass(frozen=True, slots=True)
class Difference:
    """A card that is not what its last effective log row says."""

    key: CardKey
    fields: tuple[str, ...] = field(default=())
    text: str = ""
