"""What can happen in a study or practice session: the learner's doings, and what effects came to.

``at`` is always a monotonic time in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.session.item import Item
from quizapp.session.loop import Tick
from quizapp.srs.state import Rating

AwaySort = Literal["bury", "suspend"]
"""buried: not today; suspended: not until that is taken back."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The learner starts, with `minutes` to spend; `topic` narrows practice to one topic, `keys`
    a session to these questions."""

    minutes: int
    at: float
    topic: str | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan is made: the keys to ask in order, due ones first.

    `later` are learning steps already pending, with the seconds until they are due. `answered`
    continues the count of a session that was left open, `spent` its time in seconds. `left_out`
    counts questions that need PyTorch where there is none; `note` is one sentence about the day.
    """

    queue: tuple[str, ...]
    at: float
    due: int = 0
    new: int = 0
    later: tuple[tuple[str, float], ...] = ()
    answered: int = 0
    spent: float = 0.0
    left_out: int = 0
    note: str = ""
    unmet: int = 0


@dataclass(frozen=True, slots=True)
class Dealt:
    """A question is ready to be asked."""

    item: Item
    at: float


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A planned question cannot be asked now, and why."""

    key: str
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Submit:
    """The learner hands in a text."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Command:
    """A plain wish: hint, show, unsure, skip, next, undo, redo, untick, bury, suspend, star, stop.

    mistyped turns *again* into *hard*.
    """

    name: Literal[
        "hint",
        "show",
        "unsure",
        "skip",
        "next",
        "undo",
        "redo",
        "untick",
        "bury",
        "suspend",
        "star",
        "mistyped",
        "stop",
    ]
    at: float


@dataclass(frozen=True, slots=True)
class Ticked:
    """The learner ticks the rubric point at hand."""

    mark: Tick
    at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """The learner changes the rating of the answer just given."""

    rating: Rating
    at: float


@dataclass(frozen=True, slots=True)
class Write:
    """The learner leaves a note on the question, or reports what is wrong with it."""

    sort: Literal["note", "report"]
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer is on disk. `in_seconds` is set where the card comes back today, else `in_days`.

    `lapses` counts how often the card was forgotten by now, this answer included.
    """

    row: int
    rating: Rating
    in_days: int | None = None
    in_seconds: float | None = None
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer at hand is on disk."""

    receipt: Receipt
    at: float


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Another window answered this card since it was dealt, or took its answer back: nothing was
    written."""

    at: float


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer was taken back; None where there was none. The question is asked again."""

    row: int | None
    key: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Redone:
    """An undone answer stands again; None where there was none."""

    row: int | None
    key: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The worker ran the item at hand. `contradicts`: it came to something else than the truth."""

    key: str
    seed: int
    line: str
    contradicts: bool = False
    device: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An answer was taken back because the run contradicts the truth; it counts for nothing."""

    row: int
    key: str
    at: float


@dataclass(frozen=True, slots=True)
class PutAway:
    """A question is buried or suspended from now on, and the sentence about that."""

    key: str
    sort: AwaySort
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence for the learner about something that is not the question."""

    text: str


@dataclass(frozen=True, slots=True)
class Broke:
    """An effect failed for good: the session cannot go on. `code` is the exit code."""

    text: str
    code: int = 3


Doing = Begin | Submit | Command | Ticked | Rate | Write
"""What the learner does."""

Result = (
    Planned
    | Dealt
    | Unavailable
    | Recorded
    | Conflicted
    | Undone
    | Redone
    | Witnessed
    | Withdrawn
    | PutAway
    | Told
    | Broke
)
"""What an effect came to."""

Event = Doing | Result
