"""Words and phrases as they are compared: folded forms, synonyms, one slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from quizapp.grading.normalise import Typed, unquoted

_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]")
_FINAL = ".,;:!?"
_ARTICLE = re.compile(r"\A(?:the|an?) (?=\w)")
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[sdr]?|ers|ing|ations?)\b)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our(?=s?\b)"), "or"),
    (re.compile(r"(?<=[a-z]{2})tre(?=s?\b)"), "ter"),
    (re.compile(r"(?<=[a-z][aeiou])ll(?=(?:ed|ing|er)\b)"), "l"),
)
"""Where British spelling differs from American, and how the latter has it."""
FEWEST_LETTERS = 6


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """Return `text` as words are compared: NFKC, one case, single blanks, and no hyphens, final
    mark or quotes around it."""
    text = _HYPHENS.sub(" ", normalize("NFKC", text).casefold())
    text = " ".join(text.split()).rstrip(_FINAL).rstrip()
    text = unquoted(Typed(text, range(len(text) + 1))).text
    return normalize("NFKC", text)


def same_words(one: str, other: str) -> bool:
    """Say whether two texts are one answer: an article before it, blanks or hyphens within it, and
    British or American spelling make no difference."""
    return _bare(one) == _bare(other) != ""


def without_neighbours(given: str, before: str, behind: str) -> Iterator[str]:
    """Yield what was given for a gap, and what is left of it without the words next to the gap
    that were typed along: the last ones of `before`, the first ones of `behind`."""
    yield given
    words = folded(given).split()
    left, right = folded(before).split(), folded(behind).split()
    for count in range(1, len(words)):
        if words[-count:] == right[:count]:
            yield " ".join(words[:-count])
        if words[:count] == left[-count:]:
            yield " ".join(words[count:])


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    text = _ARTICLE.sub("", folded(text))
    for british, american in _SPELLINGS:
        text = british.sub(american, text)
    return text.replace(" ", "")


def one_letter_off(given: str, truth: str) -> bool:
    """Say whether one slip in the letters tells the two apart.

    Both have six letters or more, their digits are equal, and the letters are at a distance of at
    most one by optimal string alignment: one letter missing, extra, wrong, or two neighbours
    swapped.
    """
    one, other = folded(given), folded(truth)
    letters, wanted = _letters(one), _letters(other)
    if min(len(letters), len(wanted)) < FEWEST_LETTERS or _digits(one) != _digits(other):
        return False
    return within_one_edit(letters, wanted)


def within_one_edit(one: str, other: str) -> bool:
    """Say whether the optimal string alignment distance is at most one."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    if len(one) == len(other):
        swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        return swapped or one[at + 1 :] == other[at + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[at + 1 :] == shorter[at:]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
