"""Backups: checked before they count, thinned by age."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.store import backup
from quizapp.store.engine import Store, open_store
from quizapp.store.errors import StoreError
from tests.answering import KEY, card_of, study_answer
from tests.frozen import FrozenClock


def named(at: datetime, reason: str = "reset") -> str:
    return f"quizapp-{at:%Y%m%dT%H%M%S}-{reason}.db"


def test_a_backup_stands_alone_and_holds_everything(store: Store, clock: FrozenClock) -> None:
    card = card_of(store.record(study_answer(clock), seen=None))
    made = store.backup("Before import: bank 1.2!")
    assert made.name == "quizapp-20261202T090000-before-import-bank-1.2.db"
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    store.record(study_answer(clock, card), seen=card.last_review)
    with open_store(made, clock=clock) as copy:
        assert copy.card(KEY) == card
        assert copy.salt() == store.salt()
        assert copy.check() == []


def test_a_copy_that_is_not_sound_does_not_count(store: Store, clock: FrozenClock) -> None:
    for _ in range(3):
        card = store.card(KEY)
        store.record(study_answer(clock, card), seen=card.last_review if card else None)
    assert store.path is not None
    path = store.path
    store.close()
    with closing(sqlite3.connect(path)) as db:
        find = "select rootpage from sqlite_master where name = 'ix_review_study_day'"
        start = (db.execute(find).fetchone()[0] - 1) * 4096
    content = bytearray(path.read_bytes())
    content[start + 4095] ^= 1  # one row's number in the index: found only by comparing
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        backup.back_up(path, "x", clock.now())
    assert caught.value.reason == "corrupt"
    assert list((path.parent / backup.FOLDER).iterdir()) == []


def test_a_folder_in_the_way_is_told(store: Store) -> None:
    assert store.path is not None
    (store.path.parent / backup.FOLDER).touch()
    with pytest.raises(StoreError) as caught:
        store.backup("x")
    assert caught.value.reason == "backup"


def test_a_server_is_backed_up_by_its_own_tools(
    postgres: Callable[[], str], clock: FrozenClock
) -> None:
    with open_store(postgres(), clock=clock) as store, pytest.raises(StoreError) as caught:
        store.backup("x")
    assert "pg_dump" in caught.value.hint


def test_all_of_two_days_one_a_day_for_a_month_one_a_month_after() -> None:
    now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    fresh = [named(now - timedelta(hours=hours)) for hours in (0, 1, 2, 47)]
    days = [named(now - timedelta(days=days, hours=hours)) for days in (5, 20) for hours in (0, 2)]
    months = [named(datetime(2026, month, day, tzinfo=UTC)) for month in (8, 9) for day in (3, 20)]
    others = [
        "notes.txt",
        "quizapp.db",
        "quizapp-20260803T000000-x.db.txt",
        "quizapp-99999999T999999-x.db",
    ]
    gone = backup.to_thin([*fresh, *days, *months, *others], now)
    assert set(gone) == {days[1], days[3], months[0], months[2]}
    assert (
        backup.to_thin([name for name in (*fresh, *days, *months) if name not in gone], now) == []
    )


def test_old_copies_go_when_a_new_one_is_made(store: Store, clock: FrozenClock) -> None:
    assert store.path is not None
    first = store.backup("first")
    for _ in range(3):
        clock.advance(3600)
        store.backup("same day")
    clock.advance(10 * 86_400)
    last = store.backup("last")
    kept = sorted(path.name for path in first.parent.iterdir())
    assert kept == ["quizapp-20261202T120000-same-day.db", last.name]
    assert backup.latest(store.path) == clock.now()


def test_the_first_reset_of_a_day_makes_a_backup(store: Store, clock: FrozenClock) -> None:
    assert store.path is not None
    assert store.reset(KEY) is None
    assert backup.latest(store.path) is None
    card = card_of(store.record(study_answer(clock), seen=None))
    store.reset(KEY)
    (made,) = (store.path.parent / backup.FOLDER).iterdir()
    with open_store(made, clock=clock) as copy:
        assert copy.card(KEY) == card
    clock.advance(3600)
    store.reset(KEY)
    assert len(list((store.path.parent / backup.FOLDER).iterdir())) == 1


def test_no_folder_means_no_backup_yet(tmp_path: Path) -> None:
    assert backup.latest(tmp_path / "quizapp.db") is None
