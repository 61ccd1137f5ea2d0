"""One transaction for each answer: what goes in comes out, and nobody is overwritten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizapp.srs.state import CardKey, Rating
from quizapp.store.engine import Store, open_store
from quizapp.store.records import Conflict, NewAnswer
from tests.answering import KEY, OTHER, SCHEDULER, card_of, other_answer, recorded, study_answer
from tests.frozen import FrozenClock


def test_a_question_never_studied_has_no_card(any_store: Store) -> None:
    assert any_store.card(KEY) is None
    assert any_store.history(KEY) == []
    assert any_store.cards() == []
    assert any_store.last_study_day() is None


def test_an_answer_comes_back_as_it_was_given(any_store: Store) -> None:
    clock = FrozenClock(datetime(2026, 12, 2, 1, 30, 15, 250, tzinfo=UTC), timedelta(hours=-5.5))
    scheduler = any_store.scheduler_id(SCHEDULER.spec)
    session = any_store.begin_session("study", {"items": ["a/b"]}, {})
    answer = study_answer(
        clock,
        rating=Rating.AGAIN,
        revision=3,
        session=session,
        family="conv2d.output_size",
        parameters={"H": 41, "list": [1, 2.5, None, True], "text": "ß “quoted” \n"},
        seed=2**63 - 1,
        tries=({"text": "16x19", "slip": "no_padding"}, {"text": "?"}),
        rubric={"0": "y", "1": "p"},
        slip="conv2d.no_padding",
        sure=False,
        hints=2,
        seconds=41.25,
        device="cuda:0",
        suggested=Rating.HARD,
        scheduler=scheduler,
        predicted=0.875,
    )
    row = recorded(any_store.record(answer, seen=None)).row
    (logged,) = any_store.history(KEY)
    assert logged == any_store.review(row)
    for name in NewAnswer.__dataclass_fields__:
        given = getattr(answer, name)
        assert getattr(logged, name) == (list(given) if name == "tries" else given), name
    assert (logged.kind, logged.undone, logged.before, logged.target) == (
        "answer",
        False,
        None,
        None,
    )
    assert logged.at.tzinfo is UTC
    assert logged.offset_minutes == -330


def test_the_card_is_the_state_after_the_last_answer(any_store: Store, clock: FrozenClock) -> None:
    first = card_of(any_store.record(study_answer(clock, rating=Rating.AGAIN), seen=None))
    assert any_store.card(KEY) == first
    assert first.state is not None
    assert first.state.sure_wrong
    assert first.state.due_at == clock.now() + timedelta(minutes=10)
    clock.advance(600)
    answer = study_answer(clock, first, revision=2)
    second = card_of(any_store.record(answer, seen=first.last_review))
    assert any_store.card(KEY) == second
    assert (second.state, second.revision, second.answers) == (answer.state, 2, 2)
    assert second.last_review > first.last_review
    assert any_store.review(second.last_review).before == first.last_review  # type: ignore[union-attr]


def test_the_second_window_is_told_and_nothing_is_written(
    where: str | Path, clock: FrozenClock
) -> None:
    with open_store(where, clock=clock) as one, open_store(where, clock=clock) as two:
        mine = card_of(one.record(study_answer(clock), seen=None))
        assert two.record(study_answer(clock), seen=None) == Conflict(KEY, mine)
        theirs = card_of(two.record(study_answer(clock, mine), seen=mine.last_review))
        lost = one.record(study_answer(clock, mine, Rating.AGAIN), seen=mine.last_review)
        assert lost == Conflict(KEY, theirs)
        assert [row.rating for row in one.history(KEY)] == [Rating.GOOD, Rating.GOOD]
        assert one.check() == []
        never = study_answer(clock, key=OTHER)
        assert one.record(never, seen=mine.last_review) == Conflict(OTHER, None)


def test_practice_and_interviews_leave_the_card_alone(any_store: Store, clock: FrozenClock) -> None:
    assert recorded(any_store.record(other_answer(clock), seen=None)).card is None
    card = card_of(any_store.record(study_answer(clock), seen=None))
    done = any_store.record(other_answer(clock, mode="interview", verdict="wrong"), seen=None)
    assert card_of(done) == card
    assert any_store.card(KEY) == card
    assert any_store.check() == []
    assert [row.mode for row in any_store.history(KEY)] == ["practice", "study", "interview"]


def test_a_rating_belongs_to_study_alone(store: Store, clock: FrozenClock) -> None:
    rated = study_answer(clock)
    with pytest.raises(ValueError, match="belong to study"):
        store.record(other_answer(clock, state=rated.state, rating=Rating.GOOD), seen=None)
    with pytest.raises(ValueError, match="belong to study"):
        store.record(study_answer(clock, state=None), seen=None)
    assert store.history(KEY) == []


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"at": datetime(2026, 12, 2)}, ValueError),
        ({"parameters": {"x": float("nan")}}, ValueError),
        ({"parameters": {"x": object()}}, TypeError),
        ({"seed": 2**64}, OverflowError),
    ],
)
def test_what_cannot_be_stored_is_refused_whole(
    store: Store, clock: FrozenClock, more: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        store.record(study_answer(clock, **more), seen=None)
    assert store.card(KEY) is None
    assert store.history(KEY) == []
    assert card_of(store.record(study_answer(clock), seen=None)).answers == 1


def test_a_failed_transaction_leaves_nothing(store: Store, clock: FrozenClock) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.record(study_answer(clock, session=77), seen=None)
    assert store.history(KEY) == []
    assert card_of(store.record(study_answer(clock), seen=None)).answers == 1


def test_a_new_rating_replaces_the_old_one(any_store: Store, clock: FrozenClock) -> None:
    session = any_store.begin_session("study", {}, {})
    first = study_answer(clock, rating=Rating.AGAIN, slip="mistyped", session=session)
    row = recorded(any_store.record(first, seen=None)).row
    clock.advance(20)
    hard = SCHEDULER.review(None, Rating.HARD, first.at, timedelta(0), key=KEY)
    rerated = recorded(any_store.rerate(row, Rating.HARD, hard))
    assert rerated.card == any_store.card(KEY)
    assert card_of(rerated).state == hard
    assert card_of(rerated).answers == 1
    old, undo, new = any_store.history(KEY)
    assert (old.undone, undo.kind, undo.target, new.undone) == (True, "undo", row, False)
    assert (new.rating, new.suggested, new.slip) == (Rating.HARD, Rating.AGAIN, "mistyped")
    assert (new.at, new.before, new.session) == (first.at, None, session)
    assert undo.at == clock.now()
    assert any_store.check() == []
    with pytest.raises(ValueError, match="no study answer"):
        any_store.rerate(undo.row, Rating.GOOD, hard)


def test_an_answer_that_was_taken_back_is_not_rated_again(
    any_store: Store, clock: FrozenClock
) -> None:
    card = card_of(any_store.record(study_answer(clock), seen=None))
    assert card.state is not None
    any_store.undo()
    assert any_store.rerate(card.last_review, Rating.HARD, card.state) == Conflict(KEY, None)
    assert len(any_store.history(KEY)) == 2
    assert any_store.check() == []


def test_only_the_last_answer_of_a_card_is_rated_again(store: Store, clock: FrozenClock) -> None:
    first = card_of(store.record(study_answer(clock), seen=None))
    second = card_of(store.record(study_answer(clock, first), seen=first.last_review))
    assert first.state is not None
    assert store.rerate(first.last_review, Rating.HARD, first.state) == Conflict(KEY, second)
    assert len(store.history(KEY)) == 2


def test_due_cards_come_when_they_are_due(any_store: Store, clock: FrozenClock) -> None:
    day = study_answer(clock).study_day
    keys = [CardKey("bank", f"q{i}") for i in range(5)]
    for key, rating in zip(keys, [Rating.AGAIN, *[Rating.GOOD] * 4], strict=True):
        any_store.record(study_answer(clock, key=key, rating=rating), seen=None)
    assert any_store.next_due(day, clock.now()) is None
    clock.advance(600)
    assert [card.key for card in any_store.due(day, clock.now())] == keys[:1]
    any_store.mark(keys[1], suspended=True)
    any_store.mark(keys[2], buried_until=day + 101)
    any_store.mark(keys[3], buried_until=day + 100, starred=True)
    due = any_store.due(day + 100, clock.now())
    assert {card.key for card in due} == {keys[0], keys[3], keys[4]}
    assert any_store.next_due(day + 100, clock.now()) == due[0] == any_store.card(keys[0])
    assert any_store.due(day + 100, clock.now(), limit=2) == due[:2]
    facts = {fact.key: fact for fact in any_store.cards()}
    assert facts[keys[1]].suspended
    assert (facts[keys[3]].buried_until, facts[keys[3]].starred) == (day + 100, True)
    assert facts[keys[0]].state == any_store.card(keys[0]).state  # type: ignore[union-attr]
    assert any_store.studied() == dict.fromkeys(keys, 1)
