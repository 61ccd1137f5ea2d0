"""What only another process can tell: snippets, ``truth:`` expressions, proofs, programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engines.api import Params
from engines.protocol import SnippetResult, Witness
from engines.sandbox.protocol import Program, ProgramRun, encode_request
from engines.values import Value
from quizapp.bank.drawn import CannotDraw
from quizapp.engine_client import EngineClient, EngineFailure
from quizapp.sandbox_client import run_program, run_together

KEPT_PROGRAMS = 256


class WorkerTruths:
    """Asks another process and waits; answers are kept for the app's life, as draws repeat."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client
        self._snippets: dict[tuple[str, str], SnippetResult] = {}
        self._expressions: dict[str, Value] = {}
        self._programs: dict[bytes, ProgramRun] = {}

    def snippet(self, source: str, language: Literal["tf1", "torch"]) -> SnippetResult:
        """Return what the program printed, or its error. Raises CannotDraw."""
        asked = (language, source)
        if asked not in self._snippets:
            try:
                self._snippets[asked] = self._client.snippet(source, language).result()
            except EngineFailure as failure:
                raise _cannot(failure) from failure
        return self._snippets[asked]

    def expression(self, source: str) -> Value:
        """Return the value of a torch expression. Raises CannotDraw."""
        if source not in self._expressions:
            try:
                self._expressions[source] = self._client.expression(source).result()
            except EngineFailure as failure:
                raise _cannot(failure) from failure
        return self._expressions[source]

    def proofs(self, family: str, many: Sequence[Params]) -> Sequence[Witness | None]:
        """Return the run of each variant, None where there is none. Raises CannotDraw."""
        try:
            ran = self._client.witnesses(family, many).result()
        except EngineFailure as failure:
            raise _cannot(failure) from failure
        return [_run(one) for one in ran]

    def program(self, program: Program) -> ProgramRun:
        """Return what came of a program, run in a child of its own. Raises SandboxFailed.

        Complete runs are kept: a known-wrong program is compared with each wrong answer.
        """
        asked = encode_request(program, "")
        if asked in self._programs:
            return self._programs[asked]
        run = run_program(program)
        if run.fault is None:
            self._keep(asked, run)
        return run

    def programs(self, many: Sequence[Program]) -> None:
        """Run beforehand, together where they can be, what `program` will be asked for."""
        for program, run in zip(many, run_together(many), strict=True):
            if run is not None:
                self._keep(encode_request(program, ""), run)

    def _keep(self, asked: bytes, run: ProgramRun) -> None:
        while len(self._programs) >= KEPT_PROGRAMS:
            del self._programs[next(iter(self._programs))]
        self._programs[asked] = run


def _run(one: Witness | EngineFailure) -> Witness | None:
    if not isinstance(one, EngineFailure):
        return one
    if one.code == "too-costly":
        return None
    raise _cannot(one)


def _cannot(failure: EngineFailure) -> CannotDraw:
    return CannotDraw(str(failure), lacks_torch=failure.code == "no-torch")
