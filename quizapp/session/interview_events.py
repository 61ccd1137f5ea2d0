"""What can happen in a mock interview. ``at`` is always a monotonic time in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.session.item import Item
from quizapp.session.loop import Tick

Round = Literal["fundamentals", "debugging", "code", "scope", "project"]
Feedback = Literal["end", "now"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: minutes, round, level, role, when verdicts are told, and the seed."""

    minutes: int
    round: Round = "fundamentals"
    level: str = "intermediate"
    role: str = "any"
    feedback: Feedback = "end"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned question and the seconds it should take."""

    key: str
    budget: float


@dataclass(frozen=True, slots=True)
class Open:
    """The interview begins."""

    terms: Terms
    at: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The questions are chosen. `left_out` counts those that need PyTorch where there is none."""

    slots: tuple[Slot, ...]
    at: float
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Posed:
    """A question is ready to be asked; `budget` is in seconds."""

    item: Item
    budget: float
    at: float


@dataclass(frozen=True, slots=True)
class NotPosed:
    """A question cannot be asked now."""

    key: str
    at: float


@dataclass(frozen=True, slots=True)
class HandIn:
    """The learner hands in an answer."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure the learner is of the answer handed in."""

    sure: bool
    at: float


@dataclass(frozen=True, slots=True)
class TickPoint:
    """The learner ticks the rubric point at hand."""

    mark: Tick
    at: float


@dataclass(frozen=True, slots=True)
class AskFor:
    """The learner asks for evidence, in a few words."""

    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Wish:
    """A plain wish: hint, pass (move on), aloud (said it out loud), pause, resume, next, stop."""

    name: Literal["hint", "pass", "aloud", "pause", "resume", "next", "stop"]
    at: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer at hand is on disk."""

    at: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The round cannot go on; `code` is the exit code."""

    text: str
    code: int = 3


Event = Open | Ready | Posed | NotPosed | HandIn | Sure | TickPoint | AskFor | Wish | Kept | Failed
