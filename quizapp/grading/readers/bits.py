"""Readers of bits and truth tables: ``101``, ``T F T``, ``yes, no``, ``✓✗``."""

from __future__ import annotations

import re
from typing import cast

from engines.values import Bits, TruthTable
from quizapp.grading.asked import Asked
from quizapp.grading.literals import without_tail
from quizapp.grading.normalise import Refused, Typed
from quizapp.grading.readers.understood import Understood, shortened

_WORDS = {"true": 1, "false": 0, "yes": 1, "no": 0, "on": 1, "off": 0, "t": 1, "f": 0}
_WORDS |= {"y": 1, "n": 0, "1": 1, "0": 0, "1.": 1, "0.": 0, "1.0": 1, "0.0": 0}
_WORDS |= dict.fromkeys("✓✔✅☑", 1) | dict.fromkeys("✗✘❌☐", 0)
_GLUED = "tfyn10✓✔✅☑✗✘❌☐"
_BRACKETED = re.compile(
    r"(?:(?:torch\.|np\.|numpy\.|tf\.)?(?:tensor|array|asarray|constant)\s*)?([\[({<])(.*)([\])}>])",
    re.IGNORECASE | re.DOTALL,
)
_PIECE = re.compile(r"[^\s,;|]+")
_CLOSING = {"[": "]", "(": ")", "{": "}", "<": ">"}
_MAX_BITS = 1000


def read_bits(typed: Typed, asked: Asked) -> Understood:
    """Read a row of yes and no."""
    return _read(typed, cast(Bits, asked.acceptance).length)


def read_truth_table(typed: Typed, asked: Asked) -> Understood:
    """Read the outputs for 00, 01, 10, 11, in this order."""
    return _read(typed, cast(TruthTable, asked.acceptance).length)


def _read(typed: Typed, length: int | None) -> Understood:
    body = _inside(without_tail(typed))
    bits: list[int] = []
    for match in _PIECE.finditer(body.text):
        bits += _piece(body, match)
        if len(bits) > _MAX_BITS:
            raise body.refuse(f"more than {_MAX_BITS} entries", match.start())
    if not bits:
        raise typed.refuse("a 0 or 1 for each is expected")
    if length is not None and len(bits) != length:
        wanted = "1 bit is" if length == 1 else f"{length} bits are"
        raise typed.refuse(f"{wanted} expected, {len(bits)} given", len(typed.text))
    return Understood(tuple(bits), shortened("".join(map(str, bits))))


def _piece(body: Typed, match: re.Match[str]) -> list[int]:
    word = match.group().casefold()
    if word in _WORDS:
        return [_WORDS[word]]
    for offset, char in enumerate(word):
        if char not in _GLUED:
            raise _not_a_bit(body, match.start() + offset)
    return [_WORDS[char] for char in word]


def _not_a_bit(body: Typed, index: int) -> Refused:
    return body.refuse("0 or 1, true or false is expected", index)


def _inside(typed: Typed) -> Typed:
    """Return what stands inside the brackets, if they stand around everything."""
    for _ in range(3):
        match = _BRACKETED.fullmatch(typed.text)
        if match is None or _CLOSING[match[1]] != match[3]:
            break
        typed = typed.cut(match.start(2), match.end(2))
    return typed
