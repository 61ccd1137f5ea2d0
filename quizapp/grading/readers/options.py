"""The reader of options: by their text, by letter, by place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from engines.values import Option
from quizapp.grading.asked import Asked, OptionAsked
from quizapp.grading.literals import ElementForm, scalar
from quizapp.grading.normalise import Refused, Typed, normalise, squeezed
from quizapp.grading.readers.understood import Understood, shortened
from quizapp.grading.words import folded

_LETTER = re.compile(r"\(?\s*([A-Za-z])\s*[).:]?")
_LABELLED = re.compile(r"\(?([A-Za-z])\s*[).:]\s*(.+)", re.DOTALL)
_PIECES = re.compile(r"\s*[,;+&|\n/]\s*|\s+and\s+|\s+")
_STRONG = re.compile(r"\s*[;\n]\s*")
_LISTED = re.compile(r"\s*[,;|\n]\s*")
_MOST_PIECES = 60
_BRACKETS = re.compile(r"[\[({](.*)[\])}]", re.DOTALL)


def read_option(typed: Typed, asked: Asked) -> Understood:
    """Read one option or several. The text of an option comes first, then letters, then places."""
    chosen = _chosen(typed, asked)
    several = cast(Option, asked.acceptance).multi
    if len(chosen) > 1 and not several:
        raise typed.refuse("choose one")
    indices = sorted(chosen)
    letters = ", ".join(letter(index) for index in indices)
    echo = f"options {letters}"
    if len(indices) == 1:
        text = " ".join(asked.options[indices[0]].text.split())
        echo = f"option {letters}: {shortened(text)}"
    return Understood(tuple(sorted(asked.options[index].key for index in indices)), echo)


def letter(index: int) -> str:
    """Return the letter of the option at `index`, from a."""
    return chr(ord("a") + index)


def _chosen(typed: Typed, asked: Asked) -> set[int]:
    whole_text = squeezed(typed.text)
    whole = _one(whole_text, asked.options)
    if whole is not None:
        return {whole}
    for separator in (_STRONG, _LISTED):
        listed = separator.split(whole_text)
        if len(listed) <= _MOST_PIECES and (named := _all(listed, asked.options)):
            return named
    inner = _BRACKETS.fullmatch(whole_text)
    text = inner[1] if inner else whole_text
    pieces = [piece for piece in _PIECES.split(text.strip()) if piece]
    if len(pieces) > _MOST_PIECES:
        raise typed.refuse("too many options")
    found = _all(pieces, asked.options)
    if found:
        return found
    glued = text.casefold() if len(text) <= len(asked.options) else ""
    last = letter(len(asked.options) - 1)
    if glued.isascii() and glued.isalpha() and all("a" <= char <= last for char in glued):
        return {ord(char) - ord("a") for char in glued}
    raise _unknown(typed, pieces, asked)


def _all(pieces: list[str], options: tuple[OptionAsked, ...]) -> set[int]:
    """Return the options that the pieces name, or none where one of them names none."""
    found = [_one(piece, options) for piece in pieces]
    return {index for index in found if index is not None} if None not in found else set()


def _one(text: str, options: tuple[OptionAsked, ...]) -> int | None:
    """Return the option that `text` names: by text, number, letter or place, in this order."""
    by_text = _by_text(text, options)
    if by_text is not None:
        return by_text
    if (match := _LETTER.fullmatch(text)) is not None:
        index = ord(match[1].casefold()) - ord("a")
        return index if index < len(options) else None
    if (match := _LABELLED.fullmatch(text)) is not None:
        index = ord(match[1].casefold()) - ord("a")
        return index if _by_text(match[2], options) == index else None
    place = re.fullmatch(r"[([]?([0-9]{1,2})[)\].:]?", text)
    if place is not None and not any(_number(option.text) is not None for option in options):
        index = int(place[1]) - 1
        return index if 0 <= index < len(options) else None
    return None


def _by_text(text: str, options: tuple[OptionAsked, ...]) -> int | None:
    for index, option in enumerate(options):
        if option.text.strip() == text.strip():
            return index
    alike = [i for i, option in enumerate(options) if folded(option.text) == folded(text)]
    if len(alike) == 1 and folded(text):
        return alike[0]
    number = _number(text)
    if number is None:
        return None
    equal = [i for i, option in enumerate(options) if _number(option.text) == number]
    return equal[0] if len(equal) == 1 else None


@lru_cache(maxsize=256)
def _number(text: str) -> object:
    try:
        return scalar(normalise(text), ElementForm(expressions=False))[0]
    except Refused:
        return None


def _unknown(typed: Typed, pieces: list[str], asked: Asked) -> Refused:
    last = letter(len(asked.options) - 1) if asked.options else "a"
    at = 0
    for piece in pieces:
        at = typed.text.find(piece, at)
        if _one(piece, asked.options) is None:
            break
    return typed.refuse(f"a letter from a to {last}, or an option's text, is expected", max(at, 0))
