"""What can happen in a mock interview. ``at`` is always a monotonic time in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.session.events import Witnessed
from quizapp.session.item import Item
from quizapp.session.loop import Tick
from quizapp.session.terms import Terms

WishName = Literal["hint", "pass", "aloud", "pause", "resume", "next", "stop"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One question to ask; `follows` marks one that digs deeper after a right answer."""

    key: str
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """The interview begins."""

    terms: Terms
    at: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The questions are chosen; `note` is one sentence about the choice, or empty."""

    slots: tuple[Slot, ...]
    at: float
    note: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class TooFew:
    """There are not enough questions for such a round; `text` says what there is."""

    text: str


@dataclass(frozen=True, slots=True)
class Posed:
    """A question is ready to be asked; `budget` is in seconds."""

    item: Item
    budget: float
    at: float


@dataclass(frozen=True, slots=True)
class NotPosed:
    """A question cannot be asked now; `lacks_torch` where PyTorch would be needed for it."""

    key: str
    at: float
    lacks_torch: bool = False


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

    name: WishName
    at: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer at hand is on disk, in these log rows: its own, and a miss's in the schedule."""

    rows: tuple[int, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The round cannot go on; `code` is the exit code."""

    text: str
    code: int = 3


Doing = Open | HandIn | Sure | TickPoint | AskFor | Wish
"""What the learner does."""

Result = Ready | TooFew | Posed | NotPosed | Kept | Witnessed | Failed
"""What an effect came to."""

Event = Doing | Result
