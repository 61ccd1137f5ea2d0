"""The line under the input while somebody types: how the text is read, or where it cannot be."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from quizapp.grading.asked import Asked
from quizapp.grading.reading import read
from quizapp.grading.verdict import DontKnow, Read, Reading

_HEAD = "can't read  "


def echo_line(text: str, asked: Asked) -> str:
    """Return ``read as  (16, 19, 19)``, or what cannot be read with a caret and the reason below.

    Empty for a blank text.
    """
    return echo_of(read(text, asked), text) if text.strip() else ""


def echo_of(reading: Reading, text: str) -> str:
    """Return the words for a reading of `text`, one line, or two with a caret in the second."""
    match reading:
        case Read(echo=echo, sure=sure):
            return f"read as  {echo}" + ("" if sure else "   not sure")
        case DontKnow():
            return "read as  I don't know"
    shown = text.replace("\n", " ").replace("\t", " ").rstrip()
    if reading.position is None:
        return f"{_HEAD}{shown}\n{reading.reason}"
    column = len(_HEAD) + sum(map(_width, shown[: reading.position]))
    return f"{_HEAD}{shown}\n{' ' * column}^ {reading.reason}"


def _width(char: str) -> int:
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
