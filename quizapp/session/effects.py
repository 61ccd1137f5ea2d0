"""What a study or practice session asks to be done. ``quizapp.drive`` performs it, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.session.events import AwaySort
from quizapp.session.item import Item, ProofRequest
from quizapp.session.loop import Outcome
from quizapp.session.stages import Mode
from quizapp.session.tally import Tally
from quizapp.srs.state import Rating

MarkSort = AwaySort | Literal["star", "note", "report"]


@dataclass(frozen=True, slots=True)
class MakePlan:
    """Make the plan of the day, or of a practice; of these questions alone where `keys` are set."""

    minutes: int
    mode: Mode
    topic: str | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal:
    """Draw and present this question."""

    key: str


@dataclass(frozen=True, slots=True)
class Record:
    """Write this outcome, in one transaction."""

    item: Item
    outcome: Outcome
    mode: Mode


@dataclass(frozen=True, slots=True)
class Rerate:
    """Replace the rating of a written answer."""

    row: int
    item: Item
    outcome: Outcome
    rating: Rating


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo a written answer: `row`, or the last one that still stands."""

    row: int | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """Redo the last undone answer."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Undo the answer of log row `row` and report the question: the run contradicts the truth."""

    row: int
    key: str
    line: str


@dataclass(frozen=True, slots=True)
class Prove:
    """Ask the worker for the proof; its line follows by itself."""

    key: str
    seed: int
    request: ProofRequest
    right: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Bury until tomorrow, suspend, star, or keep a text with a question; what is suspended or
    starred already is so no longer."""

    key: str
    sort: MarkSort
    text: str = ""


@dataclass(frozen=True, slots=True)
class BringBack:
    """Take back that a question was buried or suspended."""

    key: str
    sort: AwaySort


@dataclass(frozen=True, slots=True)
class Close:
    """The session is over: write that, and look at tomorrow."""

    tally: Tally


Effect = (
    MakePlan
    | Deal
    | Record
    | Rerate
    | TakeBack
    | PutBack
    | Withdraw
    | Prove
    | Mark
    | BringBack
    | Close
)
