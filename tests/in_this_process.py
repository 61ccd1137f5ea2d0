"""A runner that needs no worker: programs, expressions and proofs run in the test's process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch

from engines.api import Params
from engines.graph import evaluate_expression, run_snippet
from engines.protocol import SnippetResult, Witness
from engines.prove import prove_many
from engines.sandbox.protocol import Program, ProgramRun
from engines.values import Value
from quizapp.bank.drawn import CannotDraw
from quizapp.sandbox_client import run_program, run_together


class InThisProcess:
    """Runs programs and expressions here, as the worker runs them in its own process; each of them
    once, as the app does."""

    def __init__(self) -> None:
        self._programs: dict[str, ProgramRun] = {}
        self._snippets: dict[tuple[str, str], SnippetResult] = {}

    def program(self, program: Program) -> ProgramRun:
        asked = repr(program)
        if asked not in self._programs:
            self._programs[asked] = run_program(program)
        return self._programs[asked]

    def programs(self, many: Sequence[Program]) -> None:
        for program, run in zip(many, run_together(many), strict=True):
            if run is not None:
                self._programs[repr(program)] = run

    def snippet(self, source: str, language: Literal["tf1", "torch"]) -> SnippetResult:
        asked = (source, language)
        if asked not in self._snippets:
            self._snippets[asked] = run_snippet(source, language)
        return self._snippets[asked]

    def expression(self, source: str) -> Value:
        try:
            return evaluate_expression(source)
        except ValueError as error:
            raise CannotDraw(str(error)) from error

    def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
        ran = prove_many(family, many, torch, "cpu")
        return [None if isinstance(one, Exception) else one for one in ran]
