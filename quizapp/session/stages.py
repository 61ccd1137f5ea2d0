"""Where a study or practice session stands: one frozen state, its stage a closed union."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from quizapp.session.events import AwaySort, Receipt
from quizapp.session.loop import Loop
from quizapp.session.tally import Tally

Mode = Literal["study", "practice"]


@dataclass(frozen=True, slots=True)
class Proof:
    """The run line. pending: on its way · ran: it agrees · contradicts: it does not · not-run: and
    why · none: nothing to run."""

    sort: Literal["pending", "ran", "contradicts", "not-run", "none"] = "none"
    line: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Nothing to show yet: the plan, or the next question, is being made."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is open: being answered, or its rubric is being ticked."""

    loop: Loop


@dataclass(frozen=True, slots=True)
class Recording:
    """The outcome is known and on its way to the disk; not acknowledged yet."""

    loop: Loop
    proof: Proof


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome is on disk. What is shown is safe."""

    loop: Loop
    receipt: Receipt
    proof: Proof


@dataclass(frozen=True, slots=True)
class NothingDue:
    """Nothing to study now. `unmet` questions could be met, any topic can be practised."""

    unmet: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over."""

    tally: Tally
    left: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The session cannot go on; everything acknowledged is kept."""

    text: str
    code: int


Stage = Opening | Asking | Recording | Judged | NothingDue | Finished | Broken


@dataclass(frozen=True, slots=True)
class Away:
    """A question that was buried or suspended, and the place it had in the session.

    `asked`: it was open, not answered yet. `due`: when it was to come back as a learning step.
    `answers`: how many had been given in this session.
    """

    key: str
    sort: AwaySort
    asked: bool
    due: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class Study:
    """The state of a session. `spent` is its time in seconds without idle time, `away` what was
    put away in it, the last one last."""

    mode: Mode = "study"
    minutes: int = 30
    stage: Stage = field(default_factory=Opening)
    touched: float = 0.0
    spent: float = 0.0
    number: int = 0
    queue: tuple[str, ...] = ()
    later: tuple[tuple[str, float], ...] = ()
    skipped: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    note: str = ""
    left_out: int = 0
    unmet: int = 0
    away: tuple[Away, ...] = ()

    @property
    def minutes_done(self) -> int:
        """Whole minutes spent."""
        return int(self.spent // 60)

    @property
    def minutes_left(self) -> int:
        """Whole minutes left, never below zero."""
        return max(self.minutes - self.minutes_done, 0)

    @property
    def loop(self) -> Loop | None:
        """The question at hand, if there is one."""
        stage = self.stage
        return stage.loop if isinstance(stage, (Asking, Recording, Judged)) else None

    def without(self, key: str) -> Study:
        """Return the session with a question gone from what is to be asked."""
        return replace(
            self,
            queue=tuple(k for k in self.queue if k != key),
            later=tuple(pair for pair in self.later if pair[0] != key),
            skipped=tuple(k for k in self.skipped if k != key),
        )
