"""Drawing a question that asks for a function: the cases on which it must agree with the family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from engines import api
from engines.api import Params
from engines.values import Program, show_value
from quizapp.bank.code_judge import CodeCase, CodeJudge, ProgramRunner, call_of
from quizapp.bank.drawn import CannotDraw, Drawn

if TYPE_CHECKING:
    from quizapp.bank.model import Code

MOST_CASES = 20
DRAWN_CASES = 8
"""Cases drawn from the ranges, beside the question's own parameters and those of its author."""


def draw_code(
    drawn: Drawn, question: Code, cases: Iterable[Params], runner: ProgramRunner | None
) -> Drawn:
    """Return the draw with its judge over `cases`, the draw's own parameters first.

    Raises CannotDraw.
    """
    if runner is None:
        raise CannotDraw("its function is run beside the app", lacks_torch=True)
    family = question.family or ""
    try:
        variants = [
            api.variant(family, params, slips=question.slips, slip_texts=question.slip_texts)
            for params in _different(cases)
        ]
    except api.BadParams as problem:
        raise CannotDraw(str(problem)) from problem
    made = tuple(CodeCase(call_of(one.params, question.arguments), one) for one in variants)
    return replace(
        drawn,
        variant=variants[0],
        acceptance=Program(question.entry),
        truth=question.solution.rstrip(),
        program=CodeJudge(question.entry, made, runner),
    )


def starter_of(question: Code) -> str:
    """Return what the learner begins with: the author's text, or the first line of the function."""
    if question.starter is not None:
        return question.starter.rstrip("\n")
    return f"def {question.signature}:\n    "


def _different(many: Iterable[Params]) -> Iterator[Params]:
    """Yield parameters that were not there before, MOST_CASES at most."""
    seen: set[str] = set()
    for params in many:
        told = ", ".join(f"{name}={show_value(value)}" for name, value in sorted(params.items()))
        if told not in seen and len(seen) < MOST_CASES:
            seen.add(told)
            yield params
