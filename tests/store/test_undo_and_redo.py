"""Undo and redo against a slow, obvious reference in memory."""

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quizapp.srs.state import CardKey, CardState, Rating
from quizapp.store.engine import Store, open_store
from quizapp.store.records import Conflict, Undone
from tests.answering import KEY, OTHER, SCHEDULER, card_of, other_answer, recorded, study_answer
from tests.frozen import FrozenClock

KEYS = [CardKey("bank", name) for name in "abc"]


@dataclass
class Entry:
    """A row of the reference that may stand or be undone."""

    row: int
    key: CardKey
    kind: str
    state: CardState | None
    stands: bool = True


@dataclass
class Reference:
    """All rows in a list; everything else is found by looking through it."""

    entries: list[Entry] = field(default_factory=list)
    put_back: list[Entry] = field(default_factory=list)

    def standing(self, key: CardKey | None = None) -> list[Entry]:
        return [
            e
            for e in self.entries
            if e.stands and e.kind != "practice" and (key is None or e.key == key)
        ]

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.kind != "practice":
            self.put_back.clear()

    def undo(self, row: int | None) -> Entry | str:
        pool = self.standing() if row is None else self.entries
        found = [e for e in pool if e.stands and (row is None or e.row == row)]
        if not found:
            return "nothing"
        entry = found[-1]
        if entry.kind != "practice" and self.standing(entry.key)[-1] is not entry:
            return "conflict"
        entry.stands = False
        self.put_back.append(entry)
        return entry

    def redo(self) -> Entry | str:
        if not self.put_back:
            return "nothing"
        entry = self.put_back.pop()
        entry.stands = True
        return entry

    def card(self, key: CardKey) -> tuple[int, CardState | None, int] | None:
        chain = self.standing(key)
        if not chain:
            return None
        answers = sum(e.kind == "answer" for e in chain)
        return chain[-1].row, chain[-1].state, answers


OPERATIONS = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(KEYS), st.sampled_from(list(Rating))),
    st.tuples(st.just("practice"), st.sampled_from(KEYS), st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("undo row"), st.integers(0, 9), st.none()),
    st.tuples(st.just("redo"), st.none(), st.none()),
    st.tuples(st.just("rerate"), st.sampled_from(KEYS), st.sampled_from(list(Rating))),
    st.tuples(st.just("reset"), st.sampled_from(KEYS), st.none()),
    st.tuples(st.just("restart"), st.none(), st.none()),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(path, clock=FrozenClock()).close()
    (path.parent / "backups").mkdir()
    return path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations=st.lists(OPERATIONS, max_size=25))
def test_any_sequence_equals_the_reference(
    template: Path, operations: list[tuple[str, object, object]]
) -> None:
    path = template.with_name("run.db")
    for leftover in template.parent.glob("run.db*"):
        leftover.unlink()
    shutil.copy(template, path)
    _play(path, operations)


@settings(
    max_examples=6,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operations=st.lists(OPERATIONS, min_size=10, max_size=25))
def test_on_a_server_too(postgres: object, operations: list[tuple[str, object, object]]) -> None:
    assert callable(postgres)
    _play(postgres(), operations)


def _play(where: str | Path, operations: list[tuple[str, object, object]]) -> None:
    clock, reference = FrozenClock(), Reference()
    store = open_store(where, clock=clock)
    try:
        for name, what, rating in operations:
            clock.advance(3600 * 7)
            if name == "restart":
                store.close()
                store = open_store(where, clock=clock)
            else:
                _step(store, reference, clock, name, what, rating)
            for key in KEYS:
                card = store.card(key)
                seen = None if card is None else (card.last_review, card.state, card.answers)
                assert seen == reference.card(key)
        assert store.check() == []
        undone = {e.row for e in reference.entries if not e.stands}
        logged = [row for key in KEYS for row in store.history(key)]
        assert {row.row for row in logged if row.undone} == undone
    finally:
        store.close()


def _step(
    store: Store,
    reference: Reference,
    clock: FrozenClock,
    name: str,
    what: object,
    rating: object,
) -> None:
    if name in ("undo", "undo row", "redo"):
        row = None
        if isinstance(what, int):
            row = reference.entries[what].row if what < len(reference.entries) else 10**6
        said = store.redo() if name == "redo" else store.undo(row)
        expected = reference.redo() if name == "redo" else reference.undo(row)
        match said:
            case None:
                assert expected == "nothing"
            case Conflict():
                assert expected == "conflict"
            case Undone():
                assert isinstance(expected, Entry)
                assert (said.target, said.key) == (expected.row, expected.key)
                assert said.card == store.card(said.key)
        return
    assert isinstance(what, CardKey)
    card = store.card(what)
    seen = None if card is None else card.last_review
    if name == "answer" and isinstance(rating, Rating):
        answer = study_answer(clock, card, rating, key=what)
        row = recorded(store.record(answer, seen=seen)).row
        reference.add(Entry(row, what, "answer", answer.state))
    elif name == "practice":
        row = recorded(store.record(other_answer(clock, key=what), seen=None)).row
        reference.add(Entry(row, what, "practice", None))
    elif name == "reset":
        done = store.reset(what)
        assert (done is None) == (card is None)
        if done is not None:
            reference.add(Entry(recorded(done).row, what, "reset", None))
    elif name == "rerate" and isinstance(rating, Rating):
        chain = reference.standing(what)
        if chain and chain[-1].kind == "answer":
            before = chain[-2].state if len(chain) > 1 else None
            state = SCHEDULER.review(before, rating, clock.now(), timedelta(0), key=what)
            row = recorded(store.rerate(chain[-1].row, rating, state)).row
            chain[-1].stands = False
            reference.add(Entry(row, what, "answer", state))


