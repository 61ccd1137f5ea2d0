"""A console that types what a test gives it and keeps what was said."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.plain.console import Stopped


class ScriptedConsole:
    """Types the given lines one by one; then the input ends, as if by ctrl+d."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.said: list[str] = []

    def say(self, lines: Iterable[str]) -> None:
        """Keep the lines."""
        self.said += lines

    def ask(self, prompt: str) -> str:
        """Return the next line to type. Raises Stopped when there is none."""
        self.said.append(prompt)
        if not self._lines:
            raise Stopped(interrupted=False)
        return self._lines.pop(0)

    @property
    def text(self) -> str:
        """Everything said, as one text."""
        return "\n".join(self.said)
