"""A learner's line in a program: the blank that it fills, or the line that it replaces.

Pure text. Whether the program then does what it must is for a run to say.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass
from typing import Literal

Mode = Literal["fill", "fix"]

_BLANK = re.compile(r"_{4,}")
_NUMBERED = re.compile(r"(?:line\s*)?(\d{1,3})\s*(?::\s*|[.)]\s+|\s+(?=[A-Za-z_]))", re.IGNORECASE)
_PROMPT = re.compile(r"(?:>>>|\.\.\.)\s+")
_SIMILAR = 0.4
"""A replacement without a number is taken for the line it is at least so similar to, 0 to 1."""


class NoPlace(Exception):
    """A text that has no place in the program; `position` counts characters from 0."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class Placed:
    """A program with the learner's line in it, the line's number from 1, and the line itself."""

    program: str
    number: int
    line: str


def blanks(program: str) -> int:
    """Return how many blanks, rows of four or more ``_``, a program has."""
    return len(_BLANK.findall(program))


def place(program: str, text: str, mode: Mode) -> Placed:
    """Return the program with `text` in its blank, or in place of the line that it names.

    A replacement is written ``3: y = x.t()``; without the number it goes where the most similar
    line stands. Raises NoPlace.
    """
    text = _PROMPT.sub("", text.strip(), count=1)
    return _filled(program, text) if mode == "fill" else _mended(program, text)


def _filled(program: str, text: str) -> Placed:
    blank = _BLANK.search(program)
    if blank is None:
        raise NoPlace("the program has no blank")
    number = program.count("\n", 0, blank.start()) + 1
    line = program.split("\n")[number - 1]
    start = blank.start() - (program.rfind("\n", 0, blank.start()) + 1)
    before, after = line[:start], line[start + len(blank.group()) :]
    # Who types the whole line means the whole line.
    head = before.strip()
    if head and _squeezed(text).startswith(_squeezed(head)) and len(text) > len(head):
        return _with_line(program, number, text)
    return _with_line(program, number, f"{before.lstrip()}{text}{after}")


def _mended(program: str, text: str) -> Placed:
    lines = program.split("\n")
    match = _NUMBERED.match(text)
    if match is not None:
        number, text = int(match[1]), text[match.end() :].strip()
        if not 1 <= number <= len(lines):
            raise NoPlace(f"the program has {len(lines)} lines", match.start(1))
        if not text:
            raise NoPlace("what shall stand there? To take a line out, write pass", match.end())
        return _with_line(program, number, text)
    if text.isdigit():
        raise NoPlace(
            "what shall stand there? Write it behind the number, like 3: x = 1", len(text)
        )
    return _with_line(program, _most_similar(lines, text), text)


def _most_similar(lines: list[str], text: str) -> int:
    """Return the number of the line that `text` is most like. Raises NoPlace where none is."""
    likeness = [difflib.SequenceMatcher(None, line.strip(), text).ratio() for line in lines]
    best = max(likeness)
    if best < _SIMILAR:
        raise NoPlace("which line? Put its number before, like 3: x = 1")
    return likeness.index(best) + 1


def _with_line(program: str, number: int, text: str) -> Placed:
    """Replace a line, whose indentation stays."""
    lines = program.split("\n")
    old = lines[number - 1]
    new = old[: len(old) - len(old.lstrip())] + text.strip()
    lines[number - 1] = new
    return Placed("\n".join(lines), number, new.strip())


def _squeezed(text: str) -> str:
    return "".join(text.split())


def same_code(one: str, other: str) -> bool:
    """Return whether two texts are the same Python, spaces, quotes and brackets aside."""
    return _written(one) == _written(other)


def _written(text: str) -> str:
    try:
        return ast.unparse(ast.parse(text.strip()))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(text.split())
