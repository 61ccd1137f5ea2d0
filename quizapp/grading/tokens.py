"""The tokens of numbers, expressions and lists, each with its place and the gap before it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from quizapp.grading.normalise import Typed

MAX_DEPTH = 20
MAX_DIGITS = 400
MAX_EXPONENT = 400
MAX_TOKENS = 4096
MOST_IN_ONE_NUMBER = 500

Sort = Literal["number", "name", "op", "open", "close", "comma", "break", "times"]


_ZERO = Fraction(0)
_PLAIN_DIGITS = re.compile(r"[0-9]{1,18}(?![0-9_.eE, '’])")


class Token(NamedTuple):
    """One token. `text` is its plain spelling, `gap` says that a blank or the start stands before.

    For a number, `value` is exact, its last digit stands for 10 ** `power`, and `whole` says that
    it is written as plain digits.
    """

    sort: Sort
    text: str
    start: int
    end: int
    gap: bool
    value: Fraction = _ZERO
    power: int = 0
    whole: bool = False

    @property
    def unit(self) -> Fraction:
        """What one unit of a number's last digit is worth."""
        return Fraction(10) ** self.power


PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}

_EXPONENT = r"(?:\s*[eE](?P<exp>[+-]?[0-9]+)(?![\w.]))?"
_NUMBER = re.compile(r"(?P<whole>[0-9][0-9_]*)?(?:(?P<dot>\.)(?P<part>[0-9]*))?" + _EXPONENT)
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<by>[,'’ ])[0-9]{3}(?:(?P=by)[0-9]{3})*)(?![0-9])"
    r"(?:(?P<dot>\.)(?P<part>[0-9]*))?" + _EXPONENT
)
_UNDERSCORED = re.compile(r"[1-9][0-9]{0,2}(?:_[0-9]{3})+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*|[πΠ∞∅]")
_TIMES = re.compile(r"[xX×✕✖⨯](?=N\b|N[xX]|None\b)|[xX](?![A-Za-z_])|[×✕✖⨯]")
_BATCH = re.compile(r"(?:N|None)(?=[xX]\s*[0-9(])")
_DEEPER = {"open": 1, "close": -1}
_OPS = {"+": "+", "-": "-", "*": "*", "/": "/", "^": "^", "%": "%", "√": "√", "=": "="}
_OPS |= {"÷": "/", "⁄": "/", "∕": "/", "·": "*", "⋅": "*", "∗": "*", "~": "~", "≈": "~"}
_SIGNS: dict[str, Sort] = {
    **dict.fromkeys(_OPS, "op"),
    **dict.fromkeys("([{<", "open"),
    **dict.fromkeys(")]}>", "close"),
    **dict.fromkeys(";|\n", "break"),
    ",": "comma",
    "?": "name",
}


def tokenise(typed: Typed, *, grouped: bool = False, most: int = MAX_TOKENS) -> list[Token]:
    """Return the tokens of `typed`.

    With `grouped`, thousands may be set off by commas, blanks or apostrophes outside brackets.
    Raises Refused at the first character that belongs to no token, for malformed literals, where
    brackets nest deeper than MAX_DEPTH, and after `most` tokens.
    """
    text, place, depth = typed.text, 0, 0
    found: list[Token] = []
    while True:
        start = place
        while text.startswith(" ", start):
            start += 1
        if start >= len(text):
            return found
        gap = start > place or not found
        token = _next(typed, start, gap, found, grouped and depth == 0)
        depth += _DEEPER.get(token.sort, 0)
        if depth > MAX_DEPTH:
            raise typed.refuse("too many brackets inside each other", start)
        found.append(token)
        if len(found) > most:
            raise typed.refuse("too long", start)
        place = token.end


def _next(typed: Typed, start: int, gap: bool, found: list[Token], grouped: bool) -> Token:
    text = typed.text
    char = text[start]
    if char in "0123456789" or (char == "." and text[start + 1 : start + 2].isdigit()):
        return _number(typed, start, gap, grouped)
    if char == "*" and text.startswith("**", start):
        return Token("op", "^", start, start + 2, gap)
    if (sort := _SIGNS.get(char)) is not None:
        return Token(sort, _OPS.get(char, char), start, start + 1, gap)
    if found and (times := _TIMES.match(text, start)):
        return Token("times", char, start, times.end(), gap)
    if name := _BATCH.match(text, start) or _NAME.match(text, start):
        return Token("name", name.group(), start, name.end(), gap)
    if char.isdigit():
        raise typed.refuse("only the digits 0 to 9", start)
    raise typed.refuse(f"{char!r} does not belong here", start)


def _number(typed: Typed, start: int, gap: bool, grouped: bool) -> Token:
    if plain := _PLAIN_DIGITS.match(typed.text, start):
        text = plain.group()
        return Token("number", text, start, plain.end(), gap, Fraction(int(text)), 0, whole=True)
    match = (_GROUPED.match(typed.text, start) if grouped else None) or _NUMBER.match(
        typed.text, start
    )
    assert match is not None  # the caller has seen a digit
    whole, part, exponent = match["whole"] or "", match["part"] or "", match["exp"]
    if "_" in whole and not _UNDERSCORED.fullmatch(whole):
        raise typed.refuse("groups have three digits each", start)
    separator = match.groupdict().get("by")
    if separator is not None:
        _check_groups(typed, start, match.end(), whole, separator)
        whole = whole.replace(separator, "")
    whole = whole.replace("_", "")
    if len(whole) + len(part) > MAX_DIGITS:
        raise typed.refuse(f"more than {MAX_DIGITS} digits", start)
    power = _power(typed, match.start("exp"), exponent)
    last = power - len(part)
    digits = int(whole + part)
    shown = (whole or "0") + (f".{part}" if part else "") + (f"e{power}" if exponent else "")
    return Token(
        "number",
        shown,
        start,
        match.end(),
        gap,
        Fraction(digits * 10**last) if last >= 0 else Fraction(digits, 10**-last),
        last,
        whole=not match["dot"] and exponent is None,
    )


def _power(typed: Typed, start: int, exponent: str | None) -> int:
    if exponent is None:
        return 0
    if len(exponent) > MAX_DIGITS or abs(int(exponent)) > MAX_EXPONENT:
        raise typed.refuse(f"an exponent beyond ±{MAX_EXPONENT}", start)
    return int(exponent)


def _check_groups(typed: Typed, start: int, end: int, whole: str, separator: str) -> None:
    groups = whole.split(separator)
    # 3,224,224 is how people write the shape of an image; 1,000,000 cannot be one.
    alike = len(groups) > 2 and len(set(groups[1:])) == 1 and groups[1][0] != "0"
    if separator == "," and alike:
        raise typed.refuse(f"looks like a shape: as a number write {''.join(groups)}", start)
    rest = typed.text[end:].lstrip()
    if separator == " " and rest[:1] in ("/", "÷", "⁄", "∕"):
        raise typed.refuse("ambiguous: one number or two?", start)
