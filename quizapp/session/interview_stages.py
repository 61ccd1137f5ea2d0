"""Where a mock interview stands: one frozen state, its stage a closed union."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from quizapp.bank.presented import EvidenceShown
from quizapp.reports.scorecard import AnswerLine, Scorecard, make_scorecard
from quizapp.session.interview_events import Slot
from quizapp.session.loop import Loop
from quizapp.session.stages import Proof
from quizapp.session.terms import Terms

STANDS = 30.0
"""Seconds for which the clock stands while evidence is read or an unreadable answer is mended."""


def started_minutes(seconds: float) -> int:
    """Return seconds in minutes, a started one counted."""
    return ceil(seconds / 60)


@dataclass(frozen=True, slots=True)
class Preparing:
    """The next question, or the plan, is being made."""


@dataclass(frozen=True, slots=True)
class Answering:
    """A question is open. `evidence` is what was asked for and shown, with its second.

    `prompt` is the question in full where a shorter one is put; `follows` says that it digs deeper.
    """

    loop: Loop
    budget: float
    spent: float = 0.0
    evidence: tuple[tuple[float, EvidenceShown], ...] = ()
    paused: bool = False
    follows: bool = False
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is on disk in these log rows, and what a run says of it."""

    asked: Answering
    line: AnswerLine
    rows: tuple[int, ...]
    proof: Proof = field(default_factory=Proof)


@dataclass(frozen=True, slots=True)
class Sureness:
    """An answer was handed in; how sure is asked before any verdict."""

    asked: Answering


@dataclass(frozen=True, slots=True)
class Ticking:
    """The rubric is gone through, a point at a time, the answer in sight."""

    asked: Answering


@dataclass(frozen=True, slots=True)
class Keeping:
    """The answer is on its way to the disk."""

    asked: Answering
    line: AnswerLine


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict of the last question is shown (only with feedback at once)."""


@dataclass(frozen=True, slots=True)
class Over:
    """The round is over."""


@dataclass(frozen=True, slots=True)
class Aborted:
    """The round cannot go on; answers that were kept stay."""

    text: str
    code: int


Stage = Preparing | Answering | Sureness | Ticking | Keeping | Told | Over | Aborted


@dataclass(frozen=True, slots=True)
class Interview:
    """The state of a round. `spent` is its time in seconds, pauses and standing clocks left out.

    `stands`: the clock stands until the next event, for at most STANDS seconds. `number` counts
    the questions put so far, `put` are their keys, `done` those answered. `depth` and `follows` say
    how deep the question being drawn digs.
    """

    terms: Terms = field(default_factory=Terms)
    stage: Stage = field(default_factory=Preparing)
    slots: tuple[Slot, ...] = ()
    number: int = 0
    depth: int = 0
    follows: bool = False
    put: tuple[str, ...] = ()
    done: tuple[Answered, ...] = ()
    spent: float = 0.0
    touched: float = 0.0
    stands: bool = False
    note: str = ""
    left_out: int = 0

    @property
    def total(self) -> int:
        """Questions put so far and still planned."""
        return self.number + len(self.slots)

    @property
    def lines(self) -> tuple[AnswerLine, ...]:
        """The scorecard's lines so far."""
        return tuple(answered.line for answered in self.done)

    @property
    def scorecard(self) -> Scorecard:
        """What the answers so far come to."""
        return make_scorecard(self.lines, self.terms.seed)

    @property
    def open_question(self) -> Answering | None:
        """The question at hand, if there is one."""
        match self.stage:
            case Answering() as asked:
                return asked
            case Sureness(asked) | Ticking(asked) | Keeping(asked, _):
                return asked
            case _:
                return None

    def counted(self, at: float) -> float:
        """Return the seconds since the last event that count."""
        gap = max(at - self.touched, 0.0)
        match self.stage:
            case Answering(paused=False) | Sureness() | Ticking():
                return max(gap - STANDS, 0.0) if self.stands else gap
            case _:
                return 0.0

    def seconds_left(self, at: float) -> float:
        """Return the seconds of the round that are left at `at`, never below zero."""
        return max(self.terms.seconds - self.spent - self.counted(at), 0.0)

    def question_seconds(self, at: float) -> float:
        """Return the time of the question at hand; it ends when an answer is handed in."""
        match self.stage:
            case Answering(spent=spent):
                return spent + self.counted(at)
            case _:
                asked = self.open_question
                return asked.spent if asked else 0.0
