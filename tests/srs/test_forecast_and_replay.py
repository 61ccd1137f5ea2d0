"""The forecast for the goal day, and answers told again to another scheduler."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.srs import memory
from quizapp.srs.replay import Answered, replay
from quizapp.srs.scheduler import FsrsScheduler
from quizapp.srs.simulate import Forecast, Tracked, forecast
from quizapp.srs.state import CardKey, CardState, Phase, Rating

SCHEDULER = FsrsScheduler()
DAY = 20_000
NOW = datetime(2024, 10, 4, 12, tzinfo=UTC)
MET = CardState(10.0, 5.0, DAY + 3, DAY - 10, passes=1)


def look(questions: list[Tracked], goal_day: int, minutes: float = 30, seed: int = 1) -> Forecast:
    return forecast(
        questions,
        weights=SCHEDULER.weights,
        retention=0.85,
        day=DAY,
        goal_day=goal_day,
        minutes=minutes,
        seed=seed,
        runs=40,
    )


def test_known_today_is_the_sum_of_predicted_recall_over_the_counted_ones() -> None:
    questions = [Tracked(MET, 60), Tracked(MET, 60), Tracked(MET, 60, False), Tracked(None, 60)]
    seen = look(questions, DAY)
    one = memory.recall(SCHEDULER.weights, 10.0, 10)
    assert (seen.total, seen.met) == (3, 2)
    assert seen.known == pytest.approx(2 * one)
    assert seen.expected == seen.low == seen.high == seen.known


def test_what_was_only_missed_is_not_known_however_fresh_it_is() -> None:
    never = CardState(0.2, 8.0, DAY, DAY, Phase.LEARNING, due_at=NOW, step=0)
    forgotten = replace(never, phase=Phase.RELEARNING, passes=3, lapses=1)
    learnt_again = replace(forgotten, phase=Phase.REVIEW, due_at=None, step=None)
    seen = look([Tracked(never, 60), Tracked(forgotten, 60), Tracked(learnt_again, 60)], DAY)
    assert (seen.met, seen.known) == (3, 1.0)


def test_the_range_holds_the_mean_and_more_minutes_help() -> None:
    questions = [Tracked(MET, 60) for _ in range(30)] + [Tracked(None, 60) for _ in range(150)]
    half, whole = look(questions, DAY + 8, 8), look(questions, DAY + 8, 20)
    for seen in (half, whole):
        assert seen.low < seen.expected < seen.high
    assert half.known < half.expected < whole.low
    assert look(questions, DAY + 8, 8) == half
    assert look(questions, DAY + 8, 8, seed=2) != half


def test_without_minutes_memory_only_fades() -> None:
    seen = look([Tracked(MET, 60)] * 5, DAY + 20, minutes=0)
    assert seen.expected == pytest.approx(5 * memory.recall(SCHEDULER.weights, 10.0, 30))
    assert seen.low == seen.high


def history(ratings: list[Rating], long: bool) -> tuple[CardState, list[Answered]]:
    state: CardState | None = None
    told = []
    now = datetime(2026, 11, 20, 22, tzinfo=UTC)
    for rating in ratings:
        state = SCHEDULER.review(state, rating, now, timedelta(0), key=KEY, long=long)
        told.append(
            Answered(now, timedelta(0), rating, state.phase is Phase.REVIEW, state.sure_wrong)
        )
        now += timedelta(hours=11) if state.due_at is None else timedelta(minutes=10)
    assert state is not None
    return state, told


KEY = CardKey("bank", "q")
PASTS = [
    [Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.EASY],
    [Rating.HARD, Rating.HARD, Rating.AGAIN, Rating.AGAIN],
    [Rating.EASY],
]


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("ratings", PASTS)
def test_replay_under_the_same_scheduler_changes_nothing(ratings: list[Rating], long: bool) -> None:
    state, told = history(ratings, long)
    assert replay(SCHEDULER, KEY, told) == state


def test_replay_under_another_target_moves_the_due_day_only() -> None:
    state, told = history([Rating.GOOD] * 5, False)
    again = replay(FsrsScheduler(0.80), KEY, told)
    assert again is not None
    assert again.due_day > state.due_day
    assert again.stability == state.stability


def test_no_answers_make_no_card() -> None:
    assert replay(SCHEDULER, KEY, []) is None
