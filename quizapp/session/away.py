"""What is buried or suspended in a session, and how it comes back to the place it had."""

from __future__ import annotations

from dataclasses import replace

from quizapp.session.events import AwaySort
from quizapp.session.stages import Asking, Away, Study


def put_away(state: Study, key: str, sort: AwaySort) -> Study:
    """Return the session without this question, its place remembered."""
    due = next((due for later, due in state.later if later == key), None)
    asked = isinstance(state.stage, Asking)
    away = Away(key, sort, asked, due, len(state.tally.answers))
    number = state.number - asked  # it is not among those that were asked
    return replace(state.without(key), number=number, away=(*state.away, away))


def last_away(state: Study) -> Away | None:
    """Return what undo brings back: what was put away last, unless an answer came after that."""
    last = state.away[-1] if state.away else None
    return last if last is not None and len(state.tally.answers) <= last.answers else None


def brought_back(state: Study, away: Away) -> Study:
    """Return the session with a question back among the later ones, if it was one of them."""
    due = () if away.due is None else ((away.key, away.due),)
    left = tuple(other for other in state.away if other is not away)
    return replace(state, away=left, later=(*state.later, *due))
