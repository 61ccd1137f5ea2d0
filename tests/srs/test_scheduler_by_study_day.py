"""FSRS behind our interface: each trap of the library, and the promise that avoids it."""

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest

from quizapp.srs.fuzz import fuzz_range, fuzzed
from quizapp.srs.memory import CAP_DAYS
from quizapp.srs.scheduler import FsrsScheduler, target_retention
from quizapp.srs.state import CardKey, CardState, Phase, Rating, with_sureness
from quizapp.srs.studyday import noon, study_day

KEY = CardKey("bank", "conv-output-size")
NONE = timedelta(0)
SCHEDULER = FsrsScheduler()


def learn(*ratings: Rating, at: datetime, every: timedelta = timedelta(days=1)) -> CardState:
    state = None
    for turn, rating in enumerate(ratings):
        state = SCHEDULER.review(state, rating, at + turn * every, NONE, key=KEY)
    assert state is not None
    return state


def by_days(gaps: list[int], ratings: list[Rating]) -> fsrs.Card:
    """The reference: py-fsrs fed whole days and nothing else."""
    library = fsrs.Scheduler(
        learning_steps=(timedelta(minutes=10),),
        relearning_steps=(timedelta(minutes=10),),
        enable_fuzzing=False,
    )
    card, day = fsrs.Card(card_id=1), 20_000
    for gap, rating in zip(gaps, ratings, strict=True):
        day += gap
        card, _ = library.review_card(card, fsrs.Rating(rating), noon(day))
    return card


def test_evening_and_next_morning_are_two_days() -> None:
    evening = datetime(2026, 11, 20, 22, tzinfo=UTC)
    first = SCHEDULER.review(None, Rating.GOOD, evening, NONE, key=KEY)
    second = SCHEDULER.review(first, Rating.GOOD, evening + timedelta(hours=11), NONE, key=KEY)
    assert second.last_day == first.last_day + 1
    same_evening = SCHEDULER.review(first, Rating.GOOD, evening + timedelta(hours=2), NONE, key=KEY)
    assert same_evening.last_day == first.last_day
    assert second.stability > 2 * same_evening.stability


def test_jittered_histories_equal_the_day_based_result() -> None:
    rng = random.Random(5)
    for _ in range(200):
        gaps = [0, *(rng.randint(1, 12) for _ in range(5))]
        ratings = [rng.choice([Rating.GOOD, Rating.GOOD, Rating.HARD, Rating.AGAIN]) for _ in gaps]
        state, day = None, 20_000
        for gap, rating in zip(gaps, ratings, strict=True):
            day += gap
            start = noon(day) - timedelta(hours=8)  # four in the morning
            now = start + timedelta(seconds=rng.randint(0, 86_399))
            state = SCHEDULER.review(state, rating, now, NONE, key=KEY)
        expected = by_days(gaps, ratings)
        assert state is not None
        assert state.stability == expected.stability
        assert state.difficulty == expected.difficulty


def test_a_card_done_late_is_due_in_the_morning_by_its_day_number() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    state = SCHEDULER.review(None, Rating.GOOD, late, NONE, key=KEY)
    assert state.due_at is None
    morning = study_day(datetime(2026, 11, 20, 8, tzinfo=UTC), NONE) + state.interval
    assert state.due_day == morning


def test_day_starts_at_four_where_the_person_is() -> None:
    offset = timedelta(hours=9)
    before = datetime(2026, 11, 20, 18, 59, tzinfo=UTC)  # 03:59 on the 21st in Tokyo
    assert study_day(before, offset) == study_day(datetime(2026, 11, 20, 3, tzinfo=UTC), offset)
    assert study_day(before + timedelta(minutes=1), offset) == study_day(before, offset) + 1
    assert study_day(before, offset, timedelta(0)) == study_day(before, offset) + 1


def test_a_study_day_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        study_day(datetime(2026, 11, 20), NONE)


