"""The scorecard of a mock interview: what was seen, how sure that is, and nothing beyond it.

The rule: right 4; partly right 1 + 3 × share; wrong or passed 1; sure and wrong 0. Each hint takes
one off a right answer, never below 1. A row is the mean of its answers, from three on; the headline
the mean of the rows shown, from five answers on; its range the middle 90 % of seeded resamplings of
the answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Skill = Literal["maths", "mechanism", "debugging", "trade-offs"]
Came = Literal["right", "partly", "wrong", "passed"]
Source = Literal["run", "key", "ticks"]
"""Where a verdict comes from: a run that agrees, the solution alone, the learner's own ticks."""

SKILLS: dict[str, str] = {
    "maths": "maths and shapes",
    "mechanism": "mechanism",
    "debugging": "debugging",
    "trade-offs": "trade-offs",
}
BEST = 4.0
ROW_FROM = 3
"""Answers from which a row shows a mean."""
HEADLINE_FROM = 5
"""Answers from which there is a headline."""
RESAMPLINGS = 2000
SLOW = 1.5
"""A right answer is called slow from this multiple of its time on; it costs no points."""
BARS = ((3.25, "Above the bar"), (2.5, "Near the bar"), (1.5, "Below the bar"))
LISTED = 3
"""Answers that are named among what it cost, and among what carried."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of an interview. `share` is that of a partly right one, `seconds` and `budget` the
    time it took and was given, `by` where its verdict comes from.

    `missed` is what cost points, in words; `gained` what carried them; `given` and `right` are the
    answer and the solution as shown.
    """

    key: str
    topic: str
    skill: str
    came: Came
    sure: bool
    hints: int
    seconds: float
    budget: float
    by: Source
    share: float = 0.0
    missed: str = ""
    gained: str = ""
    given: str = ""
    right: str = ""

    @property
    def slow(self) -> bool:
        """True where it took well over its time."""
        return self.seconds > SLOW * self.budget > 0

    @property
    def score(self) -> float:
        """The points of this answer, 0 to 4."""
        match self.came:
            case "right":
                return max(BEST - self.hints, 1.0)
            case "partly":
                return 1 + 3 * self.share
            case "wrong" if self.sure:
                return 0.0
            case _:
                return 1.0

    @property
    def rule(self) -> str:
        """The rule with this answer's numbers put in."""
        match self.came:
            case "right" if self.hints:
                return f"right, {self.hints} hint{'s' * (self.hints > 1)}: 4 - {self.hints}"
            case "right":
                return "right: 4"
            case "partly":
                return f"partly right: 1 + 3 × {self.share:.2f}"
            case "wrong" if self.sure:
                return "sure and wrong: 0"
            case "wrong":
                return "wrong, and not sure: 1"
            case "passed":
                return "passed: 1"


@dataclass(frozen=True, slots=True)
class Row:
    """One skill: its mean (None under three answers), how many answers, and of them how many
    verdicts come from a run, how many from the learner's own ticks, and how many were passed."""

    skill: str
    title: str
    mean: float | None
    answers: int
    run: int
    ticked: int
    passed: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What an interview came to. `headline` and its range are None under five answers, or while no
    row has enough."""

    lines: tuple[AnswerLine, ...]
    rows: tuple[Row, ...]
    headline: float | None
    low: float | None
    high: float | None

    @property
    def words(self) -> str:
        """The headline in words that claim no more than was asked."""
        if self.headline is None:
            return "Too little was asked for one number"
        word = next((word for bar, word in BARS if self.headline >= bar), "Far from the bar")
        return f"{word} on what was asked"

    @property
    def costs(self) -> tuple[AnswerLine, ...]:
        """The answers that cost most, the dearest first; slow right ones last."""
        lost = [line for line in self.lines if line.score < BEST]
        slow = [line for line in self.lines if line.score == BEST and line.slow]
        return (*sorted(lost, key=lambda line: line.score), *slow)[:LISTED]

    @property
    def carried(self) -> tuple[AnswerLine, ...]:
        """The right answers with something to say of them."""
        return tuple(line for line in self.lines if line.came == "right" and line.gained)[:LISTED]

    def counted(self, *, sure: bool) -> tuple[int, int]:
        """Return how many answers of that sureness were right, and how many wrong."""
        own = [line for line in self.lines if line.sure is sure and line.came != "passed"]
        return sum(a.came == "right" for a in own), sum(a.came == "wrong" for a in own)

    @property
    def passed(self) -> int:
        """Questions that were passed."""
        return sum(line.came == "passed" for line in self.lines)

    @property
    def right(self) -> int:
        """Answers that were right."""
        return sum(line.came == "right" for line in self.lines)

    @property
    def judged(self) -> int:
        """Answers with a verdict: all that were not passed."""
        return len(self.lines) - self.passed

    def from_source(self, by: Source) -> int:
        """Return how many verdicts come from there; what was passed has none."""
        return _from_source(self.lines, by)


def make_scorecard(lines: tuple[AnswerLine, ...], seed: int) -> Scorecard:
    """Return the scorecard of these answers; the same seed gives the same range."""
    rows = tuple(_row(skill, lines) for skill in SKILLS)
    headline = _headline(lines)
    low = high = None
    if headline is not None:
        low, high = _range(lines, seed)
    return Scorecard(lines, rows, headline, low, high)


def _row(skill: str, lines: tuple[AnswerLine, ...]) -> Row:
    own = [line for line in lines if line.skill == skill]
    mean = sum(line.score for line in own) / len(own) if len(own) >= ROW_FROM else None
    return Row(
        skill=skill,
        title=SKILLS[skill],
        mean=mean,
        answers=len(own),
        run=_from_source(own, "run"),
        ticked=_from_source(own, "ticks"),
        passed=sum(line.came == "passed" for line in own),
    )


def _from_source(lines: Iterable[AnswerLine], by: Source) -> int:
    return sum(line.by == by for line in lines if line.came != "passed")


def _headline(lines: tuple[AnswerLine, ...]) -> float | None:
    if len(lines) < HEADLINE_FROM:
        return None
    means = [row.mean for row in (_row(skill, lines) for skill in SKILLS) if row.mean is not None]
    return sum(means) / len(means) if means else None


def _range(lines: tuple[AnswerLine, ...], seed: int) -> tuple[float, float]:
    """Return the 5 % and 95 % points of the headline over resamplings within each row."""
    draw = random.Random(seed)
    shown = [
        [line.score for line in lines if line.skill == skill]
        for skill in SKILLS
        if sum(line.skill == skill for line in lines) >= ROW_FROM
    ]
    means = sorted(
        sum(sum(draw.choices(row, k=len(row))) / len(row) for row in shown) / len(shown)
        for _ in range(RESAMPLINGS)
    )
    return means[RESAMPLINGS // 20], means[RESAMPLINGS - RESAMPLINGS // 20 - 1]
