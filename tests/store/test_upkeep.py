"""Cards equal their log, and the changes that are no answers."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from quizapp.srs.replay import replay
from quizapp.srs.scheduler import FsrsScheduler
from quizapp.srs.state import CardKey, Rating
from quizapp.store.engine import Store, open_store
from quizapp.store.records import Difference, Undone
from tests.answering import KEY, OTHER, card_of, study_answer
from tests.frozen import FrozenClock

NEW_ID = CardKey("deep-learning", "conv-size")


def answered(store: Store, clock: FrozenClock, *ratings: Rating, key: CardKey = KEY) -> None:
    for rating in ratings:
        card = store.card(key)
        answer = study_answer(clock, card, rating, key=key)
        store.record(answer, seen=card.last_review if card else None)
        clock.advance(86_400)


def just_before(store: Store, act: Callable[[], object]) -> None:
    """Have `act` done at the last moment before the next transaction of `store` takes its lock."""
    change = store._change

    def interrupted() -> AbstractContextManager[Connection]:
        store._change = change  # type: ignore[method-assign]
        act()
        return change()

    store._change = interrupted  # type: ignore[method-assign, assignment]


def tamper(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        (
            "update card set stability = stability + 1, due_day = 3 where question like 'conv%'",
            Difference(KEY, ("stability", "due_day"), "the card differs from log row 2"),
        ),
        (
            "update card set last_review = 1 where question like 'conv%'",
            Difference(KEY, ("last_review",), "the card differs from log row 2"),
        ),
        (
            "update card set answers = 7 where question like 'conv%'",
            Difference(KEY, ("answers",), "the card differs from log row 2"),
        ),
        (
            "delete from card where question like 'conv%'",
            Difference(KEY, (), "the log has answers, the card is missing"),
        ),
        (
            "update card set question = 'ghost' where question like 'pool%'",
            None,
        ),
    ],
)
def test_check_finds_what_differs_and_rebuild_sets_it(
    path: Path, clock: FrozenClock, statement: str, difference: Difference | None
) -> None:
    with open_store(path, clock=clock) as store:
        answered(store, clock, Rating.GOOD, Rating.AGAIN)
        answered(store, clock, Rating.GOOD, key=OTHER)
        cards = (store.card(KEY), store.card(OTHER))
        assert store.check() == []
        tamper(path, statement)
        found = store.check()
        if difference is None:
            ghost = CardKey(KEY.bank, "ghost")
            assert {(d.key, d.text) for d in found} == {
                (OTHER, "the log has answers, the card is missing"),
                (ghost, "the card stands without a log row"),
            }
        else:
            assert found == [difference]
        assert store.rebuild() == len(found)
        assert store.check() == []
        assert (store.card(KEY), store.card(OTHER)) == cards
        assert len(list(path.parent.glob("backups/*rebuild.db"))) == 1


def test_rebuild_without_differences_changes_nothing(any_store: Store, clock: FrozenClock) -> None:
    answered(any_store, clock, Rating.GOOD)
    before = any_store.card(KEY)
    assert any_store.rebuild() == 0
    assert any_store.card(KEY) == before


def test_a_reset_question_is_new_and_keeps_its_seeds_moving(
    any_store: Store, clock: FrozenClock
) -> None:
    answered(any_store, clock, Rating.GOOD, Rating.GOOD)
    before = any_store.card(KEY)
    card = card_of(any_store.reset(KEY))
    assert (card.state, card.answers) == (None, 2)
    assert any_store.card(KEY) == card
    assert any_store.due(10**6, clock.now()) == []
    assert [fact.state for fact in any_store.cards()] == [None]
    again = card_of(any_store.record(study_answer(clock, card), seen=card.last_review))
    assert again.answers == 3
    assert again.state is not None
    assert again.state.repetitions == 1
    any_store.undo()
    done = any_store.undo()
    assert isinstance(done, Undone)
    assert done.card == before == any_store.card(KEY)
    assert any_store.check() == []
    assert any_store.reset(OTHER) is None


def test_an_id_that_moved_takes_its_progress_along(any_store: Store, clock: FrozenClock) -> None:
    answered(any_store, clock, Rating.AGAIN, Rating.GOOD)
    any_store.mark(KEY, starred=True)
    old = any_store.card(KEY)
    assert old is not None
    new = card_of(any_store.adopt(KEY, NEW_ID))
    assert (new.state, new.answers, new.revision) == (old.state, old.answers, old.revision)
    assert any_store.card(NEW_ID) == new
    assert any_store.marks(NEW_ID).starred
    left = any_store.card(KEY)
    assert left is not None
    assert left.state is None
    assert any_store.adopt(KEY, NEW_ID) is None
    assert any_store.check() == []
    assert any_store.history(NEW_ID)[0].detail == {"from": str(KEY)}
    next_one = any_store.record(study_answer(clock, new, key=NEW_ID), seen=new.last_review)
    assert card_of(next_one).answers == 3
    assert len(any_store.standing_answers()[NEW_ID]) == 3


def test_progress_of_its_own_is_never_replaced(any_store: Store, clock: FrozenClock) -> None:
    answered(any_store, clock, Rating.GOOD)
    answered(any_store, clock, Rating.AGAIN, key=NEW_ID)
    before = any_store.card(NEW_ID)
    assert any_store.adopt(KEY, NEW_ID) is None
    assert any_store.adopt(OTHER, NEW_ID) is None
    assert any_store.card(NEW_ID) == before


def test_rescheduling_appends_one_row_for_each_card_that_changes(
    any_store: Store, clock: FrozenClock
) -> None:
    answered(any_store, clock, Rating.GOOD, Rating.GOOD, Rating.GOOD)
    answered(any_store, clock, Rating.AGAIN, key=OTHER)
    before = any_store.card(KEY), any_store.card(OTHER)
    usual, relaxed = FsrsScheduler(0.9), FsrsScheduler(0.8)
    same = any_store.scheduler_id(usual.spec)
    assert any_store.reschedule(lambda key, told: replay(usual, key, told), same) == 0
    other = any_store.scheduler_id(relaxed.spec)
    assert any_store.reschedule(lambda key, told: replay(relaxed, key, told), other) == 1
    card = any_store.card(KEY)
    assert card is not None
    assert before[0] is not None
    assert card.state is not None
    assert before[0].state is not None
    assert card.state.due_day > before[0].state.due_day
    assert card.answers == before[0].answers
    assert any_store.card(OTHER) == before[1]
    row = any_store.history(KEY)[-1]
    assert (row.kind, row.scheduler, row.before) == ("reschedule", other, before[0].last_review)
    assert any_store.check() == []
    assert any_store.reschedule(lambda key, told: replay(relaxed, key, told), other) == 0


def test_rescheduling_forgets_what_was_reset_or_undone(
    any_store: Store, clock: FrozenClock
) -> None:
    answered(any_store, clock, Rating.GOOD, Rating.GOOD)
    any_store.reset(KEY)
    answered(any_store, clock, Rating.AGAIN, Rating.GOOD)
    any_store.undo()
    (told,) = any_store.standing_answers()[KEY]
    assert (told.rating, told.long) == (Rating.AGAIN, False)


def test_rescheduling_counts_an_answer_that_another_window_gives_just_before(
    where: str | Path, clock: FrozenClock
) -> None:
    relaxed = FsrsScheduler(0.8)
    with open_store(where, clock=clock) as one, open_store(where, clock=clock) as two:
        answered(one, clock, Rating.GOOD, Rating.GOOD, Rating.GOOD)
        scheduler = one.scheduler_id(relaxed.spec)
        just_before(one, lambda: answered(two, clock, Rating.AGAIN))
        one.reschedule(lambda key, told: replay(relaxed, key, told), scheduler)
        card = one.card(KEY)
        assert card is not None
        assert card.state is not None
        assert (card.state.repetitions, card.state.lapses) == (4, 1)
        assert one.check() == []


def test_rebuilding_keeps_an_answer_that_another_window_gives_just_before(
    path: Path, clock: FrozenClock
) -> None:
    with open_store(path, clock=clock) as one, open_store(path, clock=clock) as two:
        answered(one, clock, Rating.GOOD)
        tamper(path, "update card set stability = stability + 1")
        just_before(one, lambda: answered(two, clock, Rating.GOOD))
        assert one.rebuild() == 0
        card = one.card(KEY)
        assert card is not None
        assert card.answers == 2
        assert one.check() == []
