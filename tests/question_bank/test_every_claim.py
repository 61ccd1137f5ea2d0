"""Every claim of the bundled bank, put through engine, parser and grader with drawn numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
import torch

import question_bank
from engines.api import Params
from engines.graph import SnippetResult, evaluate_expression, run_snippet
from engines.protocol import Witness
from engines.prove import prove_many
from engines.sandbox.protocol import Program, ProgramRun
from engines.values import Value
from quizapp.bank.check import check_paths
from quizapp.sandbox_client import run_program
from tests.scale import n

FOLDER = Path(str(question_bank.__file__)).parent


class InThisProcess:
    """Runs programs and expressions here, as the worker runs them in its own process."""

    def program(self, program: Program) -> ProgramRun:
        return run_program(program)

    def snippet(self, source: str, language: Literal["tf1", "torch"]) -> SnippetResult:
        return run_snippet(source, language)

    def expression(self, source: str) -> Value:
        return evaluate_expression(source)

    def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
        ran = prove_many(family, many, torch, "cpu")
        return [None if isinstance(one, Exception) else one for one in ran]


@pytest.mark.soak
def test_nothing_in_the_bank_is_wrong_unproved_or_worth_a_warning() -> None:
    checked = check_paths([FOLDER], seeds=n(50, 10), runner=InThisProcess())
    assert [f"{p.path.name}:{p.line} {p.code} {p.message}" for p in checked.problems] == []
    assert checked.tally.not_run == 0
    assert checked.tally.runs > 0


def test_without_pytorch_the_rest_is_still_proved() -> None:
    checked = check_paths([FOLDER], seeds=2)
    assert {problem.code for problem in checked.problems} <= {"QB514"}
    assert 0 < checked.tally.not_run < checked.tally.questions // 2
