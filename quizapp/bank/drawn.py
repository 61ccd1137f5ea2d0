"""What one draw of a question is, and what may be asked of whoever can run programs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from engines.api import Params, Step, Variant
from engines.protocol import SnippetResult, Witness
from engines.sandbox.protocol import Program, ProgramRun
from engines.values import Acceptance, Ordering, Pairs, Value
from quizapp.bank.code_judge import CodeJudge
from quizapp.bank.line_judge import LineJudge
from quizapp.bank.model import Question, Snippet

if TYPE_CHECKING:
    from quizapp.bank.multipart import PartDrawn

Purpose = Literal["canonical", "plain", "live"]
Language = Literal["tf1", "torch"]


class CannotDraw(Exception):
    """A question cannot be drawn now. `lacks_torch`: it could be, were PyTorch there."""

    def __init__(self, reason: str, *, lacks_torch: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lacks_torch = lacks_torch


class TruthRunner(Protocol):
    """Runs what the app itself does not: snippets, ``truth:`` expressions, the proofs of families,
    a learner's program.

    The first three raise CannotDraw where nothing can be run, and SnippetRefused for what is not
    supported; `program` raises SandboxFailed.
    """

    def snippet(self, source: str, language: Language) -> SnippetResult:
        """Return what the program printed, or the error that ended it."""
        ...

    def expression(self, source: str) -> Value:
        """Return the value of a torch expression."""
        ...

    def proofs(self, family: str, many: Sequence[Params]) -> Sequence[Witness | None]:
        """Return the run of each variant of a family, None where one is too large to be run."""
        ...

    def program(self, program: Program) -> ProgramRun:
        """Return what came of a program; nothing that it does raises."""
        ...

    def programs(self, many: Sequence[Program]) -> None:
        """Take note that these programs will be asked for, so that they can be run together. Never
        raises."""
        ...


@dataclass(frozen=True, slots=True)
class OptionDrawn:
    """One option with its numbers: a stable key, its text, whether it is right, and why (not)."""

    key: str
    text: str
    correct: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw of a question. `acceptance` and `truth` are None for recall, which nobody grades.

    `code` is a snippet's program with its numbers, `run` what the worker said of it; `expression`
    is the torch expression that gave the truth. `judge` decides where a line of code is asked for;
    then `code` has a blank or a wrong line, and `run` is that of the program put right. `program`
    decides where a function is asked for; then `truth` is the author's own.
    """

    question: Question
    seed: int
    purpose: Purpose
    params: Params = field(default_factory=dict)
    variant: Variant | None = None
    acceptance: Acceptance | None = None
    truth: Value | None = None
    options: tuple[OptionDrawn, ...] = ()
    targets: tuple[OptionDrawn, ...] = ()
    code: str = ""
    expression: str = ""
    run: SnippetResult | None = None
    judge: LineJudge | None = None
    parts: tuple[PartDrawn, ...] = ()
    program: CodeJudge | None = None

    def place_of(self, key: str) -> bytes:
        """Return what options, items and slips are sorted by, so that the seed decides."""
        text = f"{self.question.key} {self.seed} {key}"
        return hashlib.blake2b(text.encode(), digest_size=8).digest()

    @property
    def language(self) -> str:
        """The language of a snippet, empty for other kinds."""
        return self.question.language if isinstance(self.question, Snippet) else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The worked solution: a family's steps, or a program's run by nodes or by lines."""
        if self.variant is not None:
            return self.variant.steps
        if self.parts:
            return tuple(
                replace(step, what=f"{part.id}: {step.what}")
                for part in self.parts
                for step in part.variant.steps
            )
        if self.run is None:
            return ()
        if self.run.graph is not None:
            return tuple(Step(*step) for step in self.run.graph.walk())
        return tuple(Step(f"line {s.line}", s.node, s.text) for s in self.run.steps)

    @property
    def right(self) -> str:
        """The truth as shown; options by their text. Empty where a function is asked for: many are
        right, and the author's own is a program rather than a line."""
        if self.program is not None:
            return ""
        if isinstance(self.acceptance, Ordering):
            texts = {option.key: option.text for option in self.options}
            return " → ".join(texts[str(key)] for key in _tuple(self.truth))
        if isinstance(self.acceptance, Pairs):
            texts = {option.key: option.text for option in (*self.options, *self.targets)}
            pairs = (_tuple(pair) for pair in _tuple(self.truth))
            return "; ".join(f"{texts[str(one)]} – {texts[str(other)]}" for one, other in pairs)
        if self.options:
            return "; ".join(option.text for option in self.options if option.correct)
        if self.acceptance is None or self.truth is None:
            return ""
        return self.acceptance.show(self.truth)

    @property
    def answer(self) -> str:
        """What ``{{answer}}`` stands for: the truth as shown, or what a function returns here."""
        if self.program is not None and self.variant is not None:
            return self.variant.acceptance.show(self.variant.truth)
        return self.right


def _tuple(value: Value | None) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()
