"""Sessions whose position is read from the log, marks, and sums over what was answered."""

from datetime import date
from typing import Any

import pytest

from quizapp.srs.state import CardKey, Rating
from quizapp.store import tables as t
from quizapp.store.engine import Store
from quizapp.store.records import JsonObject, MarkRecord, RecallCount, SlipCount
from quizapp.store.remarks import Remark
from tests.answering import KEY, OTHER, card_of, other_answer, recorded, study_answer
from tests.frozen import FrozenClock


def test_a_session_is_resumed_from_its_answers(any_store: Store, clock: FrozenClock) -> None:
    plan: JsonObject = {"items": ["a/1", "a/2"], "minutes": 30}
    session = any_store.begin_session("study", plan, {"level": "beginner"})
    first = card_of(any_store.record(study_answer(clock, session=session), seen=None))
    second = recorded(any_store.record(study_answer(clock, key=OTHER, session=session), seen=None))
    any_store.record(other_answer(clock), seen=None)
    any_store.skip(session, ["a/2", "a/3"])
    opened = any_store.open_session()
    assert opened is not None
    assert (opened.session.plan, opened.session.config) == (plan, {"level": "beginner"})
    assert (opened.session.skipped, opened.session.started) == (("a/2", "a/3"), clock.now())
    assert [answer.row for answer in opened.answers] == [first.last_review, second.row]
    any_store.undo()
    opened = any_store.open_session("study")
    assert opened is not None
    assert [answer.key for answer in opened.answers] == [KEY]
    assert any_store.open_session("interview") is None


def test_an_answer_writes_nothing_to_its_session(store: Store, clock: FrozenClock) -> None:
    session = store.begin_session("study", {"items": []}, {})
    before = store.session(session)
    store.record(study_answer(clock, session=session), seen=None)
    assert store.session(session) == before


def test_a_finished_session_is_listed_with_its_scorecard(
    any_store: Store, clock: FrozenClock
) -> None:
    study = any_store.begin_session("study", {}, {})
    interview = any_store.begin_session("interview", {"round": "fundamentals"}, {})
    clock.advance(900)
    any_store.finish_session(interview, {"score": 2.7, "rows": [{"skill": "maths"}]})
    assert any_store.open_session("interview") is None
    assert any_store.open_session() is None
    assert any_store.open_session("study") is not None
    (kept,) = any_store.list_sessions("interview")
    assert kept.scorecard == {"score": 2.7, "rows": [{"skill": "maths"}]}
    assert (kept.finished, kept.kind) == (clock.now(), "interview")
    assert [session.id for session in any_store.list_sessions()] == [interview, study]
    assert any_store.session(99) is None


def test_marks_change_one_by_one(any_store: Store) -> None:
    assert any_store.marks(KEY) == MarkRecord(KEY)
    assert any_store.mark(KEY, starred=True) == MarkRecord(KEY, starred=True)
    any_store.mark(KEY, suspended=True, buried_until=20_000)
    assert any_store.mark(KEY, starred=False, buried_until=None) == MarkRecord(KEY, suspended=True)
    assert any_store.mark(OTHER) == MarkRecord(OTHER)
    (fact,) = any_store.cards()
    assert (fact.key, fact.state) == (KEY, None)
    assert any_store.all_marks() == [MarkRecord(KEY, suspended=True)]


def test_what_is_written_about_a_question_is_added_never_replaced(
    any_store: Store, clock: FrozenClock
) -> None:
    day = date(2026, 12, 2)
    any_store.remark(KEY, "report", "it contradicts\nits run")
    any_store.remark(KEY, "note", "ask about padding")
    clock.advance(86_400)
    kept = any_store.remark(KEY, "note", "2026-01-01 report: no")
    assert kept.remarks == (
        Remark("report", "it contradicts its run", day),
        Remark("note", "ask about padding", day),
        Remark("note", "2026-01-01 report: no", date(2026, 12, 3)),
    )
    assert any_store.mark(KEY, starred=True).remarks == kept.remarks