def test_any_zone_is_accepted_where_the_library_takes_only_utc() -> None:
    from zoneinfo import ZoneInfo

    there = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(ValueError, match="UTC"):
        fsrs.Scheduler().review_card(fsrs.Card(card_id=1), fsrs.Rating.Good, there)
    state = SCHEDULER.review(None, Rating.AGAIN, there, NONE, key=KEY)
    assert state.due_at == datetime(2026, 11, 20, 12, 10, tzinfo=UTC)
    assert state.due_at.tzinfo is UTC


def test_time_set_back_counts_as_the_last_day() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    state = learn(Rating.GOOD, Rating.GOOD, at=now)
    back = SCHEDULER.review(state, Rating.GOOD, now - timedelta(days=300), NONE, key=KEY)
    level = SCHEDULER.review(state, Rating.GOOD, noon(state.last_day), NONE, key=KEY)
    assert back == level
    assert back.last_day == state.last_day
    assert back.due_day > back.last_day


def test_a_new_card_takes_no_sleep() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    began = time.perf_counter()
    for _ in range(100):
        SCHEDULER.review(None, Rating.GOOD, now, NONE, key=KEY)
    assert time.perf_counter() - began < 0.1  # the library's own ids would sleep 100 ms


def test_counters_are_ours() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    good_first = learn(Rating.GOOD, Rating.AGAIN, Rating.GOOD, at=now)
    assert (good_first.repetitions, good_first.passes, good_first.lapses) == (3, 2, 1)
    failed_first = learn(Rating.AGAIN, Rating.AGAIN, Rating.GOOD, at=now)
    assert (failed_first.repetitions, failed_first.passes, failed_first.lapses) == (3, 1, 0)


def test_a_short_question_has_one_step_of_ten_minutes() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    again = SCHEDULER.review(None, Rating.AGAIN, now, NONE, key=KEY)
    assert (again.phase, again.step) == (Phase.LEARNING, 0)
    assert again.due_at == now + timedelta(minutes=10)
    assert again.due_day == again.last_day
    good = SCHEDULER.review(None, Rating.GOOD, now, NONE, key=KEY)
    assert (good.phase, good.step, good.due_at) == (Phase.REVIEW, None, None)
    after_step = SCHEDULER.review(again, Rating.GOOD, now + timedelta(minutes=10), NONE, key=KEY)
    assert after_step.phase is Phase.REVIEW
    assert after_step.interval >= 1
    lapsed = SCHEDULER.review(good, Rating.AGAIN, now + timedelta(days=3), NONE, key=KEY)
    assert lapsed.phase is Phase.RELEARNING
    assert lapsed.due_at == now + timedelta(days=3, minutes=10)


def test_a_long_question_has_no_step() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    again = SCHEDULER.review(None, Rating.AGAIN, now, NONE, key=KEY, long=True)
    assert (again.phase, again.due_at) == (Phase.REVIEW, None)
    assert again.interval == 1


def test_a_step_over_the_day_boundary_is_due_on_the_next_day() -> None:
    now = datetime(2026, 11, 20, 3, 55, tzinfo=UTC)
    again = SCHEDULER.review(None, Rating.AGAIN, now, NONE, key=KEY)
    assert again.due_day == again.last_day + 1


def test_the_preview_is_what_review_does() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    state = learn(Rating.GOOD, Rating.GOOD, Rating.GOOD, at=now)
    later = noon(state.due_day)
    preview = SCHEDULER.preview(state, later, NONE, key=KEY)
    assert list(preview) == [Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY]
    for rating, shown in preview.items():
        assert SCHEDULER.review(state, rating, later, NONE, key=KEY) == shown.state
    assert (preview[Rating.AGAIN].days, preview[Rating.AGAIN].minutes) == (0, 10)
    days = [preview[rating].days for rating in (Rating.HARD, Rating.GOOD, Rating.EASY)]
    assert days == sorted(days)
    assert days[0] > state.interval
    assert preview[Rating.GOOD].minutes == 0


