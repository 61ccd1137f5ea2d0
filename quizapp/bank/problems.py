"""A problem: one finding in a bank, with its code, its place and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["problem", "warning", "note"]

SNIPPET_WIDTH = 100
"""Characters of a source line that a problem carries."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `line` and `column` count from 1; `column` counts characters.

    `snippet` is the source line, cut to a window around the column where it is long; `caret` is
    the place of the column within it, from 0. Both are empty where there is no source line.
    """

    code: str
    message: str
    path: Path
    line: int = 1
    column: int = 1
    hint: str = ""
    snippet: str = ""
    caret: int = 0
    severity: Severity = "problem"
    question: str = ""


def window(line: str, column: int) -> tuple[str, int]:
    """Return at most SNIPPET_WIDTH characters of `line` around `column`, and the caret's place."""
    if len(line) <= SNIPPET_WIDTH:
        return line, min(column - 1, len(line))
    start = max(0, min(column - 1 - SNIPPET_WIDTH // 2, len(line) - SNIPPET_WIDTH))
    return line[start : start + SNIPPET_WIDTH], column - 1 - start


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence with the nearest spelling, or with all that is known when nothing is near.

    Empty when nothing is known.
    """
    names = sorted(known)
    begun = [name for name in names if len(word) > 2 and name.startswith(word)]
    close = begun[:1] or difflib.get_close_matches(word[:80], names, 1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    if not names:
        return ""
    shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    return f"known are {shown}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file, line and column, each once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (str(p.path), p.line, p.column, p.code)))


def blocks(problems: Iterable[Problem]) -> bool:
    """Whether one of them is a problem, rather than a warning or a note."""
    return any(problem.severity == "problem" for problem in problems)
