"""An interview performed on a real store, a real bank and real grading, the worker being told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from quizapp.drive.home import home_view
from quizapp.drive.house import House
from quizapp.drive.interview import InterviewDrive
from quizapp.drive.interviews import kept_card, kept_cards, save_markdown
from quizapp.drive.study import StudyDrive
from quizapp.errors import QuizappError, UsageError
from quizapp.reports.scorecard_filed import from_json, to_json
from quizapp.session.events import Begin
from quizapp.session.interview_events import HandIn, Open, Sure, TickPoint, Wish
from quizapp.session.interview_stages import Aborted, Answering, Interview, Over, Sureness, Ticking
from quizapp.session.stages import Asking
from quizapp.session.terms import Terms
from quizapp.srs.state import CardKey, Rating
from tests.houses import NO_TORCH, ToldClient, small_house

TERMS = Terms(minutes=15, round="fundamentals", level="beginner", seed=5)


def begin(house: House, terms: Terms = TERMS) -> InterviewDrive:
    drive = InterviewDrive(house)
    drive.post(Open(terms, drive.now()))
    return drive


def asked(state: Interview) -> str:
    assert isinstance(state.stage, Answering)
    return state.stage.loop.item.key


def right_answer(drive: InterviewDrive) -> str:
    stage = drive.state.stage
    assert isinstance(stage, Answering)
    item = stage.loop.item
    return "1 1 -1.5" if item.key.endswith("and-gate") else item.right


def answer(drive: InterviewDrive, text: str | None = None, *, sure: bool = True) -> Interview:
    """Answer the open question, rightly unless a text is given; a recall is ticked y, y, n."""
    stage = drive.state.stage
    assert isinstance(stage, Answering)
    drive.house.clock.advance(20)  # type: ignore[attr-defined]
    drive.post(HandIn(text or right_answer(drive) or "the slopes multiply", drive.now()))
    if isinstance(drive.state.stage, Sureness):
        drive.post(Sure(sure, drive.now()))
    if isinstance(drive.state.stage, Ticking):
        for mark in ("y", "y", "n") if text is None else ("n", "n", "n"):
            drive.post(TickPoint(mark, drive.now()))
    return drive.state


def rows(house: House, session: int) -> list[Any]:
    return list(house.store.session_answers(session))


def play(house: House, wrong: Iterable[str] = (), terms: Terms = TERMS) -> InterviewDrive:
    """Play a whole round; the questions named in `wrong` are answered wrongly and surely."""
    drive = begin(house, terms)
    while isinstance(drive.state.stage, Answering):
        name = asked(drive.state).partition("/")[2]
        answer(drive, {"why-residual": "F(x) alone"}.get(name, "1 1 1") if name in wrong else None)
    drive.settle(0.5)
    return drive


def test_a_round_asks_what_belongs_to_it_and_keeps_every_answer(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = play(house)
        assert isinstance(drive.state.stage, Over)
        assert drive.session is not None
        written = rows(house, drive.session)
        assert {row.key.question for row in written} == {
            "conv-size",
            "why-residual",
            "why-gradients-vanish",
            "and-gate",
        }
        assert {row.mode for row in written} == {"interview"}
        assert all(row.rating is None and row.state is None for row in written)
        assert house.store.cards() == []
        assert house.store.check() == []


def test_a_miss_enters_the_schedule_rated_again(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = play(house, wrong=["and-gate", "why-residual"])
        assert drive.session is not None
        pairs = [(row.key.question, row.mode) for row in rows(house, drive.session)]
        assert pairs.count(("and-gate", "interview")) == pairs.count(("and-gate", "study")) == 1
        missed = [row for row in rows(house, drive.session) if row.mode == "study"]
        assert {row.key.question for row in missed} == {"and-gate", "why-residual"}
        assert all(row.rating == row.suggested == Rating.AGAIN for row in missed)
        assert sum(row.seconds for row in missed) == 0
        card = house.store.card(CardKey("small", "and-gate"))
        assert card is not None
        assert card.state is not None
        assert card.state.sure_wrong
        assert card.state.due_at is not None
        assert {facts.key.question for facts in house.store.cards()} == {
            "and-gate",
            "why-residual",
        }
        assert house.store.check() == []


def test_a_question_known_before_keeps_its_schedule_when_right_and_lapses_when_missed(
    tmp_path: Path,
) -> None:
    with small_house(tmp_path) as house:
        play(house, wrong=["and-gate"])
        before = house.store.card(CardKey("small", "and-gate"))
        play(house)
        assert house.store.card(CardKey("small", "and-gate")) == before
        play(house, wrong=["and-gate"])
        after = house.store.card(CardKey("small", "and-gate"))
        assert before is not None
        assert after is not None
        assert after.answers == before.answers + 1
        assert house.store.check() == []


def test_the_scorecard_is_filed_and_home_tells_it(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        play(house, wrong=["and-gate"])
        session = house.store.list_sessions("interview")[0]
        assert session.finished is not None
        assert session.scorecard is not None
        assert session.scorecard["line"] == "2 Dec: 3 of 4 questions right, too few to score"
        assert session.scorecard["terms"] == {
            "minutes": 15,
            "round": "fundamentals",
            "level": "beginner",
            "role": "any",
            "feedback": "end",
            "seed": 5,
        }
        assert session.scorecard["finished"] is True
        assert session.scorecard["seconds"] == 4 * 20
        assert home_view(house).last_interview == session.scorecard["line"]


def test_verdicts_come_from_a_run_only_when_it_was_run(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        by = {line.key: line.by for line in play(house).state.lines}
    assert by["small/conv-size"] == "run"
    assert by["small/why-residual"] == "key"
    assert by["small/why-gradients-vanish"] == "ticks"
    with small_house(tmp_path / "bare", client=ToldClient(NO_TORCH)) as house:
        by = {line.key: line.by for line in play(house).state.lines}
    assert by["small/conv-size"] == "key"


def test_a_contradicting_run_takes_the_answer_off_the_card_and_out_of_the_schedule(
    tmp_path: Path,
) -> None:
    with small_house(tmp_path, client=ToldClient(contradict=True)) as house:
        drive = begin(house)
        while asked(drive.state) != "small/conv-size":
            answer(drive)
        answer(drive, "1")
        assert house.store.card(CardKey("small", "conv-size")) is not None
        drive.pump()
        assert "counts for nothing" in drive.state.note
        assert house.store.card(CardKey("small", "conv-size")) is None
        (remark,) = house.store.marks(CardKey("small", "conv-size")).remarks
        assert remark.sort == "report"
        assert "gives 99" in remark.text
        while isinstance(drive.state.stage, Answering):
            answer(drive)
        drive.settle(0.5)
        assert "small/conv-size" not in {line.key for line in drive.state.lines}
        kept = kept_cards(house.store)[0]
        assert {line.key for line in kept.filed.lines} == {line.key for line in drive.state.lines}
        assert house.store.check() == []


def test_the_seed_decides_numbers_and_order_whatever_was_answered_between(tmp_path: Path) -> None:
    def dealt(house: House, terms: Terms) -> dict[str, Any]:
        drive, seen = begin(house, terms), {}
        while isinstance(drive.state.stage, Answering):
            item = drive.state.stage.loop.item
            seen[item.key] = dict(item.params)
            answer(drive)
        return seen

    with small_house(tmp_path / "one") as house:
        first = dealt(house, TERMS)
        keys = tuple(first)
        again = dealt(house, Terms(15, level="beginner", seed=5, keys=keys))
        other = dealt(house, Terms(15, level="beginner", seed=6, keys=keys))
    with small_house(tmp_path / "two") as house:
        assert dealt(house, TERMS) == first
    assert again == first
    assert list(other) == list(first)
    assert other["small/conv-size"] != first["small/conv-size"]


def test_a_stopped_round_files_what_was_answered(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        answer(drive)
        state = drive.post(Wish("stop", drive.now()))
        assert isinstance(state.stage, Over)
        assert [len(card.filed.lines) for card in kept_cards(house.store)] == [1]
        empty = begin(house)
        empty.post(Wish("stop", empty.now()))
        assert len(kept_cards(house.store)) == 1
        assert house.store.open_session("interview") is None


def test_a_round_that_is_killed_keeps_its_answers_and_its_scorecard_so_far(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        answer(drive)
        answer(drive)
    with small_house(tmp_path) as house:
        card = kept_cards(house.store)[0]
        assert len(card.filed.lines) == 2
        assert not card.filed.finished
        assert home_view(house).last_interview == ""
        begin(house)
        assert home_view(house).last_interview.startswith("2 Dec: 2 of 2 questions right")


def test_a_kept_scorecard_reads_back_as_it_was_and_prints(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = play(house, wrong=["why-residual"])
        assert drive.session is not None
        card = kept_card(house.store, drive.session)
        assert card.filed == drive.filed
        assert from_json(json.loads(json.dumps(to_json(card.filed)))) == card.filed
        path = save_markdown(house.config.data, card)
        assert path.read_text(encoding="utf-8").startswith("# Practice scorecard: beginner")
        with pytest.raises(UsageError, match="There is no scorecard 99"):
            kept_card(house.store, 99)
        (house.config.data / "file").write_text("")
        with pytest.raises(QuizappError, match="cannot be written"):
            save_markdown(house.config.data / "file", card)


def test_a_round_without_questions_says_what_there_is(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house, Terms(15, round="project", level="beginner"))
        assert drive.state.stage == Aborted(
            "The banks in use have 0 questions for a project round at beginner level, and 3 are "
            "the fewest. They have: fundamentals 4, debugging 1, code 1, scope 0.",
            2,
        )
        assert house.store.list_sessions("interview") == []


def test_an_unknown_role_is_refused_by_name(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        stage = begin(house, Terms(15, level="beginner", role="chef")).state.stage
        assert isinstance(stage, Aborted)
        assert stage.code == 2
        assert "There is no role 'chef'" in stage.text


def test_misses_can_be_studied_at_once_and_nothing_else_is_asked(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = play(house, wrong=["and-gate"])
        misses = tuple(a.line.key for a in drive.state.done if a.line.came == "wrong")
        study = StudyDrive(house)
        state = study.post(Begin(5, study.now(), keys=misses))
        assert isinstance(state.stage, Asking)
        assert state.stage.loop.item.key == "small/and-gate"
        assert state.queue == ("small/and-gate",)


def test_what_was_asked_last_time_comes_last_this_time(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        first = begin(house, Terms(1, level="beginner", seed=1))
        key = asked(first.state)
        answer(first)
        first.post(Wish("stop", first.now()))
        second = begin(house, Terms(15, level="beginner", seed=1))
        order = [asked(second.state), *(slot.key for slot in second.state.slots)]
        assert order[-1] == key
