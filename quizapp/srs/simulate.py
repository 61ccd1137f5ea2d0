"""What will be known on the day: the remaining days played through, many times, from a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from quizapp.srs import memory
from quizapp.srs.memory import CAP_DAYS
from quizapp.srs.state import CardState, Rating

RUNS = 200
FIRST_RIGHT = 0.5
"""How often a question is known at first meeting, where nothing better is known."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A question of the simulation: its card (None: not met yet), what it takes in seconds, and
    whether its recall is `counted` (it is one of those asked most)."""

    state: CardState | None
    seconds: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many of the `total` counted questions are known: today (the sum of predicted recall over
    those of the `met` ones that were passed), and on the day, where `low` to `high` hold 80 % of
    the runs."""

    total: int
    met: int
    known: float
    expected: float
    low: float
    high: float


@dataclass(slots=True)
class _Memory:
    stability: float
    difficulty: float
    last_day: int


def forecast(
    questions: Sequence[Tracked],
    *,
    weights: Sequence[float],
    retention: float,
    day: int,
    goal_day: int,
    minutes: float,
    seed: int,
    runs: int = RUNS,
    first_right: float = FIRST_RIGHT,
) -> Forecast:
    """Return what is known on `day`, and on `goal_day` after studying `minutes` on each day before.

    Questions that were not met are learnt in the order given. With the day reached or passed the
    forecast is what is known today.
    """
    counted = [question for question in questions if question.counted]
    met = [question.state for question in counted if question.state is not None]
    learnt = [state for state in met if not state.missed]
    known = sum(memory.recall(weights, s.stability, day - s.last_day) for s in learnt)
    if goal_day <= day:
        return Forecast(len(counted), len(met), known, known, known, known)
    rng = Random(seed)
    totals = sorted(
        _Run(questions, weights, retention, minutes * 60, first_right, rng).play(day, goal_day)
        for _ in range(runs)
    )
    return Forecast(
        total=len(counted),
        met=len(met),
        known=known,
        expected=sum(totals) / runs,
        low=totals[int(runs * 0.1)],
        high=totals[min(int(runs * 0.9), runs - 1)],
    )


class _Run:
    """One run: what one person might remember."""

    def __init__(
        self,
        questions: Sequence[Tracked],
        weights: Sequence[float],
        retention: float,
        budget: float,
        first_right: float,
        rng: Random,
    ) -> None:
        self._questions, self._w, self._retention = questions, weights, retention
        self._budget, self._first_right, self._rng = budget, first_right, rng
        self._memory: dict[int, _Memory] = {}
        self._due: dict[int, list[int]] = defaultdict(list)
        self._new: list[int] = []
        for index, question in enumerate(questions):
            if question.state is None:
                self._new.append(index)
                continue
            state = question.state
            self._memory[index] = _Memory(state.stability, state.difficulty, state.last_day)
            self._due[state.due_day].append(index)
        self._new.reverse()

    def play(self, day: int, goal_day: int) -> float:
        """Return the sum of recall over the counted questions on the goal day."""
        waiting = [index for due, cards in self._due.items() if due < day for index in cards]
        for today in range(day, goal_day):
            waiting = self._one_day(today, waiting + self._due.pop(today, []))
        return sum(
            memory.recall(self._w, known.stability, goal_day - known.last_day)
            for index, known in self._memory.items()
            if self._questions[index].counted
        )

    def _one_day(self, today: int, waiting: list[int]) -> list[int]:
        left = self._budget
        recalls = {index: self._recall(index, today) for index in waiting}
        waiting.sort(key=recalls.__getitem__)
        while waiting and left > 0:
            index = waiting.pop()
            left -= self._review(index, today, self._rng.random() < recalls[index])
        while self._new and left > 0:
            left -= self._meet(self._new.pop(), today, self._rng.random() < self._first_right)
        return waiting

    def _recall(self, index: int, today: int) -> float:
        known = self._memory[index]
        return memory.recall(self._w, known.stability, today - known.last_day)

    def _review(self, index: int, today: int, right: bool) -> float:
        known = self._memory[index]
        rating = Rating.GOOD if right else Rating.AGAIN
        days = today - known.last_day
        pair = memory.after(self._w, known.stability, known.difficulty, days, rating)
        return self._settle(index, today, pair, right)

    def _meet(self, index: int, today: int, right: bool) -> float:
        pair = memory.first(self._w, Rating.GOOD if right else Rating.AGAIN)
        return self._settle(index, today, pair, right)

    def _settle(self, index: int, today: int, pair: tuple[float, float], right: bool) -> float:
        """Keep the new memory and return the seconds it took; a miss comes back the same day."""
        seconds = self._questions[index].seconds
        if not right:
            pair = memory.after(self._w, *pair, 0, Rating.GOOD)
            seconds *= 2
        self._memory[index] = _Memory(*pair, today)
        due = today + memory.interval(self._w, pair[0], self._retention, CAP_DAYS)
        self._due[due].append(index)
        return seconds
