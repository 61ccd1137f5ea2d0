"""An interview's answer, its miss and its scorecard: all of it, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.srs.state import Rating
from quizapp.store.engine import Store
from quizapp.store.records import Conflict
from tests.answering import KEY, OTHER, card_of, other_answer, study_answer


def test_answer_miss_and_scorecard_are_kept_together(store: Store) -> None:
    session = store.begin_session("interview", {"queue": [str(KEY)]}, {})
    answer = other_answer(store.clock, mode="interview", session=session, verdict="wrong")
    miss = study_answer(store.clock, rating=Rating.AGAIN, session=session)
    rows = store.record_interview(answer, miss, {"line": "so far"}, seen=None)
    assert isinstance(rows, tuple)
    assert [row.mode for row in store.session_answers(session)] == ["interview", "study"]
    assert tuple(row.row for row in store.session_answers(session)) == rows
    card = store.card(KEY)
    assert card is not None
    assert (card.answers, card.last_review) == (1, rows[1])
    kept = store.session(session)
    assert kept is not None
    assert (kept.scorecard, kept.finished) == ({"line": "so far"}, None)
    assert store.check() == []


def test_a_right_answer_leaves_the_card_alone(store: Store) -> None:
    session = store.begin_session("interview", {}, {})
    answer = other_answer(store.clock, mode="interview", session=session)
    assert store.record_interview(answer, None, {"n": 1}, seen=None) is not None
    assert store.card(KEY) is None


def test_nothing_is_kept_where_another_window_moved_the_card(store: Store) -> None:
    session = store.begin_session("interview", {}, {})
    before = card_of(store.record(study_answer(store.clock), seen=None))
    after = card_of(store.record(study_answer(store.clock, before), seen=before.last_review))
    answer = other_answer(store.clock, mode="interview", session=session, verdict="wrong")
    miss = study_answer(store.clock, before, Rating.AGAIN, session=session)
    found = store.record_interview(answer, miss, {"n": 1}, seen=before.last_review)
    assert found == Conflict(KEY, after)
    assert store.session_answers(session) == ()
    kept = store.session(session)
    assert kept is not None
    assert kept.scorecard is None
    assert isinstance(store.record_interview(answer, miss, {"n": 1}, seen=after.last_review), tuple)
    assert store.check() == []


def test_wrong_modes_are_refused(store: Store) -> None:
    session = store.begin_session("interview", {}, {})
    answer = other_answer(store.clock, mode="interview", session=session)
    with pytest.raises(ValueError, match="belongs to its session"):
        store.record_interview(replace(answer, session=None), None, {}, seen=None)
    with pytest.raises(ValueError, match="belongs to its session"):
        store.record_interview(other_answer(store.clock, session=session), None, {}, seen=None)
    with pytest.raises(ValueError, match="a study answer"):
        store.record_interview(answer, other_answer(store.clock, OTHER), {}, seen=None)
