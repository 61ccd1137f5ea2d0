"""A session performed on a real store, a real bank and real grading, the worker being told."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.drive.home import home_view
from quizapp.drive.house import House
from quizapp.drive.planning import plan_of_day
from quizapp.drive.study import StudyDrive
from quizapp.session.events import Begin, Command, Rate, Submit, Ticked, Write
from quizapp.session.stages import Asking, Finished, Judged, NothingDue, Study
from quizapp.srs import seeds
from quizapp.srs.replay import replay
from quizapp.srs.state import CardKey, Rating
from tests.frozen import FrozenClock
from tests.houses import NO_TORCH, TOPIC, ToldClient, small_house, write_bank

CONV = CardKey("small", "conv-size")
RIGHT = {
    "small/conv-size": "10",
    "small/why-residual": "x + F(x)",
    "small/and-gate": "1 1 -1.5",
    "small/tf-add": "7",
}


def asked(state: Study) -> str:
    """Return the key of the question that is open."""
    assert isinstance(state.stage, Asking)
    return state.stage.loop.item.key


def answer(drive: StudyDrive, text: str | None = None) -> Study:
    """Answer the open question rightly, or with `text`; recall is ticked yes, yes, no."""
    key = asked(drive.state)
    if key.endswith("vanish"):
        drive.post(Submit("slopes multiply", drive.now()))
        for mark in ("y", "y", "n"):
            drive.post(Ticked(mark, drive.now()))
        return drive.state
    return drive.post(Submit(text or _right(drive), drive.now()))


def _right(drive: StudyDrive) -> str:
    stage = drive.state.stage
    assert isinstance(stage, Asking)
    item = stage.loop.item
    return RIGHT.get(item.key, item.right) if item.purpose == "canonical" else item.right


def begin(house: House, minutes: int = 30, mode: str = "study") -> StudyDrive:
    drive = StudyDrive(house, mode)  # type: ignore[arg-type]
    drive.post(Begin(minutes, drive.now()))
    return drive


def test_all_five_kinds_are_asked_answered_and_kept(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        seen = []
        for _ in range(5):
            seen.append(asked(drive.state))
            state = answer(drive)
            assert isinstance(state.stage, Judged)
            assert state.stage.loop.outcome is not None
            assert state.stage.loop.outcome.right, seen[-1]
            house.clock.advance(30)  # type: ignore[attr-defined]
            drive.post(Command("next", drive.now()))
        assert isinstance(drive.state.stage, Finished)
        assert sorted(seen) == sorted(house.library.question(k).key for k in seen)  # type: ignore[union-attr]
        assert len(set(seen)) == 5
        assert seen[0] == "small/conv-size"
        assert {facts.key.question for facts in house.store.cards()} == {
            key.partition("/")[2] for key in seen
        }
        assert house.store.check() == []


def test_the_run_line_arrives_with_the_next_pump(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        answer(drive)
        state = drive.pump()
        assert isinstance(state.stage, Judged)
        assert state.stage.proof.sort == "ran"
        assert "conv2d.output_size() " in state.stage.proof.line
        assert "agrees, 10" in state.stage.proof.line


def test_a_contradicting_run_takes_the_answer_back_and_reports_it(tmp_path: Path) -> None:
    with small_house(tmp_path, client=ToldClient(contradict=True)) as house:
        drive = begin(house)
        answer(drive)
        state = drive.pump()
        assert "counts for nothing" in state.note
        assert house.store.card(CONV) is None
        (remark,) = house.store.marks(CONV).remarks
        assert remark.sort == "report"
        assert "gives 99" in remark.text
        assert house.store.check() == []


def test_a_contradicting_run_that_comes_after_enter_takes_the_answer_back(tmp_path: Path) -> None:
    with small_house(tmp_path, client=ToldClient(contradict=True)) as house:
        drive = begin(house)
        answer(drive)
        drive.post(Command("next", drive.now()))
        assert house.store.card(CONV) is not None
        state = drive.pump()
        assert asked(state) != str(CONV)
        assert house.store.card(CONV) is None
        (remark,) = house.store.marks(CONV).remarks
        assert "gives 99" in remark.text


def test_without_torch_closed_forms_are_graded_and_snippets_counted(tmp_path: Path) -> None:
    with small_house(tmp_path, client=ToldClient(NO_TORCH)) as house:
        drive = begin(house)
        answered = 0
        while isinstance(drive.state.stage, Asking):
            answer(drive)
            drive.pump()
            if asked_family(drive):
                assert isinstance(drive.state.stage, Judged)
                assert drive.state.stage.proof.sort == "not-run"
                assert "make run TORCH=cpu" in drive.state.stage.proof.line
            answered += 1
            house.clock.advance(30)  # type: ignore[attr-defined]
            drive.post(Command("next", drive.now()))
        assert answered == 4
        assert drive.state.left_out == 1


def asked_family(drive: StudyDrive) -> str:
    loop = drive.state.loop
    return loop.item.family if loop else ""


def test_numbers_stay_until_answered_and_change_at_the_next_review(tmp_path: Path) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        first = drive.state.loop
        assert first is not None
        assert first.item.params["H"] == 12
        answer(drive)
        drive.post(Command("undo", drive.now()))
        again = drive.state.loop
        assert again is not None
        assert (again.item.seed, again.item.params) == (first.item.seed, first.item.params)
        assert again.item.presented == first.item.presented
        answer(drive)
        drive.post(Command("stop", drive.now()))
        clock.advance(86400 * 30)
        drive = begin(house)
        while asked(drive.state) != "small/conv-size":
            drive.post(Command("skip", drive.now()))
        later = drive.state.loop
        assert later is not None
        assert later.item.purpose == "plain"
        assert later.item.seed != first.item.seed


def test_an_unfinished_session_goes_on_after_a_restart(tmp_path: Path) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        answer(drive)
        clock.advance(40)
        drive.post(Command("next", drive.now()))
        waiting = asked(drive.state)
    with small_house(tmp_path, clock) as house:
        assert home_view(house).unfinished == 2
        drive = begin(house)
        assert asked(drive.state) == waiting
        assert drive.state.number == 2
        assert drive.state.note == "Going on where you stopped."


def test_undo_works_the_next_day(tmp_path: Path) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        answer(drive)
        drive.post(Command("stop", drive.now()))
    clock.advance(86400)
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        drive.post(Command("undo", drive.now()))
        assert asked(drive.state) == "small/conv-size"
        assert house.store.card(CONV) is None
        assert house.store.check() == []


def test_two_windows_cannot_answer_the_same_card_twice(tmp_path: Path) -> None:
    with small_house(tmp_path) as one, small_house(tmp_path) as two:
        first, second = begin(one), begin(two)
        assert asked(first.state) == asked(second.state)
        answer(first)
        state = answer(second)
        assert "Another window" in state.note
        card = one.store.card(CONV)
        assert card is not None
        assert card.answers == 1
        assert one.store.check() == []


def test_a_changed_rating_changes_the_schedule_and_nothing_else(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        answer(drive)
        before = house.store.card(CONV)
        state = drive.post(Rate(Rating.AGAIN, drive.now()))
        assert isinstance(state.stage, Judged)
        assert state.stage.receipt.rating == Rating.AGAIN
        assert state.stage.receipt.in_seconds == pytest.approx(600.0)
        after = house.store.card(CONV)
        assert before is not None
        assert after is not None
        assert after.answers == before.answers == 1
        assert house.store.check() == []


def test_a_rating_given_the_next_morning_counts_as_given_with_the_answer(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        answer(drive)
        house.clock.advance(22 * 3600)  # type: ignore[attr-defined]
        state = drive.post(Rate(Rating.AGAIN, drive.now()))
        drive.post(Rate(Rating.GOOD, drive.now()))
        assert isinstance(state.stage, Judged)
        assert state.stage.receipt.in_seconds == 0.0
        row = house.store.history(CONV)[-1]
        assert row.state is not None
        assert row.study_day == row.state.last_day == house.today() - 1
        told = house.store.standing_answers()[CONV]
        assert replay(house.scheduler, CONV, told) == row.state


def test_a_withdrawn_answer_is_not_rated_again(tmp_path: Path) -> None:
    with small_house(tmp_path, client=ToldClient(contradict=True)) as house:
        drive = begin(house)
        answer(drive)
        drive.pump()
        state = drive.post(Rate(Rating.AGAIN, drive.now()))
        assert isinstance(state.stage, Judged)
        assert "no rating to change" in state.note
        assert house.store.card(CONV) is None


def test_an_answer_that_another_window_took_back_is_not_rated_again(tmp_path: Path) -> None:
    with small_house(tmp_path) as house, small_house(tmp_path) as other:
        drive = begin(house)
        answer(drive)
        other.store.undo()
        state = drive.post(Rate(Rating.AGAIN, drive.now()))
        assert asked(state) != str(CONV)
        assert "Another window" in state.note
        assert house.store.card(CONV) is None
        assert house.store.check() == []


def test_a_learning_step_that_came_due_during_a_break_is_asked(tmp_path: Path) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        answer(drive, "?")
        drive.post(Command("next", drive.now()))
        waiting = asked(drive.state)
        clock.advance(20 * 60)
        drive = begin(house)
        assert asked(drive.state) == str(CONV)
        answer(drive)
        drive.post(Command("next", drive.now()))
        assert asked(drive.state) == waiting


def test_questions_still_to_meet_are_those_of_the_banks_in_use(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        for _ in range(3):
            answer(drive := begin(house))
            drive.post(Command("next", drive.now()))
            drive.post(Command("stop", drive.now()))
    write_bank(tmp_path / "bank", TOPIC[: TOPIC.index("  - id: why-residual")])
    with small_house(tmp_path) as house:
        assert house.store.card(CONV) is not None
        state = begin(house).state
        assert state.stage == NothingDue(0)


def test_the_summary_counts_an_answer_that_was_taken_back_and_stands_again(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        answer(drive := begin(house))
        drive.post(Command("undo", drive.now()))
        drive.post(Command("redo", drive.now()))
        drive.post(Command("stop", drive.now()))
        stage = drive.state.stage
        assert isinstance(stage, Finished)
        assert (len(stage.tally.answers), stage.tally.right) == (1, 1)


def test_practice_leaves_cards_alone(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house, mode="practice")
        state = answer(drive)
        assert isinstance(state.stage, Judged)
        assert state.stage.receipt.in_days is None
        loop = drive.state.loop
        assert loop is not None
        assert loop.item.purpose == "plain"
        assert loop.item.seed != seeds.seed(house.store.salt(), CardKey.parse(loop.item.key), 0)
        assert house.store.cards() == []
        assert sum(house.store.answered_counts(house.today()).values()) == 1


def test_nothing_due_and_nothing_new_offers_practice(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        while isinstance(drive.state.stage, Asking):
            answer(drive)
            house.clock.advance(5)  # type: ignore[attr-defined]
            drive.post(Command("next", drive.now()))
        drive = begin(house)
        assert isinstance(drive.state.stage, NothingDue)


def test_a_question_that_left_the_bank_keeps_its_progress(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        answer(begin(house))
    shorter = (tmp_path / "bank" / "cnn.yaml").read_text().replace("id: conv-size", "id: other")
    write_bank(tmp_path / "bank", shorter)
    with small_house(tmp_path) as house:
        drive = begin(house)
        assert isinstance(drive.state.stage, Asking)
        assert house.store.card(CONV) is not None


def test_buried_and_suspended_questions_stay_away(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        gone = asked(drive.state)
        drive.post(Command("suspend", drive.now()))
        assert asked(drive.state) != gone
        drive.post(Command("stop", drive.now()))
        drive = begin(house)
        rest = set()
        while isinstance(drive.state.stage, Asking):
            rest.add(asked(drive.state))
            answer(drive)
            drive.post(Command("next", drive.now()))
        assert gone not in rest


def test_home_tells_what_waits_and_what_was_done(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        day_one = home_view(house)
        assert (day_one.due, day_one.new, day_one.met, day_one.total) == (0, 5, 0, 5)
        assert day_one.first_run
        drive = begin(house)
        answer(drive, "9")
        answer(drive, "9")
        view = home_view(house)
        assert view.met == 1
        assert view.all_topics[0].slip
        assert view.days[-1] == 1
        assert view.readiness is not None
        assert view.readiness.asked_most == 1


def test_a_truth_by_expression_shows_the_expression_as_its_run(tmp_path: Path) -> None:
    question = """\
