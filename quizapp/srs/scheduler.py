"""When a card is due next: our interface over FSRS, which counts in study days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from typing import Protocol

import fsrs

from quizapp.srs import memory
from quizapp.srs.fuzz import fuzzed
from quizapp.srs.memory import CAP_DAYS
from quizapp.srs.seeds import next_stage
from quizapp.srs.state import CardKey, CardState, Phase, Rating, SchedulerSpec
from quizapp.srs.studyday import DAY_STARTS_AT, noon, study_day

STEP = timedelta(minutes=10)
"""The one learning step of a short question."""

_PHASES: Mapping[Phase, fsrs.State] = {
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_FROM_FSRS = {theirs: ours for ours, theirs in _PHASES.items()}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rating would lead to: `days` until the card is due, or `minutes` where it is 0 days
    because a learning step comes first."""

    state: CardState
    days: int
    minutes: int


class Scheduler(Protocol):
    """What the app asks of a scheduler; pure."""

    @property
    def spec(self) -> SchedulerSpec:
        """What to log, so that the schedule can be told again."""

    def review(
        self,
        state: CardState | None,
        rating: Rating,
        now: datetime,
        offset: timedelta,
        *,
        key: CardKey,
        long: bool = False,
    ) -> CardState:
        """Return the card after an answer at the aware instant `now`, where local time is UTC +
        `offset`. None is a card that was never met; `long` questions have no learning steps."""

    def preview(
        self,
        state: CardState | None,
        now: datetime,
        offset: timedelta,
        *,
        key: CardKey,
        long: bool = False,
    ) -> dict[Rating, Preview]:
        """Return what each rating would lead to; equal to what `review` then does."""

    def retrievability(self, state: CardState, day: int) -> float:
        """Return the predicted recall on a study day, between 0 and 1."""


class FsrsScheduler:
    """FSRS-6 by py-fsrs, fed noon UTC of the study day in place of the instant.

    The library floors elapsed time to whole 24 hours, so that an evening and the next morning would
    count as one day; noon to noon gives study days. Its own fuzz is off: it is unseeded and
    overshoots its range by a day.
    """

    def __init__(
        self,
        retention: float = 0.90,
        *,
        weights: Sequence[float] = fsrs.scheduler.DEFAULT_PARAMETERS,
        day_starts_at: timedelta = DAY_STARTS_AT,
        cap: int = CAP_DAYS,
    ) -> None:
        """Aim at `retention` with these FSRS-6 weights; ValueError for weights out of bounds."""
        self.weights = tuple(weights)
        self.retention = retention
        self._starts_at = day_starts_at
        self._cap = cap
        self._short = self._fsrs((STEP,))
        self._long = self._fsrs(())

    @cached_property
    def spec(self) -> SchedulerSpec:
        """What to log: library, version, weights, retention, steps, cap."""
        return SchedulerSpec(
            library="fsrs",
            version=version("fsrs"),
            weights=self.weights,
            retention=self.retention,
            steps_minutes=(STEP.total_seconds() / 60,),
            cap=self._cap,
        )

    def review(
        self,
        state: CardState | None,
        rating: Rating,
        now: datetime,
        offset: timedelta,
        *,
        key: CardKey,
        long: bool = False,
    ) -> CardState:
        """Return the card after an answer; see `Scheduler.review`.

        A clock that was set back counts as the day of the last answer: time never runs backwards.
        """
        today = study_day(now, offset, self._starts_at)
        if state is not None:
            today = max(today, state.last_day)
        library = self._long if long else self._short
        noon_today = noon(today)
        card, _ = library.review_card(_to_fsrs(state), fsrs.Rating(rating), noon_today)
        if card.stability is None or card.difficulty is None:
            raise RuntimeError("FSRS left a reviewed card without a stability")
        repetitions = (state.repetitions if state else 0) + 1
        phase = _FROM_FSRS[card.state]
        due_at: datetime | None = None
        if phase is Phase.REVIEW:
            days = fuzzed(
                (card.due - noon_today).days,
                _previous_interval(state),
                self._cap,
                key=key,
                repetitions=repetitions,
            )
            due_day = today + days
        else:
            due_at = now.astimezone(UTC) + (card.due - noon_today)
            due_day = max(today, study_day(due_at, offset, self._starts_at))
        return CardState(
            stability=card.stability,
            difficulty=card.difficulty,
            due_day=due_day,
            last_day=today,
            phase=phase,
            due_at=due_at,
            step=card.step if due_at is not None else None,
            stage=next_stage(state.stage if state else 0, passed=rating.passed),
            repetitions=repetitions,
            passes=(state.passes if state else 0) + rating.passed,
            lapses=(state.lapses if state else 0) + _is_lapse(state, rating),
            sure_wrong=state.sure_wrong if state else False,
        )

    def preview(
        self,
        state: CardState | None,
        now: datetime,
        offset: timedelta,
        *,
        key: CardKey,
        long: bool = False,
    ) -> dict[Rating, Preview]:
        """Return what each of the four ratings would lead to."""
        return {
            rating: _preview(self.review(state, rating, now, offset, key=key, long=long), now)
            for rating in Rating
        }

    def retrievability(self, state: CardState, day: int) -> float:
        """Return the predicted recall on a study day (1 on the day of the answer)."""
        return memory.recall(self.weights, state.stability, day - state.last_day)

    def _fsrs(self, steps: tuple[timedelta, ...]) -> fsrs.Scheduler:
        return fsrs.Scheduler(
            parameters=self.weights,
            desired_retention=self.retention,
            learning_steps=steps,
            relearning_steps=steps,
            maximum_interval=self._cap,
            enable_fuzzing=False,
        )


def target_retention(goal: date | None, configured: float | None = None) -> float:
    """Return the recall to aim at when a card falls due: as configured, else 0.85 with a goal date
    (more questions met in the time that is left), else 0.90."""
    if configured is not None:
        return configured
    return 0.90 if goal is None else 0.85


def _to_fsrs(state: CardState | None) -> fsrs.Card:
    # An id of our own: the library sleeps a millisecond to make one.
    if state is None:
        return fsrs.Card(card_id=0, due=noon(0))
    return fsrs.Card(
        card_id=0,
        state=_PHASES[state.phase],
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=noon(state.due_day),
        last_review=noon(state.last_day),
    )


def _previous_interval(state: CardState | None) -> int:
    return 0 if state is None or state.in_step else state.interval


def _is_lapse(state: CardState | None, rating: Rating) -> bool:
    """A card that was learnt and is forgotten; a first meeting that fails is none."""
    return state is not None and state.phase is Phase.REVIEW and not rating.passed


def _preview(state: CardState, now: datetime) -> Preview:
    if state.due_at is None:
        return Preview(state, state.interval, 0)
    return Preview(state, 0, round((state.due_at - now).total_seconds() / 60))
