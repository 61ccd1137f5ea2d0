"""What a mock interview asks to be done; ``quizapp.drive`` performs it, in order."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.reports.scorecard import AnswerLine
from quizapp.session.effects import Prove
from quizapp.session.item import Item
from quizapp.session.loop import Outcome
from quizapp.session.terms import Terms


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose the questions of the round."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Pose:
    """Draw and present this question, with the numbers that belong to the terms."""

    key: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Keep:
    """Write this answer, in one transaction with the scorecard of all `lines` so far; a miss also
    enters the schedule, rated again. `seconds` is the round's time."""

    item: Item
    outcome: Outcome
    miss: bool
    lines: tuple[AnswerLine, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take these log rows back and report the question: the run contradicts the truth."""

    rows: tuple[int, ...]
    key: str
    line: str


@dataclass(frozen=True, slots=True)
class File:
    """The round is over: keep the scorecard of these answers. `seconds` is the round's time."""

    lines: tuple[AnswerLine, ...]
    seconds: float


Effect = Choose | Pose | Keep | Prove | Withdraw | File
