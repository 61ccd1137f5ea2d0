"""What a snippet run returns, in the standard library only, so that a protocol can carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engines.graph.picture import GraphPicture


@dataclass(frozen=True, slots=True)
class SnippetError:
    """The error that ended a snippet: class name, whole message, line where it arose (1-based)."""

    type: str
    message: str
    line: int

    @property
    def first_line(self) -> str:
        """The first line of the message, which is what a terminal shows last."""
        return self.message.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class SnippetStep:
    """One step of the worked run: the line, the node or name it is about, what happened there."""

    line: int
    node: str
    text: str


@dataclass(frozen=True, slots=True)
class SnippetResult:
    """What a snippet printed, the error that ended it (None when none did), its steps, and the
    graph that it built (None in a language without one)."""

    stdout: str
    error: SnippetError | None = None
    steps: tuple[SnippetStep, ...] = ()
    graph: GraphPicture | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a form that `json.dumps` takes and `from_json` reads back."""
        error = self.error
        return {
            "stdout": self.stdout,
            "error": None
            if error is None
            else {"type": error.type, "message": error.message, "line": error.line},
            "steps": [[step.line, step.node, step.text] for step in self.steps],
            "graph": None if self.graph is None else self.graph.to_json(),
        }

    @staticmethod
    def from_json(form: Mapping[str, Any]) -> SnippetResult:
        """Return the result that `form` stands for. Raises ValueError when it stands for none."""
        try:
            given = form["error"]
            error = (
                None
                if given is None
                else SnippetError(str(given["type"]), str(given["message"]), int(given["line"]))
            )
            steps = tuple(
                SnippetStep(int(line), str(node), str(text)) for line, node, text in form["steps"]
            )
            drawn = form["graph"]
            graph = None if drawn is None else GraphPicture.from_json(drawn)
            return SnippetResult(str(form["stdout"]), error, steps, graph)
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"not the JSON form of a snippet result: {problem}") from problem


class SnippetRefused(Exception):
    """A snippet uses something outside the allow-list, or reaches a cap.

    `line` and `column` are 1-based, `name` is what was refused as the author wrote it, `nearest`
    the closest supported thing or None, `reason` the sentence about it.
    """

    def __init__(
        self, line: int, column: int, name: str, nearest: str | None = None, reason: str = ""
    ) -> None:
        self.line = line
        self.column = column
        self.name = name
        self.nearest = nearest
        self.reason = reason or f"`{name}` is not supported in snippets"
        hint = f"; nearest: `{nearest}`" if nearest else ""
        super().__init__(f"line {line}, column {column}: {self.reason}{hint}")

    def to_json(self) -> dict[str, Any]:
        """Return the fields as a form that `json.dumps` takes and `from_json` reads back."""
        return {
            "line": self.line,
            "column": self.column,
            "name": self.name,
            "nearest": self.nearest,
            "reason": self.reason,
        }

    @staticmethod
    def from_json(form: Mapping[str, Any]) -> SnippetRefused:
        """Return the refusal that `form` stands for. Raises ValueError when it stands for none."""
        try:
            nearest = form["nearest"]
            return SnippetRefused(
                int(form["line"]),
                int(form["column"]),
                str(form["name"]),
                None if nearest is None else str(nearest),
                str(form["reason"]),
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"not the JSON form of a refusal: {problem}") from problem