def test_texts_from_before_days_were_kept_are_read(any_store: Store) -> None:
    any_store.mark(KEY, starred=False)
    with any_store._change() as connection:
        connection.execute(t.mark.update().values(note="a note\nreported: off by one"))
    any_store.remark(KEY, "note", "new")
    assert any_store.marks(KEY).remarks == (
        Remark("note", "a note"),
        Remark("report", "off by one"),
        Remark("note", "new", date(2026, 12, 2)),
    )


def test_sums_leave_out_what_was_taken_back(any_store: Store, clock: FrozenClock) -> None:
    slip: dict[str, Any] = {"slip": "conv.no_padding", "seconds": 90.0, "rating": Rating.AGAIN}
    day = study_answer(clock).study_day
    any_store.record(study_answer(clock, **slip), seen=None)
    any_store.record(study_answer(clock, key=OTHER, **slip), seen=None)
    any_store.undo()
    clock.advance(86_400)
    any_store.record(other_answer(clock, slip="conv.no_padding", seconds=30.0), seen=None)
    any_store.record(other_answer(clock, slip="log.base", mode="interview"), seen=None)
    assert any_store.slip_counts(0) == [
        SlipCount("conv.no_padding", 2, day + 1),
        SlipCount("log.base", 1, day + 1),
    ]
    assert any_store.slip_counts(day + 1)[0] == SlipCount("conv.no_padding", 1, day + 1)
    assert any_store.minutes_by_day(0) == {day: 1.5, day + 1: pytest.approx(50 / 60)}
    assert any_store.minutes_by_day(day + 1) == {day + 1: pytest.approx(50 / 60)}
    assert any_store.answered_counts(day) == {"study": 1}
    assert any_store.answered_counts(day + 1) == {"practice": 1, "interview": 1}
    assert any_store.last_study_day() == day + 1
    assert any_store.first_study_day() == day


def test_recall_counts_reviews_over_days_alone(any_store: Store, clock: FrozenClock) -> None:
    card = None
    for rating, seconds in (
        (Rating.AGAIN, 600),  # a first meeting
        (Rating.GOOD, 86_400),  # a step of minutes
        (Rating.GOOD, 86_400),
        (Rating.AGAIN, 600),
        (Rating.GOOD, 86_400),  # a step again
    ):
        answer = study_answer(clock, card, rating, predicted=0.75)
        card = card_of(any_store.record(answer, seen=card.last_review if card else None))
        clock.advance(seconds)
    assert any_store.recall_by_question() == [RecallCount(KEY, 2, 1, 1.5)]
    assert any_store.recall_by_question(since_day=10**6) == []


def test_sure_and_wrong_stays_until_right(any_store: Store, clock: FrozenClock) -> None:
    wrong = study_answer(clock, rating=Rating.AGAIN)
    card = card_of(any_store.record(wrong, seen=None))
    guess = study_answer(clock, key=OTHER, rating=Rating.AGAIN, sure=False)
    any_store.record(guess, seen=None)
    assert any_store.sure_and_wrong() == [KEY]
    any_store.record(study_answer(clock, card), seen=card.last_review)
    assert any_store.sure_and_wrong() == []
    any_store.undo()
    assert any_store.sure_and_wrong() == [KEY]


def test_schedulers_are_written_down_once(any_store: Store) -> None:
    from quizapp.srs.scheduler import FsrsScheduler

    usual = any_store.scheduler_id(FsrsScheduler(0.9).spec)
    goal = any_store.scheduler_id(FsrsScheduler(0.85).spec)
    assert usual != goal
    any_store._schedulers.clear()
    assert any_store.scheduler_id(FsrsScheduler(0.9).spec) == usual


def test_names_are_data(any_store: Store, clock: FrozenClock) -> None:
    key = CardKey("bänk'; drop table card; --", "q\N{GREEK SMALL LETTER ALPHA} %s :x ?")
    card = card_of(any_store.record(study_answer(clock, key=key), seen=None))
    assert any_store.card(key) == card
    assert any_store.history(key)[0].key == key
    any_store.remark(key, "note", "100 % {x} \N{SNOWMAN}")
    assert [one.text for one in any_store.marks(key).remarks] == ["100 % {x} \N{SNOWMAN}"]
