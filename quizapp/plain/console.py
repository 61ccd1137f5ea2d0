"""Where line mode reads and writes. Tests hand in their own lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Protocol


class Stopped(Exception):
    """The input ended, or the learner pressed ctrl+c. `interrupted` tells the second."""

    def __init__(self, *, interrupted: bool) -> None:
        super().__init__("interrupted" if interrupted else "end of input")
        self.interrupted = interrupted


class Console(Protocol):
    """Lines out, lines in."""

    def say(self, lines: Iterable[str]) -> None:
        """Print lines, at once."""
        ...

    def ask(self, prompt: str) -> str:
        """Print `prompt` without a line break and return the line typed. Raises Stopped."""
        ...


class StandardConsole:
    """The terminal, or whatever stdin and stdout are."""

    def say(self, lines: Iterable[str]) -> None:
        """Print lines and flush, so that what is acknowledged is out of the process."""
        for line in lines:
            sys.stdout.write(self._encodable(line) + "\n")
        sys.stdout.flush()

    def ask(self, prompt: str) -> str:
        """Return one line typed. Raises Stopped at the end of input or ctrl+c."""
        try:
            return self._read(self._encodable(prompt) + " ")
        except KeyboardInterrupt:
            raise Stopped(interrupted=True) from None
        except EOFError:
            raise Stopped(interrupted=False) from None
        except UnicodeDecodeError:
            return "\ufffd"

    def _read(self, prompt: str) -> str:
        if sys.stdin.isatty() and sys.stdout.isatty():
            # Imported for what it does to input(): arrow keys and history on the line.
            import readline  # noqa: F401

            return input(prompt)
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        sys.stdout.write("\n")
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    @staticmethod
    def _encodable(text: str) -> str:
        encoding = sys.stdout.encoding or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)


class PipedConsole(StandardConsole):
    """Stdin and stdout of a script: what is read is data, and no prompt is printed for it."""

    def ask(self, prompt: str) -> str:
        """Return the next line. Raises Stopped at the end of input or ctrl+c."""
        return super().ask("")

    def _read(self, prompt: str) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")