def test_undo_takes_back_and_redo_puts_back(any_store: Store, clock: FrozenClock) -> None:
    first = card_of(any_store.record(study_answer(clock), seen=None))
    second = card_of(any_store.record(study_answer(clock, first), seen=first.last_review))
    undone = any_store.undo()
    assert isinstance(undone, Undone)
    assert (undone.target, undone.card, undone.mode) == (second.last_review, first, "study")
    undone = any_store.undo()
    assert isinstance(undone, Undone)
    assert undone.card is None
    assert any_store.card(KEY) is None
    assert any_store.undo() is None
    for expected in (first, second):
        done = any_store.redo()
        assert isinstance(done, Undone)
        assert done.card == expected
    assert any_store.redo() is None
    assert any_store.check() == []


def test_an_answer_in_between_ends_redo(store: Store, clock: FrozenClock) -> None:
    store.record(study_answer(clock), seen=None)
    store.undo()
    store.record(study_answer(clock, key=OTHER), seen=None)
    assert store.redo() is None
    assert store.card(KEY) is None


def test_an_earlier_answer_is_not_taken_back_from_under_a_later_one(
    store: Store, clock: FrozenClock
) -> None:
    first = card_of(store.record(study_answer(clock), seen=None))
    second = card_of(store.record(study_answer(clock, first), seen=first.last_review))
    assert store.undo(first.last_review) == Conflict(KEY, second)
    assert len(store.history(KEY)) == 2


def test_an_answer_of_another_card_is_taken_back_by_its_row(
    store: Store, clock: FrozenClock
) -> None:
    first = card_of(store.record(study_answer(clock), seen=None))
    other = card_of(store.record(study_answer(clock, key=OTHER), seen=None))
    undone = store.undo(first.last_review)
    assert isinstance(undone, Undone)
    assert store.card(KEY) is None
    assert store.card(OTHER) == other
    assert store.undo(first.last_review) is None
    assert store.undo(10_000) is None
    assert store.undo(undone.row) is None


def test_a_practice_answer_is_taken_back_by_its_row_only(store: Store, clock: FrozenClock) -> None:
    row = recorded(store.record(other_answer(clock), seen=None)).row
    day = other_answer(clock).study_day
    assert store.undo() is None
    assert isinstance(store.undo(row), Undone)
    assert store.answered_counts(day) == {}
    assert isinstance(store.redo(), Undone)
    assert store.answered_counts(day) == {"practice": 1}


def test_undo_of_another_windows_answer_is_seen_by_both(
    where: str | Path, clock: FrozenClock
) -> None:
    with open_store(where, clock=clock) as one, open_store(where, clock=clock) as two:
        card = card_of(one.record(study_answer(clock), seen=None))
        assert isinstance(two.undo(), Undone)
        assert one.record(study_answer(clock, card), seen=card.last_review) == Conflict(KEY, None)
        assert one.check() == []


def test_a_reset_for_a_new_revision_goes_with_the_answer_under_it(
    any_store: Store, clock: FrozenClock
) -> None:
    first = card_of(any_store.record(study_answer(clock), seen=None))
    second = card_of(any_store.record(study_answer(clock, first), seen=first.last_review))
    card_of(any_store.reset(KEY, revision=2))
    other = card_of(any_store.record(study_answer(clock, key=OTHER), seen=None))
    undone = any_store.undo()
    assert isinstance(undone, Undone)
    assert undone.target == other.last_review
    undone = any_store.undo()
    assert isinstance(undone, Undone)
    assert (undone.target, undone.card) == (second.last_review, first)
    assert any_store.card(KEY) == first
    assert any_store.check() == []
    done = any_store.redo()
    assert isinstance(done, Undone)
    assert done.card == second
    assert any_store.check() == []


def test_a_reset_by_the_person_is_taken_back_by_itself(
    any_store: Store, clock: FrozenClock
) -> None:
    card = card_of(any_store.record(study_answer(clock), seen=None))
    any_store.reset(KEY)
    undone = any_store.undo()
    assert isinstance(undone, Undone)
    assert undone.card == card
