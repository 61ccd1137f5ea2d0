"""What the first run asks to be done. ``quizapp.drive.first_run`` performs it."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.session.first_run_events import (
    Setting,
)
from quizapp.session.item import Item
from quizapp.session.loop import Outcome


@dataclass(frozen=True, slots=True)
class OfferFirst:
    """Deal the first question with its canonical numbers."""


@dataclass(frozen=True, slots=True)
class OfferWhatIf:
    """Deal the same question with one parameter changed."""

    item: Item


@dataclass(frozen=True, slots=True)
class Prove:
    """Run the tried question."""

    item: Item


@dataclass(frozen=True, slots=True)
class Keep:
    """Understand and keep one setting; an empty text keeps its default."""

    setting: Setting
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Deal one question asked often, of a main topic not yet placed, at this level."""

    seen: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class KeepPlacement:
    """Write one placement answer."""

    item: Item
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Measure:
    """Work out what the learner's time is good for."""


@dataclass(frozen=True, slots=True)
class Remember:
    """The first run is over and does not come again."""


Effect = OfferFirst | OfferWhatIf | Prove | Keep | Place | KeepPlacement | Measure | Remember
