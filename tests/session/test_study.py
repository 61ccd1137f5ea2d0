"""The study session: what comes next, what is acknowledged, what can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.session.effects import (
    BringBack,
    Close,
    Deal,
    Effect,
    MakePlan,
    Mark,
    Prove,
    Record,
    Rerate,
    TakeBack,
    Withdraw,
)
from quizapp.session.events import (
    Begin,
    Broke,
    Command,
    Conflicted,
    Dealt,
    Event,
    Planned,
    PutAway,
    Rate,
    Receipt,
    Recorded,
    Redone,
    Submit,
    Ticked,
    Told,
    Unavailable,
    Undone,
    Withdrawn,
    Witnessed,
    Write,
)
from quizapp.session.leech import leech_line
from quizapp.session.stages import (
    Asking,
    Broken,
    Finished,
    Judged,
    NothingDue,
    Recording,
    Study,
)
from quizapp.session.study import step
from quizapp.srs.state import Rating
from tests.session_items import compute, recall

A, B = compute("b/a"), compute("b/b")


def after(*events: Event, state: Study | None = None) -> tuple[Study, list[Effect]]:
    """Return the state after these events and every effect on the way."""
    state = state or Study()
    asked: list[Effect] = []
    for event in events:
        state, effects = step(state, event)
        asked += effects
    return state, asked


def begun(*queue: str, minutes: int = 30) -> tuple[Study, list[Effect]]:
    return after(Begin(minutes, 0.0), Planned(queue, 0.0))


def judged(
    state: Study, text: str = "10", *, at: float = 10.0, receipt: Receipt | None = None
) -> Study:
    """Return the state once `text` is on disk."""
    receipt = receipt or Receipt(1, Rating.EASY, in_days=9)
    return after(Submit(text, at), Recorded(receipt, at), state=state)[0]


def test_a_session_plans_and_deals_the_first_question() -> None:
    state, effects = begun("b/a", "b/b")
    assert effects == [MakePlan(30, "study"), Deal("b/a")]
    state, _ = after(Dealt(A, 1.0), state=state)
    assert isinstance(state.stage, Asking)
    assert state.number == 1


def test_nothing_planned_offers_practice() -> None:
    state, effects = after(Begin(30, 0.0), Planned((), 0.0, unmet=4))
    assert state.stage == NothingDue(4)
    assert effects == [MakePlan(30, "study")]


def test_an_answer_is_recorded_and_proved_and_only_then_acknowledged() -> None:
    state, _ = begun("b/a")
    state, effects = after(Dealt(A, 1.0), Submit("10", 5.0), state=state)
    assert isinstance(state.stage, Recording)
    assert [type(effect) for effect in effects] == [Record, Prove]
    state, effects = after(Recorded(Receipt(7, Rating.EASY, in_days=9), 5.1), state=state)
    assert isinstance(state.stage, Judged)
    assert state.stage.receipt.row == 7
    assert effects == []
    assert [answer.row for answer in state.tally.answers] == [7]


def test_enter_before_the_answer_is_on_disk_does_not_move_on() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), Submit("10", 5.0), state=state)
    state, effects = after(Command("next", 5.0), state=state)
    assert isinstance(state.stage, Recording)
    assert effects == []


def test_a_card_with_a_learning_step_comes_back_when_it_is_due() -> None:
    state, _ = begun("b/a", "b/b", "b/c")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state, "?", at=10.0, receipt=Receipt(1, Rating.AGAIN, in_seconds=600.0))
    state, effects = after(Command("next", 11.0), state=state)
    assert effects == [Deal("b/b")]
    state, _ = after(Dealt(B, 12.0), state=state)
    state = judged(state, at=700.0, receipt=Receipt(2, Rating.EASY, in_days=9))
    _, effects = after(Command("next", 701.0), state=state)
    assert effects == [Deal("b/a")]


def test_learning_steps_are_asked_before_the_session_ends() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state, "?", receipt=Receipt(1, Rating.AGAIN, in_seconds=600.0))
    _, effects = after(Command("next", 11.0), state=state)
    assert effects == [Deal("b/a")]


def test_at_the_end_of_time_the_rest_goes_back() -> None:
    state, _ = begun("b/a", "b/b", "b/c", minutes=1)
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state, at=70.0)
    state, effects = after(Command("next", 71.0), state=state)
    assert isinstance(state.stage, Finished)
    assert state.stage.left == 2
    assert effects == [Close(state.tally)]


def test_idle_time_does_not_eat_the_minutes() -> None:
    state, _ = begun("b/a", "b/b", minutes=5)
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state, at=10_000.0)
    state, effects = after(Command("next", 10_001.0), state=state)
    assert effects == [Deal("b/b")]
    assert state.minutes_done == 3


def test_a_skipped_question_comes_back_at_the_end() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(Dealt(A, 1.0), Command("skip", 2.0), state=state)
    assert effects == [Deal("b/b")]
    state, _ = after(Dealt(B, 3.0), state=state)
    assert state.number == 1
    state = judged(state, at=5.0)
    _, effects = after(Command("next", 6.0), state=state)
    assert effects == [Deal("b/a")]


def test_undo_asks_the_question_again_and_takes_it_off_the_tally() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state)
    state, effects = after(Command("undo", 11.0), state=state)
    assert effects == [TakeBack(None)]
    state, effects = after(Undone(1, "b/a", 11.0), state=state)
    assert effects == [Deal("b/a")]
    assert state.tally.answers == ()
    state, _ = after(Dealt(A, 12.0), state=state)
    assert state.number == 1


def test_undo_while_the_next_question_is_open_keeps_that_one_for_later() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state)
    state, _ = after(Command("next", 11.0), Dealt(B, 11.0), state=state)
    state, effects = after(Undone(1, "b/a", 12.0), state=state)
    assert effects == [Deal("b/a")]
    assert state.queue == ("b/a", "b/b")


def test_an_answer_that_stands_again_counts_again() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state)
    before = state.tally
    state, _ = after(Undone(1, "b/a", 12.0), Dealt(A, 12.0), state=state)
    state, effects = after(Redone(1, "b/a", 13.0), state=state)
    assert effects == [Deal("b/b")]
    assert state.tally.answers == before.answers != ()


def test_undo_with_nothing_answered_says_so() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), Undone(None, None, 2.0), state=state)
    assert isinstance(state.stage, Asking)
    assert state.note == "There is no answer to take back."


def test_a_changed_rating_replaces_the_row() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state)
    state, effects = after(Rate(Rating.HARD, 11.0), state=state)
    assert len(effects) == 1
    assert isinstance(effects[0], Rerate)
    assert (effects[0].row, effects[0].rating) == (1, Rating.HARD)
    state, _ = after(Recorded(Receipt(2, Rating.HARD, in_days=3), 11.0), state=state)
    assert [(a.row, a.rating) for a in state.tally.answers] == [(2, Rating.HARD)]


def test_mistyped_turns_again_into_hard_and_nothing_else() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    good = judged(state)
    assert after(Command("mistyped", 11.0), state=good)[1] == []
    again = judged(state, "?", receipt=Receipt(1, Rating.AGAIN, in_seconds=600.0))
    effects = after(Command("mistyped", 11.0), state=again)[1]
    assert isinstance(effects[0], Rerate)
    assert effects[0].rating == Rating.HARD


def test_another_windows_answer_moves_on_and_says_so() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), Submit("10", 5.0), state=state)
    state, effects = after(Conflicted(5.0), state=state)
    assert effects == [Deal("b/b")]
    assert "Another window" in state.note
    assert state.tally.answers == ()


def test_the_run_line_follows_by_itself_and_only_for_its_own_question() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state)
    other, _ = after(Witnessed("b/z", 7, "Conv2d", device="cpu"), state=state)
    assert isinstance(other.stage, Judged)
    assert other.stage.proof.sort == "pending"
    own, _ = after(Witnessed("b/a", 7, "Conv2d agrees", device="cpu"), state=state)
    assert isinstance(own.stage, Judged)
    assert (own.stage.proof.sort, own.stage.proof.line) == ("ran", "Conv2d agrees")


def test_a_run_that_contradicts_takes_the_answer_back_whenever_it_arrives() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    contradiction = Witnessed("b/a", 7, "gives 11", contradicts=True, device="cpu")
    late = after(contradiction, state=judged(state))[1]
    assert late == [Withdraw(1, "b/a", "gives 11")]
    early, effects = after(
        Submit("10", 5.0),
        contradiction,
        Recorded(Receipt(1, Rating.EASY, in_days=9), 5.0),
        state=state,
    )
    assert effects[-1] == Withdraw(1, "b/a", "gives 11")
    early, _ = after(Withdrawn(1, "b/a", 6.0), state=early)
    assert early.tally.answers == ()
    assert "counts for nothing" in early.note


def test_a_withdrawn_answer_is_not_rated_again() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    contradiction = Witnessed("b/a", 7, "gives 11", contradicts=True, device="cpu")
    again = judged(state, "?", receipt=Receipt(1, Rating.AGAIN, in_seconds=600.0))
    state, _ = after(contradiction, Withdrawn(1, "b/a", 6.0), state=again)
    for wish in (Rate(Rating.HARD, 11.0), Command("mistyped", 11.0)):
        refused, effects = after(wish, state=state)
        assert effects == []
        assert refused.note == "The question is withdrawn: there is no rating to change."


def test_a_rating_that_comes_too_late_moves_on_and_says_so() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state, effects = after(Rate(Rating.HARD, 11.0), Conflicted(11.0), state=judged(state))
    assert effects[-1] == Deal("b/b")
    assert "has taken this answer back or gone on from it" in state.note


def test_a_run_that_contradicts_after_the_next_question_still_takes_the_answer_back() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state, _ = after(Command("next", 11.0), Dealt(B, 11.0), state=judged(state))
    agrees = Witnessed("b/a", 7, "gives 10", device="cpu")
    other_numbers = Witnessed("b/a", 8, "gives 11", contradicts=True, device="cpu")
    assert after(agrees, other_numbers, state=state)[1] == []
    contradiction = Witnessed("b/a", 7, "gives 11", contradicts=True, device="cpu")
    state, effects = after(contradiction, state=state)
    assert effects == [Withdraw(1, "b/a", "gives 11")]
    state, _ = after(Withdrawn(1, "b/a", 12.0), state=state)
    assert state.tally.answers == ()
    assert state.note.startswith("The run contradicts the solution of b/a.")
    assert state.loop is not None
    assert state.loop.item.key == "b/b"


def test_a_run_that_contradicts_after_the_session_is_taken_off_its_summary() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    state, _ = after(Command("stop", 11.0), state=judged(state))
    contradiction = Witnessed("b/a", 7, "gives 11", contradicts=True, device="cpu")
    state, effects = after(contradiction, Withdrawn(1, "b/a", 12.0), state=state)
    assert effects == [Withdraw(1, "b/a", "gives 11")]
    assert isinstance(state.stage, Finished)
    assert state.stage.tally.answers == ()


def test_a_question_that_cannot_be_asked_is_passed_over() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(Unavailable("b/a", "It is no longer in the bank.", 1.0), state=state)
    assert effects == [Deal("b/b")]


def test_a_broken_store_ends_the_session_with_its_sentence() -> None:
    state, _ = begun("b/a")
    state, _ = after(Broke("The database is locked.", 3), state=state)
    assert state.stage == Broken("The database is locked.", 3)


def test_stop_closes_the_session_at_any_moment() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(Dealt(A, 1.0), Command("stop", 2.0), state=state)
    assert isinstance(state.stage, Finished)
    assert effects == [Close(state.tally)]


def test_practice_neither_rates_nor_schedules() -> None:
    state, _ = after(
        Begin(30, 0.0), Planned(("b/a",), 0.0), Dealt(A, 1.0), state=Study(mode="practice")
    )
    state = judged(state, receipt=Receipt(1, Rating.EASY))
    assert after(Rate(Rating.HARD, 11.0), state=state)[1] == []
    assert state.later == ()


def test_recall_is_recorded_after_its_last_tick() -> None:
    state, _ = begun("b/r")
    state, effects = after(Dealt(recall("b/r"), 1.0), Submit("they shrink", 2.0), state=state)
    assert not any(isinstance(effect, Record) for effect in effects)
    state, effects = after(Ticked("y", 3.0), Ticked("y", 4.0), Ticked("n", 5.0), state=state)
    assert [type(effect) for effect in effects] == [Record]


def test_notes_and_stars_belong_to_the_question_at_hand() -> None:
    state, _ = begun("b/a")
    state, _ = after(Dealt(A, 1.0), state=state)
    assert after(Write("note", "ask again", 2.0), state=state)[1] == [
        Mark("b/a", "note", "ask again")
    ]
    assert after(Command("star", 2.0), state=state)[1] == [Mark("b/a", "star")]
    assert (
        after(Write("note", "x", 2.0), state=replace(state, stage=Finished(state.tally, 0)))[1]
        == []
    )


def put_aside(word: str, at: float) -> tuple[Event, ...]:
    """The command, and that it is kept, where the session waits for that."""
    command = Command(word, at)  # type: ignore[arg-type]
    return (command,) if word == "skip" else (command, PutAway("b/a", word, "Away.", at))  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["skip", "bury", "suspend"])
def test_a_question_put_aside_unanswered_does_not_count(word: str) -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), *put_aside(word, 2.0), Dealt(B, 3.0), state=state)
    assert state.number == 1


def test_a_question_buried_after_its_answer_counts() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state, _ = after(*put_aside("bury", 11.0), Dealt(B, 12.0), state=judged(state))
    assert state.number == 2


def test_burying_moves_on_once_it_is_kept() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(Dealt(A, 1.0), Command("bury", 2.0), state=state)
    assert effects == [Mark("b/a", "bury")]
    state, effects = after(PutAway("b/a", "bury", "Not today.", 2.0), state=state)
    assert effects == [Deal("b/b")]
    assert state.note == "Not today."


def test_a_suspension_that_ends_leaves_the_question_open() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(
        Dealt(A, 1.0), Command("suspend", 2.0), Told("No longer suspended."), state=state
    )
    assert effects == [Mark("b/a", "suspend")]
    assert isinstance(state.stage, Asking)
    assert state.note == "No longer suspended."


def test_undo_brings_back_what_was_just_put_away() -> None:
    state, _ = begun("b/a", "b/b")
    state, effects = after(
        Dealt(A, 1.0),
        PutAway("b/a", "suspend", "Suspended.", 2.0),
        Dealt(B, 3.0),
        Command("undo", 4.0),
        state=state,
    )
    assert effects == [Deal("b/b"), BringBack("b/a", "suspend"), Deal("b/a")]
    assert state.queue == ("b/a", "b/b")
    state, _ = after(Dealt(A, 5.0), state=state)
    assert state.number == 1
    assert state.note.startswith("Taken back")
    assert after(Command("undo", 6.0), state=state)[1] == [TakeBack(None)]


def test_undo_takes_an_answer_back_before_what_was_put_away_ahead_of_it() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(
        Dealt(A, 1.0), PutAway("b/a", "bury", "Not today.", 2.0), Dealt(B, 3.0), state=state
    )
    state, effects = after(Command("undo", 11.0), state=judged(state))
    assert effects == [TakeBack(None)]
    state, _ = after(Undone(1, "b/b", 11.0), Dealt(B, 12.0), state=state)
    assert after(Command("undo", 13.0), state=state)[1] == [BringBack("b/a", "bury"), Deal("b/a")]


def test_a_judged_question_that_is_brought_back_keeps_its_learning_step() -> None:
    state, _ = begun("b/a", "b/b")
    state, _ = after(Dealt(A, 1.0), state=state)
    state = judged(state, "?", receipt=Receipt(1, Rating.AGAIN, in_seconds=600.0))
    waiting = state.later
    state, _ = after(PutAway("b/a", "suspend", "Suspended.", 11.0), Dealt(B, 12.0), state=state)
    assert state.later == ()
    state, effects = after(Command("undo", 13.0), state=state)
    assert effects == [BringBack("b/a", "suspend")]
    assert isinstance(state.stage, Asking)
    assert state.later == waiting == (("b/a", 610.0),)


def test_a_question_forgotten_four_times_says_what_it_rests_on() -> None:
    item = replace(A, needs=("softmax", "exp", "log", "sum"))
    line = leech_line(item, Receipt(1, Rating.AGAIN, lapses=4))
    assert line == (
        "Missed 4 times by now. What it rests on: softmax, exp, log. "
        "See one: quizapp bank preview softmax"
    )
    assert leech_line(A, Receipt(1, Rating.AGAIN, lapses=5)) == "Missed 5 times by now."
    assert leech_line(item, Receipt(1, Rating.AGAIN, lapses=3)) == ""
    assert leech_line(item, Receipt(1, Rating.HARD, lapses=4)) == ""
