"""The truths that only the worker knows: snippets and ``truth:`` expressions."""

from __future__ import annotations

from typing import Literal

from engines.protocol import SnippetResult
from engines.values import Value
from quizapp.bank.drawing import CannotDraw
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


def _cannot(failure: EngineFailure) -> CannotDraw:
    return CannotDraw(str(failure), lacks_torch=failure.code == "no-torch")
