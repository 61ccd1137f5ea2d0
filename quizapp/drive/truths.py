"""What only the worker can tell: snippets, ``truth:`` expressions, the proofs of families."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engines.api import Params
from engines.protocol import SnippetResult, Witness
from engines.values import Value
from quizapp.bank.drawn import CannotDraw
from quizapp.engine_client import EngineClient, EngineFailure


class WorkerTruths:
    """Asks the worker and waits; answers are kept for the life of the app, as draws repeat."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client
        self._snippets: dict[tuple[str, str], SnippetResult] = {}
        self._expressions: dict[str, Value] = {}

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


def _run(one: Witness | EngineFailure) -> Witness | None:
    if not isinstance(one, EngineFailure):
        return one
    if one.code == "too-costly":
        return None
    raise _cannot(one)


def _cannot(failure: EngineFailure) -> CannotDraw:
    return CannotDraw(str(failure), lacks_torch=failure.code == "no-torch")
