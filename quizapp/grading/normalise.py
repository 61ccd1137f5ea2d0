"""From what was typed to the text that is read, with a map back to the places as typed.

Every reader works on a `Typed`: the normalised text and, for each of its characters, the place in
the original that it came from, so that a refusal points at what the person sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, combining, decomposition, normalize

MAX_BYTES = 4096
"""The longest text that is read, in bytes of UTF-8."""

_DELETED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
"""Raised digits and signs, and what each stands for."""
_DASHES = "\u2010\u2011\u2012\u2013"
_QUOTES = {'"': '"', "'": "'", "`": "`", "$": "$", "“": "”", "‘": "’"}

_BLANKS = re.compile(" {2,}")

_Marked = list[tuple[str, int]]


class Refused(Exception):
    """A text that is no answer of the type asked: why, and where in the text as typed."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class Typed:
    """Normalised text; `at[i]` is where character i stood, `at[len(text)]` where the text ends."""

    text: str
    at: Sequence[int]

    def cut(self, start: int, end: int | None = None) -> Typed:
        """Return the part from `start` to `end` without blanks around it, with its places."""
        end = len(self.text) if end is None else end
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        end = max(start, start + len(part.strip()))
        return Typed(self.text[start:end], self.at[start : end + 1])

    def replaced(self, pattern: re.Pattern[str], by: str = "") -> Typed:
        """Return the text with `by` for each match; what is put in stands where the match began."""
        text, at, done = "", list[int](), 0
        for match in pattern.finditer(self.text):
            text += self.text[done : match.start()] + by
            at += [*self.at[done : match.start()], *[self.at[match.start()]] * len(by)]
            done = match.end()
        return Typed(text + self.text[done:], [*at, *self.at[done:]]) if done else self

    def refuse(self, reason: str, index: int = 0) -> Refused:
        """Return a refusal that points at character `index` of this text."""
        return Refused(reason, self.at[min(index, len(self.text))])


def normalise(text: str, *, rewrite: bool = True) -> Typed:
    """Return `text` in the one form that readers know, trimmed.

    With `rewrite` superscripts become ``^(...)`` and vulgar fractions ``(p/q)``; words and printed
    output are read without. Raises Refused for texts over MAX_BYTES, control and bidirectional
    characters, and digits in disguise beside a digit.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused(f"longer than {MAX_BYTES} bytes")
    if text.isascii() and text.isprintable():
        return Typed(text, range(len(text) + 1)).cut(0)
    marked = _visible(text)
    if rewrite:
        marked = _rewritten(marked)
    marked = _dashes(_compatible(marked))
    if len(marked) > MAX_BYTES:
        raise Refused(f"longer than {MAX_BYTES} bytes")
    places = (*(place for _, place in marked), len(text))
    return Typed("".join(char for char, _ in marked), places).cut(0)


def unquoted(typed: Typed) -> Typed:
    """Return `typed` without one pair of quotes, back-ticks or dollar signs around it."""
    text = typed.text
    if len(text) < 2 or _QUOTES.get(text[0]) != text[-1]:
        return typed
    inner = text[1:-1]
    return typed if text[0] in inner or text[-1] in inner else typed.cut(1, len(text) - 1)


def squeezed(text: str) -> str:
    """Return `text` with runs of blanks as one; line breaks stay. Linear, so that the patterns
    that split at separators with blanks around them never see a long run."""
    return _BLANKS.sub(" ", text)


def _visible(text: str) -> _Marked:
    """Line breaks and blanks in one spelling, nothing invisible."""
    kept: _Marked = []
    for place, char in enumerate(text):
        if char == "\r":
            if text[place + 1 : place + 2] != "\n":
                kept.append(("\n", place))
        elif char in "\n\u2028\u2029":
            kept.append(("\n", place))
        elif char == "\t":
            kept.append((" ", place))
        elif char.isascii() and char.isprintable():
            kept.append((char, place))
        elif char not in _DELETED:
            kind = category(char)
            if kind in ("Cc", "Cf", "Cs"):
                raise Refused("an invisible control character", place)
            kept.append((" " if kind == "Zs" else char, place))
    return kept


def _rewritten(marked: _Marked) -> _Marked:
    """Superscripts as powers, vulgar fractions in brackets, other number signs refused."""
    out: _Marked = []
    raised = False
    for index, (char, place) in enumerate(marked):
        if char in SUPERSCRIPT:
            if not raised:
                out += [("^", place), ("(", place)]
            out.append((SUPERSCRIPT[char], place))
            raised = True
            continue
        if raised:
            out.append((")", place))
            raised = False
        if char.isascii() or category(char) != "No":
            out.append((char, place))
            continue
        after_digit = bool(out) and category(out[-1][0]) == "Nd"
        fraction = _fraction(char)
        if fraction and not after_digit:
            out += [(part, place) for part in fraction]
        elif fraction:
            raise Refused(f"ambiguous: is {char} added or multiplied?", place)
        elif after_digit or (index + 1 < len(marked) and category(marked[index + 1][0]) == "Nd"):
            raise Refused(f"{char} beside a digit", place)
        else:
            out.append((char, place))
    if raised:
        out.append((")", marked[-1][1] + 1))
    return out


def _fraction(char: str) -> str:
    """Return ``(p/q)`` for a vulgar fraction, else an empty text."""
    kind, *codes = decomposition(char).split() or [""]
    if kind != "<fraction>":
        return ""
    parts = "".join(chr(int(code, 16)) for code in codes).split("\u2044")
    return f"({parts[0]}/{parts[1]})" if len(parts) == 2 and all(parts) else ""


def _compatible(marked: _Marked) -> _Marked:
    """NFKC, one base character with its marks at a time."""
    out: _Marked = []
    index = 0
    while index < len(marked):
        char, place = marked[index]
        index += 1
        if char.isascii() and (index == len(marked) or marked[index][0].isascii()):
            out.append((char, place))
            continue
        cluster = [char]
        while index < len(marked) and combining(marked[index][0]):
            cluster.append(marked[index][0])
            index += 1
        out += [(part, place) for part in normalize("NFKC", "".join(cluster))]
    return out


def _dashes(marked: _Marked) -> _Marked:
    """The minus sign as a hyphen-minus; other dashes too where a number follows."""
    out: _Marked = []
    for index, (char, place) in enumerate(marked):
        if char == "\u2212":
            char = "-"
        elif char in _DASHES and index + 1 < len(marked):
            following = marked[index + 1][0]
            if following == "." or (following.isascii() and following.isdigit()):
                char = "-"
        out.append((char, place))
    return out
