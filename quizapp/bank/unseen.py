"""What is not seen in a text, or spoils how the text around it is seen."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

from quizapp.textsafe import MAX_MARKS

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that have no shape."""
_SHOWN = "\n\t"
_MARKS = ("Mn", "Me")


def unseen(text: str) -> str:
    """Return the first character of a text that is not seen, or the first flood of marks on one
    letter; empty where there is neither."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return ""
    if not any(map(_may_matter, set(text))):
        return ""
    marks = ""
    for character in text:
        kind = category(character)
        if character in _BLANK_LETTERS or (kind in _UNSEEN and character not in _SHOWN):
            return character
        marks = marks + character if kind in _MARKS else ""
        if len(marks) > MAX_MARKS:
            return marks
    return ""


@lru_cache(maxsize=4096)
def _may_matter(character: str) -> bool:
    """Whether a character is unseen, or a mark on the one before it."""
    return (
        character in _BLANK_LETTERS
        or (category(character) in _UNSEEN and character not in _SHOWN)
        or category(character) in _MARKS
    )


def named(found: str) -> str:
    """Return what `unseen` found in words."""
    if len(found) > 1:
        return f"more than {MAX_MARKS} marks stand on one letter"
    return f"the invisible character U+{ord(found):04X} stands in the text"
