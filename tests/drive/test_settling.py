"""Progress follows a question to its new id, and goes where its meaning has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.bank.changes import write_all
from quizapp.bank.folder import open_folder
from quizapp.bank.moving import renamed
from quizapp.config import Config
from quizapp.drive.bank_stats import items_of
from quizapp.drive.due import due_today
from quizapp.drive.home import home_view
from quizapp.drive.house import House
from quizapp.drive.planning import plan_of_day
from quizapp.session.events import Command, Rate
from quizapp.session.stages import Judged
from quizapp.srs.state import CardKey, Rating
from tests.drive.test_study_drive import CONV, answer, asked, begin
from tests.frozen import FrozenClock
from tests.houses import TOPIC, small_house, write_bank

NEW = CardKey("small", "conv-output")
DAY = 86_400


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


def rename(tmp_path: Path, old: str = CONV.question, new: str = NEW.question) -> None:
    write_all(renamed(open_folder(tmp_path / "bank"), old, new).texts)


def revise(tmp_path: Path, revision: int) -> None:
    line = f"asked: often\n    revision: {revision}"
    write_bank(tmp_path / "bank", TOPIC.replace("asked: often", line, 1))


def kinds(house: House, key: CardKey) -> Iterator[str]:
    return (row.kind for row in house.store.history(key))


def test_a_renamed_question_is_planned_with_its_progress(
    tmp_path: Path, clock: FrozenClock
) -> None:
    with small_house(tmp_path, clock) as house:
        answer(begin(house))
        before = house.store.card(CONV)
    rename(tmp_path)
    clock.advance(40 * DAY)
    with small_house(tmp_path, clock) as house:
        card = house.store.card(NEW)
        assert before is not None
        assert card is not None
        assert (card.state, card.answers) == (before.state, 1)
        assert [item.why for item in plan_of_day(house, 30).items if item.key == NEW] == ["due"]
        assert home_view(house).met == 1
        assert [line.key for line in items_of(house.config, house.library.questions, clock)] == [
            str(NEW)
        ]
        assert house.store.check() == []


def test_the_first_command_after_a_renaming_counts_it_as_due(
    tmp_path: Path, clock: FrozenClock
) -> None:
    with small_house(tmp_path, clock) as house:
        answer(begin(house))
    rename(tmp_path)
    clock.advance(40 * DAY)
    config = Config(banks=(tmp_path / "bank",), data=tmp_path / "data")
    assert due_today(config, clock).due == 1


def test_a_question_renamed_twice_is_moved_once(tmp_path: Path, clock: FrozenClock) -> None:
    with small_house(tmp_path, clock) as house:
        answer(begin(house))
    rename(tmp_path)
    rename(tmp_path, NEW.question, "conv")
    for _ in range(2):
        with small_house(tmp_path, clock) as house:
            assert list(kinds(house, CONV)) == ["answer", "adopt"]
            assert list(kinds(house, CardKey("small", "conv"))) == ["adopt"]


def test_a_session_goes_on_with_a_question_that_was_renamed(
    tmp_path: Path, clock: FrozenClock
) -> None:
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        assert asked(drive.state) == str(CONV)
    rename(tmp_path)
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        assert asked(drive.state) == str(NEW)
        answer(drive)
        drive.post(Command("next", drive.now()))
        assert asked(drive.state) != str(NEW)


def test_a_question_whose_meaning_changed_is_new_again(tmp_path: Path, clock: FrozenClock) -> None:
    with small_house(tmp_path, clock) as house:
        answer(begin(house))
    clock.advance(DAY)
    revise(tmp_path, 2)
    with small_house(tmp_path, clock) as house:
        assert home_view(house).met == 0
        assert [item.why for item in plan_of_day(house, 30).items if item.key == CONV] == ["new"]
        drive = begin(house)
        while asked(drive.state) != str(CONV):
            drive.post(Command("skip", drive.now()))
        assert drive.state.loop is not None
        assert drive.state.loop.item.first_meeting
        state = answer(drive)
        assert isinstance(state.stage, Judged)
        assert state.tally.met == 1
        card = house.store.card(CONV)
        assert card is not None
        assert card.state is not None
        assert (card.revision, card.answers, card.state.repetitions) == (2, 2, 1)
        drive.post(Rate(Rating.AGAIN, drive.now()))
        assert house.store.check() == []
    with small_house(tmp_path, clock) as house:
        assert list(kinds(house, CONV)) == ["answer", "reset", "answer", "undo", "answer"]


def test_an_answer_to_an_earlier_meaning_can_still_be_taken_back(
    tmp_path: Path, clock: FrozenClock
) -> None:
    with small_house(tmp_path, clock) as house:
        for _ in range(2):
            drive = begin(house)
            while asked(drive.state) != str(CONV):
                drive.post(Command("skip", drive.now()))
            answer(drive)
            drive.post(Command("stop", drive.now()))
            clock.advance(40 * DAY)
    revise(tmp_path, 2)
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        drive.post(Command("undo", drive.now()))
        assert asked(drive.state) == str(CONV)
        card = house.store.card(CONV)
        assert card is not None
        assert (card.state, card.answers) == (None, 1)
        assert answer(drive).tally.met == 1
        assert house.store.check() == []


def test_an_earlier_revision_resets_nothing(tmp_path: Path, clock: FrozenClock) -> None:
    revise(tmp_path, 2)
    with small_house(tmp_path, clock) as house:
        answer(begin(house))
    revise(tmp_path, 1)
    with small_house(tmp_path, clock) as house:
        assert list(kinds(house, CONV)) == ["answer"]
