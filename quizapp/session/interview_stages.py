"""Where a mock interview stands: one frozen state, its stage a closed union."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.bank.presented import EvidenceShown
from quizapp.reports.scorecard import AnswerLine, Scorecard
from quizapp.session.interview_events import Slot, Terms
from quizapp.session.loop import Loop


@dataclass(frozen=True, slots=True)
class Preparing:
    """The next question, or the plan, is being made."""


@dataclass(frozen=True, slots=True)
class Answering:
    """A question is open. `evidence` is what was asked for and shown, with its second."""

    loop: Loop
    budget: float
    spent: float = 0.0
    evidence: tuple[tuple[float, EvidenceShown], ...] = ()
    paused: bool = False


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

    asked: Answering
    line: AnswerLine


@dataclass(frozen=True, slots=True)
class Over:
    """The round is over."""

    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class Aborted:
    """The round cannot go on; answers that were kept stay."""

    text: str
    code: int


Stage = Preparing | Answering | Sureness | Ticking | Keeping | Told | Over | Aborted


@dataclass(frozen=True, slots=True)
class Interview:
    """The state of a round. `spent` is its time in seconds, pauses and free time left out.

    `free` says that the time until the next event does not count.
    """

    terms: Terms = field(default_factory=lambda: Terms(15))
    stage: Stage = field(default_factory=Preparing)
    slots: tuple[Slot, ...] = ()
    planned: int = 0
    number: int = 0
    depth: int = 0
    asked: tuple[str, ...] = ()
    lines: tuple[AnswerLine, ...] = ()
    spent: float = 0.0
    touched: float = 0.0
    free: bool = False
    note: str = ""
    left_out: int = 0

    @property
    def seconds_left(self) -> float:
        """Seconds of the round that are left, never below zero."""
        return max(self.terms.minutes * 60 - self.spent, 0.0)

    @property
    def open_question(self) -> Answering | None:
        """The question at hand, if there is one."""
        match self.stage:
            case Answering() as asked:
                return asked
            case Sureness(asked) | Ticking(asked) | Keeping(asked, _) | Told(asked, _):
                return asked
            case _:
                return None