format: 1
topic: cnn
title: Convolution
questions:
  - id: sum-of-two
    kind: compute
    level: beginner
    asked: often
    prompt: What is {{a}} + 4?
    params: {a: 3}
    vary: {a: {int: [3, 9]}}
    answer: {type: int}
    truth: {torch: "torch.tensor([{{a}}, 4]).sum()"}
    expect: "7"
    explanation: They are added.
    sources: ["PyTorch documentation"]
"""
    write_bank(tmp_path / "bank", question)
    with small_house(tmp_path) as house:
        drive = begin(house)
        drive.post(Submit("7", drive.now()))
        state = drive.pump()
        assert isinstance(state.stage, Judged)
        assert state.stage.proof.sort == "ran"
        assert state.stage.proof.line == "torch.tensor([3, 4]).sum()   gives 7   cpu"


def test_undo_after_suspending_or_burying_asks_the_question_again(tmp_path: Path) -> None:
    for word in ("suspend", "bury"):
        with small_house(tmp_path / word) as house:
            drive = begin(house)
            gone = asked(drive.state)
            drive.post(Command(word, drive.now()))
            assert asked(drive.state) != gone
            drive.post(Command("undo", drive.now()))
            assert asked(drive.state) == gone
            kept = house.store.marks(CardKey.parse(gone))
            assert (kept.suspended, kept.buried_until) == (False, None)
            assert gone in {str(item.key) for item in plan_of_day(house, 600).items}


def test_a_suspended_question_met_in_practice_is_taken_back_by_the_same_command(
    tmp_path: Path,
) -> None:
    with small_house(tmp_path) as house:
        house.store.mark(CONV, suspended=True)
        drive = StudyDrive(house, "practice")
        drive.post(Begin(30, drive.now(), keys=(str(CONV),)))
        state = drive.post(Command("suspend", drive.now()))
        assert asked(state) == str(CONV)
        assert state.note == "No longer suspended: it is asked again."
        assert not house.store.marks(CONV).suspended


def test_a_session_that_goes_on_leaves_out_what_was_put_away(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = begin(house)
        gone = asked(drive.state)
        drive.post(Command("suspend", drive.now()))
    with small_house(tmp_path) as house:
        state = begin(house).state
        assert gone not in {asked(state), *state.queue}


def test_a_note_leaves_the_report_and_the_evidence_where_they_are(tmp_path: Path) -> None:
    with small_house(tmp_path, client=ToldClient(contradict=True)) as house:
        drive = begin(house)
        answer(drive)
        drive.pump()
        drive.post(Write("report", "no padding given", drive.now()))
        drive.post(Write("note", "look up padding", drive.now()))
        drive.post(Write("note", "done", drive.now()))
        evidence, *own = house.store.marks(CONV).remarks
        assert "gives 99" in evidence.text
        assert [(one.sort, one.text) for one in own] == [
            ("report", "no padding given"),
            ("note", "look up padding"),
            ("note", "done"),
        ]


def test_a_miss_tells_the_session_how_often_the_card_was_forgotten(tmp_path: Path) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        lapses = []
        for _ in range(3):
            drive = StudyDrive(house)
            drive.post(Begin(30, drive.now(), keys=(str(CONV),)))
            answer(drive)
            clock.advance(86_400 * 60)
            drive = StudyDrive(house)
            drive.post(Begin(30, drive.now(), keys=(str(CONV),)))
            state = drive.post(Command("show", drive.now()))
            assert isinstance(state.stage, Judged)
            lapses.append(state.stage.receipt.lapses)
            clock.advance(86_400)
        assert lapses == [1, 2, 3]
