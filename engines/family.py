"""The contract of a family: a kind of computation, parameters in, a checked truth out.

This is the closed-form half: frozen data and plain functions over the standard library. The
proving half of a family of the same name lives in ``engines.witness``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engines.ranges import Range
from engines.values import Acceptance, Value

Params = Mapping[str, Value]
ParamKind = Literal["int", "pair", "decimal", "bool", "choice", "vector", "matrix"]
QuestionKind = Literal["compute", "design"]
Level = Literal["beginner", "intermediate", "advanced"]


@dataclass(frozen=True, slots=True)
class Param:
    """One typed parameter. `low` and `high` bound a number, or every entry of a vector or matrix;
    `sizes` bounds the length of a vector, or each side of a matrix, as (least, most). `entry` is
    the kind of the entries. A pair is one whole number for height and width, or two."""

    name: str
    kind: ParamKind
    doc: str
    low: float | None = None
    high: float | None = None
    choices: tuple[Value, ...] = ()
    sizes: tuple[int, int] = (1, 8)
    entry: Literal["int", "decimal"] = "int"
    default: Value | None = None
    """Taken where neither the question nor the command names the parameter; None: required."""
    same_as: str | None = None
    """The parameter whose value is taken where this one is not named (a square image's width)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked solution: ``height with padding | 41 + 3 + 3 | 47``.

    `what` names the quantity, `numbers` the expression with the variant's numbers, `value` what
    it comes to, as shown.
    """

    what: str
    numbers: str
    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The right value and how it comes about."""

    value: Value
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A named wrong way to a wrong value.

    `name` is one of the closed list in ``engines.slips``. `text` says what produces the number, as
    a sentence; ``{{value}}`` and ``{{parameter}}`` stand in it. Either `value` computes the number
    from the parameters, or `when` says whether a given value shows the slip. `steps` gives the
    truth's steps with the numbers of this slip; the first that differs is where the paths part.
    `shown` is what stands for ``{{value}}``; without it the value as the answer's type shows it, or
    of a shape or list the one number that differs from the truth's.
    """

    name: str
    text: str
    value: Callable[[Params], Value | None] | None = None
    steps: Callable[[Params], tuple[Step, ...]] | None = None
    when: Callable[[Params, Value], bool] | None = None
    shown: Callable[[Params], Value] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A family's own best question. Texts hold ``{{parameter}}``, explanations ``{{answer}}``."""

    prompt: str
    explanation: str
    params: Params
    """The canonical parameters: small, memorable, right for a first meeting."""
    vary: Mapping[str, Range] = field(default_factory=dict)
    together: tuple[Params, ...] = ()
    kind: QuestionKind = "compute"
    level: Level = "beginner"
    seconds: int = 60
    tags: tuple[str, ...] = ()
    hints: tuple[str, ...] | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of a design: does it have the property, and the evidence for it.

    `evidence` are lines a person can check, such as one row of the truth table each; `score` is
    the share of the property that holds; `summary` one sentence about what does not hold.
    """

    holds: bool
    score: float
    evidence: tuple[str, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Data for a drawing; `words` says the same in sentences for those who do not see it."""

    sort: Literal["window", "curve", "plane", "mask"]
    data: Mapping[str, Value]
    words: tuple[str, ...]


def _always(_params: Params) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of computation. See the module docstring for what each half does."""

    name: str
    title: str
    """A short noun phrase, like "side of a convolution's output"."""
    topic: str
    formula: str
    params: tuple[Param, ...]
    answer: Callable[[Params], Acceptance]
    """The answer's type and default acceptance for these parameters (the type never changes)."""
    ask: Ask
    truth: Callable[[Params], Truth]
    slips: Mapping[str, Slip] = field(default_factory=dict)
    valid: Callable[[Params], str | None] = _always
    """Why these parameters are impossible or on a knife edge, or None. Typed bounds hold."""
    judge: Callable[[Params, Value], Judgement] | None = None
    inverses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Families that ask the relation backwards -> the parameters they take over; their one
    parameter beyond these takes this family's truth."""
    picture: Callable[[Params], Picture] | None = None

    def __post_init__(self) -> None:
        if len({param.name for param in self.params}) != len(self.params):
            raise ValueError(f"{self.name}: a parameter is declared twice")


@dataclass(frozen=True, slots=True)
class LiveSlip:
    """A slip that is told apart from the truth in one variant.

    `value` is None for a slip that depends on what was given. `parts` is the index of the first
    step that differs from the truth's, None where the slip has no steps.
    """

    id: str
    name: str
    text: str
    value: Value | None
    steps: tuple[Step, ...] | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One draw of a family, ready to be asked: everything grading and screens need."""

    family: str
    params: Params
    acceptance: Acceptance
    truth: Value
    steps: tuple[Step, ...]
    live: tuple[LiveSlip, ...]
    silent: tuple[str, ...]
