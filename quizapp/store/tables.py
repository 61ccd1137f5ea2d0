"""The tables, described and nothing more: every verb is a Core statement on `Model.__table__`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type is exactly INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC: text in SQLite, ``timestamptz`` in PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC as the database takes it; ValueError for an instant without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are stored with their zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant, aware, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text(), datetime: Instant(), int: Integer()}  # noqa: RUF012


class StateColumns:
    """A card's state after a row; all null where there is none (never met, or reset)."""

    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due_day: Mapped[int | None]
    last_day: Mapped[int | None]
    phase: Mapped[str | None]
    due_at: Mapped[datetime | None]
    step: Mapped[int | None]
    stage: Mapped[int | None]
    repetitions: Mapped[int | None]
    passes: Mapped[int | None]
    lapses: Mapped[int | None]
    sure_wrong: Mapped[bool | None]


class Meta(Model):
    """Facts about the database itself: the salt of the seeds, made once."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Scheduler(Model):
    """What a schedule was made with; `weights` and `steps` are JSON."""

    __tablename__ = "scheduler"

    id: Mapped[int] = mapped_column(primary_key=True)
    library: Mapped[str]
    version: Mapped[str]
    weights: Mapped[str]
    retention: Mapped[float]
    steps: Mapped[str]
    cap: Mapped[int]


class Session(Model):
    """A session or interview: its plan, what was put off, and at last the scorecard, all JSON."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    plan: Mapped[str]
    config: Mapped[str]
    skipped: Mapped[str | None]
    scorecard: Mapped[str | None]


class Review(StateColumns, Model):
    """The log: rows are added, never changed. JSON in parameters, tries, rubric and detail."""

    __tablename__ = "review"
    __table_args__ = (
        Index(None, "bank", "question"),
        Index(None, "study_day"),
        Index(
            None,
            "session",
            sqlite_where=text("session IS NOT NULL"),
            postgresql_where=text("session IS NOT NULL"),
        ),
        Index(
            None,
            "target",
            sqlite_where=text("target IS NOT NULL"),
            postgresql_where=text("target IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str]
    bank: Mapped[str]
    question: Mapped[str]
    at: Mapped[datetime]
    offset_minutes: Mapped[int]
    study_day: Mapped[int]
    revision: Mapped[int | None]
    mode: Mapped[str | None]
    session: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    verdict: Mapped[str | None]
    slip: Mapped[str | None]
    sure: Mapped[bool | None]
    hints: Mapped[int | None]
    seconds: Mapped[float | None]
    family: Mapped[str | None]
    parameters: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    tries: Mapped[str | None]
    rubric: Mapped[str | None]
    device: Mapped[str | None]
    suggested: Mapped[int | None]
    rating: Mapped[int | None]
    scheduler: Mapped[int | None] = mapped_column(ForeignKey("scheduler.id"))
    predicted: Mapped[float | None]
    answers: Mapped[int | None]
    before: Mapped[int | None] = mapped_column(RowId, ForeignKey("review.id"))
    target: Mapped[int | None] = mapped_column(RowId, ForeignKey("review.id"))
    detail: Mapped[str | None]


class Card(StateColumns, Model):
    """The state of each question that was met, equal to its last effective log row."""

    __tablename__ = "card"
    __table_args__ = (Index(None, "due_day"),)

    bank: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    answers: Mapped[int]
    last_review: Mapped[int] = mapped_column(RowId, ForeignKey("review.id"))


class Mark(Model):
    """What the person said of a question."""

    __tablename__ = "mark"

    bank: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    suspended: Mapped[bool]
    buried_until: Mapped[int | None]
    starred: Mapped[bool]
    note: Mapped[str]


def _table(model: Any) -> Table:
    return cast(Table, model.__table__)


meta = _table(Meta)
scheduler = _table(Scheduler)
session = _table(Session)
review = _table(Review)
card = _table(Card)
mark = _table(Mark)
