"""What the scheduler knows of a card, and the words in which it is told how an answer went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

LEECH_LAPSES = 4
"""From this many lapses on it is said what a card rests on when it is missed."""


class Rating(IntEnum):
    """How well an answer was recalled; hard, good and easy are passes."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def passed(self) -> bool:
        """True for everything but again."""
        return self is not Rating.AGAIN


class Phase(StrEnum):
    """Where a card stands: in its first steps, on intervals of days, or in steps after a lapse."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class CardKey(NamedTuple):
    """The name that progress hangs on: a bank's id and a question's id in it."""

    bank: str
    question: str

    def __str__(self) -> str:
        return f"{self.bank}/{self.question}"

    @classmethod
    def parse(cls, text: str) -> CardKey:
        """Read ``bank/question``; ValueError when it is anything else."""
        bank, slash, question = text.partition("/")
        if not (bank and slash and question) or "/" in question:
            raise ValueError(f"not bank/question: {text!r}")
        return cls(bank, question)


@dataclass(frozen=True, slots=True)
class CardState:
    """The memory of one card after its last effective answer.

    `stability` and `difficulty` are FSRS's own quantities: a stability is no interval. `due_day` is
    always the study day on which the card falls due; `due_at` is the instant (UTC) of a learning
    step and None outside of steps. `step` numbers the learning step, None outside. `stage` is the
    rung on the ladder of variants (see `seeds`), `repetitions` counts answers, `passes` those rated
    hard or better, `lapses` the times that a learnt card was rated again, `last_day` is the study
    day of the last answer. `sure_wrong` stands from a wrong answer that was not marked as a guess
    until the next right one.
    """

    stability: float
    difficulty: float
    due_day: int
    last_day: int
    phase: Phase = Phase.REVIEW
    due_at: datetime | None = None
    step: int | None = None
    stage: int = 0
    repetitions: int = 0
    passes: int = 0
    lapses: int = 0
    sure_wrong: bool = False

    @property
    def in_step(self) -> bool:
        """True while the card waits for a learning step of minutes."""
        return self.due_at is not None

    @property
    def missed(self) -> bool:
        """True until it is passed: for the first time, or again after it was forgotten. Whatever a
        formula says of the minutes after the solution was shown, that is not known."""
        return self.passes == 0 or (self.in_step and self.phase is Phase.RELEARNING)

    @property
    def interval(self) -> int:
        """Days from the last answer to the due day; 0 within one study day."""
        return self.due_day - self.last_day


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What planning needs of a card: its state and the person's marks.

    `state` is None for a question that was never met or was reset. `buried_until` is the first
    study day on which the card is shown again.
    """

    key: CardKey
    state: CardState | None
    suspended: bool = False
    buried_until: int | None = None
    starred: bool = False

    def away_on(self, day: int) -> bool:
        """Whether the person put the question away: for good, or past this study day."""
        return self.suspended or (self.buried_until is not None and self.buried_until > day)


@dataclass(frozen=True, slots=True)
class SchedulerSpec:
    """What makes a schedule reproducible: the library and everything it was given.

    `steps_minutes` are the learning steps of a short question; `cap` is the longest interval in
    days.
    """

    library: str
    version: str
    weights: tuple[float, ...]
    retention: float
    steps_minutes: tuple[float, ...]
    cap: int


def with_sureness(state: CardState, *, right: bool, sure: bool) -> CardState:
    """Return `state` with `sure_wrong` brought up to date: set by a wrong answer that was sure,
    cleared by a right one, left by a wrong one that was marked as a guess."""
    if right:
        return replace(state, sure_wrong=False)
    return replace(state, sure_wrong=True) if sure else state
