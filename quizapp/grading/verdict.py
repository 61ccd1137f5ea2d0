"""What a reading and a judgement can come to: closed unions of frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engines.values import Value


@dataclass(frozen=True, slots=True)
class Read:
    """A text that was understood. `echo` is the line under the input: ``(10, 10)``, or an
    expression with its value. `literal` is the text without the mark of doubt and any prefix.
    `tolerance` is what the way of writing allows (memory with a unit), `unit` the unit typed."""

    value: Value
    echo: str
    sure: bool = True
    literal: str = ""
    tolerance: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that was not; `position` counts characters from 0 in the text as typed."""

    reason: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The learner says so: ``?`` or ``idk``."""


Reading = Read | Unreadable | DontKnow


@dataclass(frozen=True, slots=True)
class SlipFound:
    """A slip that explains a wrong answer: `id` within its family or list, `name` across topics."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Right."""


@dataclass(frozen=True, slots=True)
class Near:
    """Right but for its form; `reason` names the form wanted, never a digit of the value."""

    reason: str


@dataclass(frozen=True, slots=True)
class Partial:
    """Partly right: `score` between 0 and 1, and which parts are not, in words."""

    score: float
    which: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Wrong. `sentence` says what produces such a value, or is empty where nothing is known.

    Several slips stand here when they come to one value; `dont_know` when nothing was claimed.
    `detail` says more, and gives parts of the truth away: it is for when the truth is shown.
    """

    slips: tuple[SlipFound, ...] = ()
    sentence: str = ""
    dont_know: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Not readable as an answer of this type: costs nothing."""

    reason: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class EngineError:
    """The engine failed or contradicted itself in `phase`; the learner is never blamed."""

    phase: str
    text: str


Verdict = Correct | Near | Partial | Wrong | Invalid | EngineError


@dataclass(frozen=True, slots=True)
class Graded:
    """One judged text. `evidence` are a judge's lines; `reading` is None if nothing was read."""

    verdict: Verdict
    reading: Reading | None = None
    sure: bool = True
    evidence: tuple[str, ...] = ()
