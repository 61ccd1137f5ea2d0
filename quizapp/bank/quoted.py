"""Where something stands in a text in double quotes, whose escapes are longer than their sense."""

from __future__ import annotations

import re
from functools import lru_cache

_CHARACTERS = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_PIECE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\n[ ]*|(.))|[ ]*\n\s*|.",
    re.DOTALL,
)


def find_quoted(text: str, start: int, end: int, token: str, nth: int = 0) -> int | None:
    """Return the index in `text` at which the `nth` occurrence (from 0) of `token` begins, within
    the scalar in double quotes from `start` to before `end`; None where it is not found."""
    whole, places = _read(text, start, end)
    found = occurrences(whole, token, 0, len(whole))
    return places[found[nth]] if nth < len(found) and found[nth] < len(places) else None


@lru_cache(maxsize=16)
def occurrences(text: str, token: str, start: int, end: int) -> tuple[int, ...]:
    """Return every index between `start` and `end` at which `token` begins. Kept, since each of
    thousands in one text may be asked for."""
    found: list[int] = []
    at = text.find(token, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(token, at + 1, end)
    return tuple(found)


@lru_cache(maxsize=4)
def _read(text: str, start: int, end: int) -> tuple[str, tuple[int, ...]]:
    """Return what the scalar from `start` to `end` says, and where each character of it begins."""
    said: list[str] = []
    places: list[int] = []
    for piece in _PIECE.finditer(text, start + 1, end - 1):
        character = _character(piece)
        said.append(character)
        places += [piece.start()] * len(character)
    return "".join(said), tuple(places)


def _character(piece: re.Match[str]) -> str:
    """Return what a piece of the source stands for; a fold is a blank, or line breaks."""
    given = piece.group()
    if (code := piece[1] or piece[2] or piece[3]) is not None:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
    if piece[4] is not None:
        return _CHARACTERS.get(piece[4], piece[4])
    if given.startswith("\\"):
        return ""
    breaks = given.count("\n")
    return given if not breaks else "\n" * (breaks - 1) or " "
