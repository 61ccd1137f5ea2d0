"""What a mock interview asks to be done; ``quizapp.drive`` performs it, in order."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.reports.scorecard import AnswerLine, Scorecard
from quizapp.session.interview_events import Terms
from quizapp.session.item import Item
from quizapp.session.loop import Outcome


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose the questions of the round."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Pose:
    """Draw and present this question."""

    key: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Write this answer; a miss also enters the schedule, rated again."""

    item: Item
    outcome: Outcome
    line: AnswerLine


@dataclass(frozen=True, slots=True)
class File:
    """The round is over: keep its scorecard."""

    terms: Terms
    scorecard: Scorecard
    minutes: float


Effect = Choose | Pose | Keep | File
