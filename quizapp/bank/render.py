"""Problems as text for people, as plain data for programs, and as annotations for GitHub."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from quizapp.bank.problems import Problem
from quizapp.textsafe import clean

Format = Literal["text", "json", "github"]

_GITHUB = {"problem": "error", "warning": "warning", "note": "notice"}
_MARKS = {"problem": "", "warning": "warning: ", "note": "note: "}


def as_text(problem: Problem, base: Path | None = None) -> str:
    """Return `path:line:col: CODE message`, the source line with a caret, and what to do next."""
    head = f"{_path(problem, base)}:{problem.line}:{problem.column}: {problem.code} "
    lines = [clean(f"{head}{_MARKS[problem.severity]}{problem.message}", lines=False)]
    if problem.snippet.strip():
        before = clean(problem.snippet[: problem.caret])
        lines += [f"    {clean(problem.snippet)}", f"    {' ' * _width(before)}^"]
    if problem.hint:
        lines.append(clean(f"    {problem.hint}"))
    return "\n".join(lines)


def _width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # its tables take a while, and most lines are plain

    return max(wcswidth(text), 0)


def as_github(problem: Problem, base: Path | None = None) -> str:
    """Return a workflow command that GitHub shows beside the line."""
    place = f"file={_property(_path(problem, base))},line={problem.line},col={problem.column}"
    text = problem.message + (f" ({problem.hint})" if problem.hint else "")
    command = f"::{_GITHUB[problem.severity]} {place},title={problem.code}::"
    return command + _escape(clean(text, lines=False))


def problem_object(problem: Problem, base: Path | None) -> dict[str, Any]:
    """Return a problem as plain data, its path as short as it can be typed from `base`; `snippet`
    is the line in the file, or a part of it, and `caret` the column's place within it, from 0."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "path": _path(problem, base),
        "line": problem.line,
        "column": problem.column,
        "question": problem.question,
        "message": problem.message,
        "hint": problem.hint,
        "snippet": problem.snippet,
        "caret": problem.caret,
    }


def _path(problem: Problem, base: Path | None) -> str:
    """Return the path as short as it can be typed from `base`."""
    path = problem.path
    if base is not None and path.is_absolute() and path.is_relative_to(base):
        path = path.relative_to(base)
    return clean(str(path), lines=False)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
