"""The one base of every error that a person is meant to read."""

from __future__ import annotations

from quizapp.diagnostics import ExitCode


class QuizappError(Exception):
    """What happened and where (`message`), what to do next (`hint`), and how the process ends.

    `message` and `hint` are plain sentences; they may quote untrusted text, because
    `diagnostics` cleans whatever it writes. Subclasses set `code` for their kind.
    """

    code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str = "", code: ExitCode | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(QuizappError):
    """The command line or the configuration asks for something that cannot be."""

    code = ExitCode.USAGE


class EnvironmentProblem(QuizappError):
    """The machine, the disk, the database or the engine does not let us."""

    code = ExitCode.ENVIRONMENT
