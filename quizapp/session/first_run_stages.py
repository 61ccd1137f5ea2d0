"""Where the first run stands: one frozen state, its stage a closed union."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.session.first_run_events import (
    Setting,
    Standing,
)
from quizapp.session.loop import Loop
from quizapp.session.stages import Proof


@dataclass(frozen=True, slots=True)
class Preparing:
    """Something is being made ready."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The verdict on a tried question, with the run line as soon as it is there."""

    loop: Loop
    proof: Proof
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class Trying:
    """The first question is open. With `after`, the verdict on it, the same with one number
    changed is."""

    loop: Loop
    after: Tried | None = None

    @property
    def what_if(self) -> bool:
        """Whether this is the question with one number changed."""
        return self.after is not None


@dataclass(frozen=True, slots=True)
class AskSetting:
    """One setting is asked; `problem` says why the last text was not understood."""

    setting: Setting
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OfferPlacement:
    """Twelve questions, about six minutes, to be taken or skipped."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A question of the placement is open; `last` is the one before, with its outcome."""

    loop: Loop
    number: int
    last: Loop | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the learner stands; `line` is honest about time."""

    line: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The first run is over. `study`: a few minutes on the weakest topic now, or home."""

    study: bool
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first run cannot go on."""

    text: str
    code: int


Stage = Broken | Preparing | Trying | Tried | AskSetting | OfferPlacement | Placing | Stand | Done


@dataclass(frozen=True, slots=True)
class PlacedTopic:
    """How the placement went in one topic."""

    topic_id: str
    title: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The state of the first run. `echoes` are the settings as they were understood."""

    stage: Stage = field(default_factory=Preparing)
    echoes: tuple[str, ...] = ()
    topics: tuple[PlacedTopic, ...] = ()
    level: int = 1

    def counted(self, standing: Standing) -> int:
        """Topics of that standing."""
        return sum(topic.standing == standing for topic in self.topics)

    @property
    def weakest(self) -> tuple[PlacedTopic, ...]:
        """The three weakest topics, the new ones first."""
        order = {"new": 0, "shaky": 1, "home": 2}
        ranked = sorted(self.topics, key=lambda topic: order[topic.standing])
        return tuple(topic for topic in ranked if topic.standing != "home")[:3]
