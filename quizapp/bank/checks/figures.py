"""The numbers that a text names, in digits or in words: 1,024, 10⁻³, 5 %, 64K, three, half."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from quizapp.grading.normalise import SUPERSCRIPT

_WORDS = {
    **dict.fromkeys(("no", "zero", "without", "none", "nothing", "unpadded"), 0),
    **dict.fromkeys(("one", "single", "once", "alone", "unit"), 1),
    **dict.fromkeys(("two", "twice", "pair", "both", "double", "doubled", "doubles"), 2),
    **dict.fromkeys(("three", "triple", "thrice"), 3),
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHARES = {
    **dict.fromkeys(("half", "halves", "halved"), 2),
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "tenth": 10,
    "hundredth": 100,
    "thousandth": 1000,
}
_VULGAR = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅛": Fraction(1, 8),
}
_FORMAT = re.compile(r"\b(?:fp|b?float|u?int|bf)(8|16|32|64)\b")
"""Number formats, which say their bytes."""
_SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
    "g": 10**9,
    "t": 10**12,
    "ki": 2**10,
    "mi": 2**20,
    "gi": 2**30,
}
_RAISED = str.maketrans(SUPERSCRIPT)
_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:[,'\u202f\u2009 ]\d{3})+(?!\d)|\d{1,18}|(?<![\w.])(?=\.\d))"
    r"(?:\.(?P<part>\d{1,18}))?"
    r"(?:[eE](?P<exp>[+−-]?\d{1,3}))?"
    r"(?:\^[({]?(?P<power>[−-]?\d{1,3})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))?"
    r"(?:\s?(?P<percent>%|per ?cent)"
    r"|\s?(?P<scale>thousand|million|billion|trillion|[KkMBGT]i?)(?![a-z]))?"
)
_WORD = re.compile(r"[a-z]+")
_SIZE = re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)")


def figures(text: str) -> frozenset[Fraction]:
    """Return every number that a text may be read to name; more rather than fewer."""
    return in_digits(text) | frozenset(_words(text.casefold()))


def in_digits(text: str) -> frozenset[Fraction]:
    """Return the numbers that a text names in digits."""
    return frozenset(number for each in readings(text) for number in each)


def readings(text: str) -> Iterator[tuple[Fraction, ...]]:
    """Yield what each number in digits may be read as: with and without its power or its scale,
    and with what it is multiplied with or divides."""
    text = _SIZE.sub(" × ", text)
    last: Fraction | None = None
    end = 0
    for match in _NUMBER.finditer(text):
        whole = re.sub(r"\D", "", match["whole"]) or "0"
        plain = Fraction(f"{whole}.{match['part'] or 0}")
        plain *= Fraction(10) ** int((match["exp"] or "0").replace("−", "-"))
        value = plain
        if raised := match["power"] or match["raised"]:
            exponent = int(raised.translate(_RAISED).replace("−", "-"))
            if plain and abs(exponent) <= 400:
                value = plain**exponent
        if match["percent"]:
            value /= 100
        read = [plain, -plain]
        if match["scale"]:
            value *= _SCALES[match["scale"].casefold()]
            read += [value / 10**power for power in (3, 6, 9)]  # as so many thousands, millions
        read += [value, -value]
        between = text[end : match.start()].strip()
        if last is not None and between in ("·", "×", "*"):
            read.append(last * value)
        if last is not None and between == "/" and value:
            read.append(last / value)
        yield tuple(read)
        last, end = value, match.end()


def _words(text: str) -> Iterator[Fraction]:
    yield from (_VULGAR[sign] for sign in text if sign in _VULGAR)
    yield from (Fraction(int(bits[1]), 8) for bits in _FORMAT.finditer(text))
    yield from (-number for number in _said(text))
    yield from _said(text)


def _said(text: str) -> Iterator[Fraction]:
    """Yield the numbers that are said in words, in small letters."""
    words = [match.group() for match in _WORD.finditer(text)]
    for i, word in enumerate(words):
        number = _WORDS.get(word)
        if number is None:
            if word in _SHARES or word.rstrip("s") in _SHARES:
                share = _SHARES.get(word) or _SHARES[word.rstrip("s")]
                before = _WORDS.get(words[i - 1], 1) if i else 1
                yield from (Fraction(1, share), Fraction(before, share))
            continue
        yield Fraction(number)
        product = number
        for following in words[i + 1 : i + 3]:
            if _WORDS.get(following, 0) < 100:
                break
            product *= _WORDS[following]
            yield from (Fraction(product, 10**power) for power in (0, 3, 6, 9))
        if number >= 20 and i + 1 < len(words) and 0 < _WORDS.get(words[i + 1], 0) < 10:
            yield Fraction(number + _WORDS[words[i + 1]])
