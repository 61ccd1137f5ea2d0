"""From what happened at a question to the rating that is suggested. Time never lowers one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.srs.state import Rating

VerdictClass = Literal["correct", "near", "partial", "wrong"]
Tick = Literal["y", "n", "p"]
Role = Literal["must", "nice", "red_flag", "ask"]

MANY_ANSWERS = 20
"""From this many possible answers on, a right one is not luck."""
PARTIAL_PASS = 0.8
NUDGE = 1
"""The depth of the first hint; deeper ones give the formula away."""
HARD_RUNS = 3


@dataclass(frozen=True, slots=True)
class Rubric:
    """The ticks of a recall question: `musts` points that must be said, `missing` of them not (a
    point partly said is half of one), `red_flags` wrong claims that were made, in part or whole."""

    musts: int
    missing: float
    red_flags: int

    @classmethod
    def of(cls, ticks: Sequence[tuple[Role, Tick]]) -> Rubric:
        """Count the ticks: y said, n not, p partly. Nice and ask points never lower a rating."""
        musts = [tick for role, tick in ticks if role == "must"]
        return cls(
            musts=len(musts),
            missing=sum({"y": 0.0, "p": 0.5, "n": 1.0}[tick] for tick in musts),
            red_flags=sum(role == "red_flag" and tick != "n" for role, tick in ticks),
        )

    @property
    def share(self) -> float:
        """The share of the must points that were said, between 0 and 1; 1 when there are none."""
        return 1 - self.missing / self.musts if self.musts else 1.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened at one question.

    `outcome` is the final verdict's class; near is right for the second time in the wrong form.
    `first_try`: the first readable answer was it. `slip_named`: an earlier try matched a slip.
    `hint` is the deepest hint opened: 0 none, 1 the nudge, 2 the formula, and so on. `shown`: the
    solution was shown before the answer. `dont_know`: ``?`` alone. `possible_answers` is how many
    could have been given, None for no bound. `rubric` stands for recall, `runs` (which run was
    accepted, from 1) for design and code.
    """

    outcome: VerdictClass
    first_try: bool = True
    slip_named: bool = False
    sure: bool = True
    hint: int = 0
    shown: bool = False
    dont_know: bool = False
    score: float = 0.0
    first_meeting: bool = False
    possible_answers: int | None = None
    rubric: Rubric | None = None
    runs: int | None = None


def suggest(facts: Facts) -> Rating:
    """Return the rating to suggest."""
    if facts.dont_know or facts.shown or facts.hint > NUDGE:
        return Rating.AGAIN
    rating = _by_kind(facts)
    helped = facts.hint == NUDGE or not facts.sure
    return min(rating, Rating.HARD) if helped else rating


def rate_rubric(rubric: Rubric) -> Rating:
    """Return good for all musts and no red flag, hard when at most one must of three or more is
    missing, else again."""
    if rubric.red_flags:
        return Rating.AGAIN
    if rubric.missing == 0:
        return Rating.GOOD
    return Rating.HARD if rubric.musts >= 3 and rubric.missing <= 1 else Rating.AGAIN


def rate_runs(runs: int) -> Rating:
    """Return good for a first run that was accepted, hard up to the third, else again."""
    if runs <= 1:
        return Rating.GOOD
    return Rating.HARD if runs <= HARD_RUNS else Rating.AGAIN


def _by_kind(facts: Facts) -> Rating:
    if facts.rubric is not None:
        return rate_rubric(facts.rubric)
    match facts.outcome:
        case "wrong":
            return Rating.AGAIN
        case "partial":
            return Rating.HARD if facts.score >= PARTIAL_PASS else Rating.AGAIN
        case "correct" | "near":
            if facts.runs is not None:
                return rate_runs(facts.runs)
            return _rate_right(facts)


def _rate_right(facts: Facts) -> Rating:
    if not facts.first_try:
        return Rating.AGAIN if facts.slip_named else Rating.HARD
    if facts.outcome == "near":
        return Rating.HARD
    open_field = facts.possible_answers is None or facts.possible_answers >= MANY_ANSWERS
    return Rating.EASY if facts.first_meeting and open_field and facts.sure else Rating.GOOD
