"""What one evaluation needs to know about what was asked: the seam between bank and grading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from engines.api import Judgement, LiveSlip
from engines.values import Acceptance, Value

Dialect = Literal["torch", "numpy", "tf1"]


class CannotJudge(Exception):
    """Raised by a judge for what is no answer at all, such as a line that is no Python: `reason`
    says why, and it costs nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OptionAsked:
    """One option as shown: its stable key and its text. The letter is its place, from a.

    `slip` is the name of the slip that makes this option, empty where it is none.
    """

    key: str
    text: str
    why: str = ""
    slip: str = ""


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """An answer that the author knows to be wrong, as source text, and the sentence for it."""

    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one evaluation needs.

    `options` are in the order shown: of a choice, of the items to order, of the left side of pairs,
    whose right side are the `targets`. `judge` decides a design in place of the truth, which then
    is one accepted answer. `dialect` settles what a bare ``float`` means as a dtype. `slip_of`
    names the live slips that show only in what was given (their ids). `counted` are the words that
    the prompt asks "how many" of, which may stand behind a number. `program` is what a line of
    code is typed into; `outcome` says what an answer comes to, so that answers that come to the
    same are the same mistake.
    """

    acceptance: Acceptance
    truth: Value
    live: tuple[LiveSlip, ...] = ()
    known_wrong: tuple[KnownWrong, ...] = ()
    options: tuple[OptionAsked, ...] = ()
    targets: tuple[OptionAsked, ...] = ()
    judge: Callable[[Value], Judgement] | None = None
    slip_of: Callable[[Value], tuple[str, ...]] | None = None
    outcome: Callable[[Value], object] | None = None
    program: str = ""
    parts: tuple[PartAsked, ...] = ()
    dialect: Dialect = "torch"
    counted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartAsked:
    """One part of a question in several. `carried` gives it as it would be asked for the learner's
    own earlier answers (None: they do not fit); it is None where nothing carries over."""

    name: str
    asked: Asked
    weight: float = 1.0
    carried: Callable[[Mapping[str, Value]], Asked | None] | None = None
