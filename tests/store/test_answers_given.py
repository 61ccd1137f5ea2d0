"""Every answer that stands, for item analysis."""

from __future__ import annotations

from quizapp.store.engine import Store
from tests.answering import OTHER, card_of, other_answer, recorded, study_answer
from tests.frozen import FrozenClock


def test_answers_of_every_mode_are_told_and_those_taken_back_are_not(
    any_store: Store, clock: FrozenClock
) -> None:
    assert any_store.answers_given() == []
    session = any_store.begin_session("study", {}, {})
    tries = ({"text": "9", "verdict": "wrong", "slips": ["x"]}, {"text": "10"})
    card_of(
        any_store.record(
            study_answer(clock, session=session, tries=tries, seconds=12.5, hints=2), seen=None
        )
    )
    any_store.record(other_answer(clock), seen=None)
    gone = recorded(any_store.record(study_answer(clock, key=OTHER), seen=None))
    any_store.undo(gone.row)

    first, second = any_store.answers_given()
    assert (first.session, first.seconds, first.hints) == (session, 12.5, 2)
    assert [dict(one) for one in first.tries] == [dict(one) for one in tries]
    assert second.session is None
    assert OTHER not in (first.key, second.key)
