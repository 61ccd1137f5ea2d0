"""What can happen in the first run. ``at`` is a monotonic time in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.session import loop as question
from quizapp.session.item import Item

Setting = Literal["goal_date", "minutes", "role", "level"]
Standing = Literal["home", "shaky", "new"]

SETTINGS: tuple[Setting, ...] = ("goal_date", "minutes", "role", "level")
PLACEMENT_LENGTH = 12
PLACEMENT_MINUTES = 6
FIRST_MINUTES = 4
"""The session that follows the first run."""


@dataclass(frozen=True, slots=True)
class Start:
    """The app was opened for the first time."""

    at: float


@dataclass(frozen=True, slots=True)
class Offered:
    """The question to try, or the what-if after it, is ready; None where the bank has none."""

    item: Item | None
    at: float


@dataclass(frozen=True, slots=True)
class Give:
    """The learner answers the open question, or a setting; empty takes the default or skips."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The learner ticks the rubric point at hand."""

    mark: question.Tick
    at: float


@dataclass(frozen=True, slots=True)
class Wish:
    """go on · show me · one hint · skip this part · leave the first run for good."""

    name: Literal["next", "show", "hint", "skip", "leave"]
    at: float


@dataclass(frozen=True, slots=True)
class Taken:
    """A setting was understood and kept; `echo` says how."""

    setting: Setting
    echo: str
    at: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A setting was not understood; it is asked again."""

    setting: Setting
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Placed:
    """One question of the placement is ready; None when there is no further topic."""

    item: Item | None
    at: float


@dataclass(frozen=True, slots=True)
class Ran:
    """The worker's word on the tried question."""

    key: str
    seed: int
    line: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the time is good for: questions met until the goal at so many minutes a day."""

    line: str
    at: float


@dataclass(frozen=True, slots=True)
class Broke:
    """The first run cannot go on; what was kept is kept. `code` is the exit code."""

    text: str
    code: int = 3


Event = Broke | Start | Offered | Give | Mark | Wish | Taken | Refused | Placed | Ran | Measured
