"""The interview machine: sureness before verdicts, one answer, a clock that is fair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizapp.bank.presented import EvidenceShown
from quizapp.session.effects import Prove
from quizapp.session.events import Witnessed
from quizapp.session.interview import FOLLOW_UPS, step
from quizapp.session.interview_effects import Choose, Effect, File, Keep, Pose, Withdraw
from quizapp.session.interview_events import (
    AskFor,
    Event,
    Failed,
    HandIn,
    Kept,
    NotPosed,
    Open,
    Posed,
    Ready,
    Slot,
    Sure,
    TickPoint,
    TooFew,
    Wish,
)
from quizapp.session.interview_stages import (
    STANDS,
    Aborted,
    Answering,
    Interview,
    Over,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.item import Item
from quizapp.session.terms import Feedback, Terms
from tests.session_items import choice, compute, presented, recall


class Played:
    """Performs effects at once: poses what it is given, keeps everything, counts rows."""

    def __init__(self, *items: Item, minutes: int = 15, feedback: Feedback = "end") -> None:
        self.items = {item.key: item for item in items}
        self.at = 0.0
        self.done: list[Effect] = []
        self.rows = 0
        self.state = Interview()
        self.queue = tuple(Slot(item.key) for item in items)
        self.post(Open(Terms(minutes, feedback=feedback), self.at))

    def post(self, event: Event) -> Interview:
        pending = [event]
        while pending:
            self.state, effects = step(self.state, pending.pop(0))
            self.done += effects
            for effect in effects:
                pending += self._perform(effect)
        return self.state

    def _perform(self, effect: Effect) -> list[Event]:
        match effect:
            case Choose():
                return [Ready(self.queue, self.at)]
            case Pose(key, _) if key in self.items:
                return [Posed(self.items[key], 60.0, self.at)]
            case Pose(key, _):
                return [NotPosed(key, self.at, lacks_torch=True)]
            case Keep(miss=miss):
                rows = tuple(range(self.rows, self.rows + 1 + miss))
                self.rows += len(rows)
                return [Kept(rows, self.at)]
            case _:
                return []

    def later(self, seconds: float, make: Callable[[float], Event]) -> Interview:
        self.at += seconds
        return self.post(make(self.at))

    def hand_in(self, text: str, after: float = 10.0) -> Interview:
        return self.later(after, lambda at: HandIn(text, at))

    def sure(self, sure: bool = True) -> Interview:
        return self.later(0.0, lambda at: Sure(sure, at))

    def wish(self, name: str, after: float = 0.0) -> Interview:
        return self.later(after, lambda at: Wish(name, at))  # type: ignore[arg-type]

    def tick(self, *marks: str) -> Interview:
        for mark in marks:
            self.later(1.0, lambda at, mark=mark: TickPoint(mark, at))  # type: ignore[misc]
        return self.state

    @property
    def kept(self) -> list[Keep]:
        return [effect for effect in self.done if isinstance(effect, Keep)]

    @property
    def stage(self) -> object:
        return self.state.stage


def test_sureness_is_asked_before_any_verdict() -> None:
    played = Played(compute(), choice())
    played.hand_in("9")
    assert isinstance(played.stage, Sureness)
    assert played.kept == []
    assert played.stage.asked.loop.outcome is None
    played.sure()
    assert isinstance(played.stage, Answering)
    assert played.stage.loop.item.key == "b/choice"
    assert played.kept[0].outcome.sure
    assert played.state.lines[0].score == 0.0


def test_a_mark_of_doubt_answers_the_question_of_sureness() -> None:
    played = Played(compute(), choice())
    played.hand_in("9 ?")
    assert isinstance(played.stage, Answering)
    assert not played.state.lines[0].sure
    assert played.state.lines[0].score == 1.0


def test_the_first_readable_answer_counts() -> None:
    played = Played(compute())
    played.hand_in("9")
    played.hand_in("10")
    played.sure()
    assert [attempt.text for attempt in played.kept[0].outcome.attempts] == ["9"]
    assert played.state.lines[0].came == "wrong"
    assert played.kept[0].miss


def test_unreadable_input_costs_nothing_and_the_clock_stands_while_it_is_mended() -> None:
    played = Played(compute())
    state = played.hand_in("10 x", after=20.0)
    assert isinstance(state.stage, Answering)
    assert state.stage.loop.notice is not None
    assert state.stage.loop.notice.sort == "unreadable"
    assert state.stage.spent == 20.0
    assert state.question_seconds(played.at + 10) == 20.0
    played.hand_in("10", after=25.0)
    played.sure()
    assert played.state.lines[0].seconds == 20.0
    assert played.state.spent == 20.0


def test_a_clock_does_not_stand_for_ever() -> None:
    played = Played(compute())
    played.hand_in("10 x", after=20.0)
    played.hand_in("10", after=STANDS + 15.0)
    assert played.state.spent == 35.0


def test_evidence_is_shown_once_and_read_for_free() -> None:
    shown = presented(
        "b/debug",
        "recall",
        hints=(),
        brief="Why is it stuck?",
        prompt="Why is the loss stuck at ln 10?",
        evidence=(
            EvidenceShown(("gradient norm", "gradients"), "0.000"),
            EvidenceShown(("loss at step 0",), "2.303"),
        ),
    )
    played = Played(Item(key="b/debug", presented=shown, seed=1, why="interview"))
    stage = played.state.stage
    assert isinstance(stage, Answering)
    assert stage.loop.item.presented.prompt == "Why is it stuck?"
    state = played.later(12.0, lambda at: AskFor("the gradients by layer", at))
    assert isinstance(state.stage, Answering)
    assert [(second, found.show) for second, found in state.stage.evidence] == [(12.0, "0.000")]
    state = played.later(8.0, lambda at: AskFor("gradient", at))
    assert state.note == "There is nothing on that."
    assert state.spent == 12.0
    state = played.later(5.0, lambda at: AskFor("loss", at))
    assert state.spent == 17.0
    assert isinstance(state.stage, Answering)
    assert len(state.stage.evidence) == 2
    played.hand_in("frozen layers")
    played.sure()
    played.tick("y")
    assert played.kept[0].item.presented.prompt == "Why is the loss stuck at ln 10?"


def test_a_pause_stops_the_clock_and_takes_no_answer() -> None:
    played = Played(compute())
    played.wish("pause", after=30.0)
    played.hand_in("10", after=600.0)
    assert isinstance(played.stage, Answering)
    assert played.state.seconds_left(played.at + 500) == 15 * 60 - 30
    played.wish("resume", after=100.0)
    played.hand_in("10", after=5.0)
    played.sure()
    assert played.state.lines[0].seconds == 35.0


def test_a_recall_is_ticked_point_by_point_after_sureness() -> None:
    played = Played(recall())
    played.hand_in("they shrink")
    assert isinstance(played.stage, Sureness)
    played.sure(False)
    assert isinstance(played.stage, Ticking)
    assert played.stage.asked.loop.typed == "they shrink"
    played.tick("y", "p", "n")
    line = played.state.lines[0]
    assert (line.came, line.share, line.by, line.sure) == ("partly", 0.75, "ticks", False)
    assert line.missed == "saturating activations make it worse"
    assert line.gained == "gradients shrink through many layers"
    assert played.kept[0].miss


@pytest.mark.parametrize("word", ["?", "  ? "])
def test_a_question_mark_alone_passes_a_recall_and_a_blank_is_asked_again(word: str) -> None:
    played = Played(recall())
    played.hand_in("   ")
    assert isinstance(played.stage, Answering)
    assert played.stage.loop.notice is not None
    played.hand_in(word)
    assert played.state.lines[0].came == "passed"


def test_said_aloud_goes_to_sureness_and_only_for_a_recall() -> None:
    played = Played(recall(), compute())
    played.wish("aloud", after=3.0)
    assert isinstance(played.stage, Sureness)
    played.sure()
    played.tick("y", "y", "n")
    assert played.state.lines[0].came == "right"
    played.wish("aloud")
    assert isinstance(played.stage, Answering)


def test_passing_is_a_miss_that_is_not_called_wrong() -> None:
    played = Played(compute())
    played.wish("pass", after=4.0)
    line = played.state.lines[0]
    assert (line.came, line.score, line.sure) == ("passed", 1.0, False)
    assert played.kept[0].miss
    assert played.state.scorecard.passed == 1


def test_hints_count() -> None:
    played = Played(compute())
    played.wish("hint")
    played.wish("hint")
    played.hand_in("10")
    played.sure()
    assert played.state.lines[0].score == 2.0
    assert not played.kept[0].miss


def following(key: str, *names: str) -> Item:
    item = compute(key)
    return replace(item, presented=replace(item.presented, followups=names))


def test_a_follow_up_comes_after_a_right_answer_and_not_after_a_wrong_one() -> None:
    first = following("b/first", "deeper")
    played = Played(first, choice(), compute("b/deeper"))
    played.queue = ()
    played.hand_in("10")
    state = played.sure()
    assert isinstance(state.stage, Answering)
    assert state.stage.loop.item.key == "b/deeper"
    assert state.stage.follows
    assert state.total == 3
    wrong = Played(first, choice(), compute("b/deeper"))
    wrong.hand_in("9")
    state = wrong.sure()
    assert isinstance(state.stage, Answering)
    assert state.stage.loop.item.key == "b/choice"


def test_an_interviewer_digs_only_so_deep() -> None:
    chain = [following(f"b/q{n}", f"q{n + 1}") for n in range(5)]
    played = Played(chain[0], choice())
    played.items |= {item.key: item for item in chain}
    for _ in range(FOLLOW_UPS + 1):
        played.hand_in("10")
        played.sure()
    assert isinstance(played.stage, Answering)
    assert played.stage.loop.item.key == "b/choice"


def test_after_the_time_the_question_at_hand_may_be_finished_and_no_new_one_comes() -> None:
    played = Played(compute(), choice(), minutes=1)
    assert played.state.seconds_left(61.0) == 0.0
    played.hand_in("10", after=90.0)
    assert isinstance(played.stage, Sureness)
    played.sure()
    assert isinstance(played.stage, Over)
    assert played.state.note == "The time is over."
    assert played.state.lines[0].came == "right"
    assert isinstance(played.done[-1], File)


def test_verdicts_are_told_at_once_only_when_wished_and_reading_them_is_free() -> None:
    played = Played(compute(), choice(), feedback="now")
    played.hand_in("9")
    state = played.sure()
    assert isinstance(state.stage, Told)
    assert state.done[0].line.came == "wrong"
    spent = state.spent
    state = played.wish("next", after=300.0)
    assert state.spent == spent
    assert isinstance(state.stage, Answering)


def test_a_run_that_agrees_becomes_the_source_of_the_verdict() -> None:
    played = Played(compute(), choice())
    played.hand_in("10")
    state = played.sure()
    assert state.lines[0].by == "key"
    assert any(isinstance(effect, Prove) for effect in played.done)
    assert state.done[0].proof.sort == "pending"
    state = played.post(Witnessed("b/conv", 7, "not run: no PyTorch"))
    assert (state.lines[0].by, state.done[0].proof.sort) == ("key", "not-run")
    state = played.post(Witnessed("b/conv", 7, "Conv2d agrees, 10", device="cpu"))
    assert state.lines[0].by == "run"
    assert played.post(Witnessed("b/conv", 8, "another seed", device="cpu")) == state


def test_a_run_that_contradicts_takes_the_answer_off_the_card_even_after_the_end() -> None:
    played = Played(compute())
    played.hand_in("9")
    state = played.sure()
    assert isinstance(state.stage, Over)
    state = played.post(Witnessed("b/conv", 7, "gives 11", contradicts=True, device="cpu"))
    assert state.lines == ()
    assert "counts for nothing" in state.note
    withdrawn, filed = played.done[-2:]
    assert withdrawn == Withdraw((0, 1), "b/conv", "gives 11")
    assert filed == File((), state.spent)


def test_stopping_files_what_was_answered() -> None:
    played = Played(compute(), choice())
    played.hand_in("10")
    played.sure()
    state = played.wish("stop", after=2.0)
    assert isinstance(state.stage, Over)
    assert len(state.lines) == 1
    assert played.done[-1] == File(state.lines, state.spent)


def test_questions_that_cannot_be_posed_are_counted_and_passed_over() -> None:
    played = Played(choice())
    played.queue = (Slot("b/gone"), Slot("b/choice"))
    played.post(Open(Terms(15), 0.0))
    assert isinstance(played.stage, Answering)
    assert (played.state.left_out, played.state.number, played.state.total) == (1, 1, 1)


def test_too_few_questions_and_failures_end_the_round_with_a_sentence() -> None:
    assert step(Interview(), TooFew("There are none."))[0].stage == Aborted("There are none.", 2)
    assert step(Interview(), Failed("The disk is full."))[0].stage == Aborted(
        "The disk is full.", 3
    )
    broken = step(Interview(), Failed("The disk is full."))[0]
    assert step(broken, HandIn("10", 3.0))[0] == broken


def test_the_time_factor_stretches_the_round() -> None:
    assert Terms(10, time_factor=1.5).seconds == 900.0
