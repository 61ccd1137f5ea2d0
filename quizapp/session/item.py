"""One question as it was dealt, and what may be run to prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engines.api import Picture, Step
from engines.values import Program, Value
from quizapp.bank.presented import Presented
from quizapp.grading.asked import Asked
from quizapp.srs.state import CardState

Why = Literal["due", "new", "sure-and-wrong", "learning", "practice", "interview"]


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """Ask the worker to run the torch half of a family for these parameters."""

    family: str
    params: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SnippetRun:
    """What the worker said of a snippet when the question was dealt: the truth came from there."""

    stdout: str
    error: str | None
    language: str


@dataclass(frozen=True, slots=True)
class ExpressionRun:
    """The torch expression that gave the truth when the question was dealt."""

    source: str


ProofRequest = WitnessRequest | SnippetRun | ExpressionRun


@dataclass(frozen=True, slots=True)
class Item:
    """One question as dealt. `asked` is None for recall, which nobody grades but the learner.

    `card` is the card's state when it was dealt (None: new, or new again after a reset), `last_row`
    its last effective log row (None: it has none): the answer is only written if that still holds.
    `right` is the truth as shown, `needs` the ids of the questions of its bank that this one rests
    on.
    """

    key: str
    presented: Presented
    seed: int
    why: Why
    revision: int = 1
    purpose: str = "canonical"
    asked: Asked | None = None
    right: str = ""
    steps: tuple[Step, ...] = ()
    family: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)
    proof: ProofRequest | None = None
    picture: Picture | None = None
    card: CardState | None = None
    last_row: int | None = None
    needs: tuple[str, ...] = ()

    @property
    def first_meeting(self) -> bool:
        """True when the learner has no progress on this question."""
        return self.card is None

    @property
    def takes_program(self) -> bool:
        """True when the answer is a program of several lines."""
        return self.asked is not None and isinstance(self.asked.acceptance, Program)
