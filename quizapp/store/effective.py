"""Which log rows count: those that changed a card's state and were not taken back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from quizapp.store import tables as t


def changes_state(row: FromClause) -> ColumnElement[bool]:
    """True for the kinds of row that move a card; practice and interview answers leave it alone."""
    c = row.c
    return or_(
        and_(c.kind == "answer", c.mode == "study"), c.kind.in_(("reset", "reschedule", "adopt"))
    )


def is_undone(row: FromClause) -> ColumnElement[bool]:
    """True where the last word on a row is an undo; for one or a few rows."""
    word = t.review.alias("word")
    last = (
        select(word.c.kind)
        .where(word.c.target == row.c.id)
        .order_by(word.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .correlate(row)
    )
    return (last == "undo").is_(True)


def stands(row: FromClause) -> ColumnElement[bool]:
    """The same as ``not is_undone``, for many rows: the undone ones are listed once."""
    word, later = t.review.alias("undone_word"), t.review.alias("later_word")
    overruled = (
        select(later.c.id).where(later.c.target == word.c.target, later.c.id > word.c.id).exists()
    )
    return row.c.id.not_in(
        select(word.c.target).where(word.c.kind == "undo", word.c.target.is_not(None), ~overruled)
    )