def test_a_history_has_one_due_date_however_often_it_is_told() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    dates = {learn(*[Rating.GOOD] * 6, at=now, every=timedelta(days=9)).due_day for _ in range(50)}
    assert len(dates) == 1


def test_fuzz_stays_in_its_range_is_uniform_and_keeps_growth() -> None:
    low, high = fuzz_range(30, 10, CAP_DAYS)
    assert (low, high) == (27, 33)
    drawn = [
        fuzzed(30, 10, CAP_DAYS, key=CardKey("bank", str(i)), repetitions=4) for i in range(7000)
    ]
    counts = {days: drawn.count(days) for days in range(low, high + 1)}
    assert sum(counts.values()) == 7000
    assert min(counts.values()) > 850
    assert max(counts.values()) < 1150
    assert fuzz_range(30, 29, CAP_DAYS) == (30, 33)
    assert fuzz_range(30, 40, CAP_DAYS) == (27, 33)
    assert fuzz_range(2, 1, CAP_DAYS) == (2, 2)
    assert fuzz_range(30, 10, 28) == (27, 28)


def test_fuzz_differs_between_cards_and_repetitions() -> None:
    keys = {fuzzed(90, 1, CAP_DAYS, key=CardKey("b", str(i)), repetitions=1) for i in range(40)}
    turns = {fuzzed(90, 1, CAP_DAYS, key=KEY, repetitions=i) for i in range(40)}
    assert len(keys) > 5
    assert len(turns) > 5


def test_predicted_recall_sinks_from_certainty_to_the_target() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    state = learn(Rating.GOOD, Rating.GOOD, Rating.GOOD, at=now)
    assert SCHEDULER.retrievability(state, state.last_day) == 1.0
    assert SCHEDULER.retrievability(state, state.last_day - 5) == 1.0
    at_stability = replace(state, stability=20.0)
    assert SCHEDULER.retrievability(at_stability, state.last_day + 20) == pytest.approx(0.9)


def test_a_goal_lowers_the_target_and_lengthens_intervals() -> None:
    assert target_retention(None) == 0.90
    assert target_retention(date(2026, 12, 14)) == 0.85
    assert target_retention(date(2026, 12, 14), 0.93) == 0.93
    with_goal = FsrsScheduler(0.85)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    state = learn(Rating.GOOD, Rating.GOOD, at=now)
    later = noon(state.due_day)
    longer = with_goal.review(state, Rating.GOOD, later, NONE, key=KEY)
    shorter = SCHEDULER.review(state, Rating.GOOD, later, NONE, key=KEY)
    assert longer.interval > shorter.interval
    assert longer.stability == shorter.stability


def test_what_is_logged_names_library_version_and_everything_given() -> None:
    spec = FsrsScheduler(0.85).spec
    assert (spec.library, spec.retention, spec.steps_minutes) == ("fsrs", 0.85, (10.0,))
    assert len(spec.weights) == 21
    assert spec.version.startswith("6.")


def test_weights_out_of_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        FsrsScheduler(weights=[-1.0] * 21)


def test_sure_and_wrong_stands_until_right_once() -> None:
    state = CardState(1.0, 5.0, 20_001, 20_000)
    assert not with_sureness(state, right=False, sure=False).sure_wrong
    wrong = with_sureness(state, right=False, sure=True)
    assert wrong.sure_wrong
    assert with_sureness(wrong, right=False, sure=False).sure_wrong
    assert not with_sureness(wrong, right=True, sure=False).sure_wrong


@pytest.mark.parametrize("text", ["", "bank", "bank/", "/question", "a/b/c"])
def test_a_key_is_bank_and_question(text: str) -> None:
    with pytest.raises(ValueError, match="bank/question"):
        CardKey.parse(text)


def test_a_key_reads_what_it_writes() -> None:
    assert CardKey.parse(str(KEY)) == KEY
