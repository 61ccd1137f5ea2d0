"""Words against texts: what holds more of them, in better places, comes first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Fields = Mapping[str, frozenset[str]]
"""The words of one thing, by the field that they stand in."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_PREFIX = 0.6
"""What the beginning of a word counts for, where the whole word counts 1."""
_LEAST_PREFIX = 3
_NOISE = frozenset(
    re.findall(r"\w+", "a an and as by for from how in is it of on or the to what when which with")
)


@dataclass(frozen=True, slots=True)
class Rank:
    """The thing at `place`: how many of the words it has, how many of these whole, and a score."""

    place: int
    hits: int
    whole: int
    score: float


def rank(words: str, things: Sequence[Fields], weights: Mapping[str, float]) -> list[Rank]:
    """Return the things that have any of `words`, the best first.

    Those that have more of the words come first; among these a word counts by the best field that
    has it or its beginning (`weights`) and by how rare it is among the things. Of equals the
    earlier one comes first.
    """
    known = frozenset(word for fields in things for field in fields.values() for word in field)
    likeness = {word: _likenesses(word, known) for word in tokens(words)}
    rarity = {word: _rarity(like, things) for word, like in likeness.items()}
    found = []
    for place, fields in enumerate(things):
        held = {word: _held(like, fields, weights) for word, like in likeness.items()}
        hits = [word for word in held if held[word] > 0]
        if hits:
            score = sum(held[word] * rarity[word] for word in hits)
            whole = sum(any(word in field for field in fields.values()) for word in hits)
            found.append(Rank(place, len(hits), whole, score))
    return sorted(found, key=lambda one: (-one.hits, -one.score, one.place))


def tokens(text: str) -> list[str]:
    """Return the words of a text, folded, without the ones that every text has."""
    words = (_stem(word) for word in _WORD.findall(text.casefold()))
    return [word for word in words if word not in _NOISE]


def word_set(*texts: str) -> frozenset[str]:
    """Return the words of some texts."""
    return frozenset(word for text in texts for word in tokens(text))


def _likenesses(word: str, known: Iterable[str]) -> Mapping[str, float]:
    """Return the known words that `word` may stand for: itself counts 1, its beginning less."""
    return {
        other: 1.0 if other == word else _PREFIX
        for other in known
        if other == word or _same_beginning(word, other)
    }


def _held(like: Mapping[str, float], fields: Fields, weights: Mapping[str, float]) -> float:
    """Return what a word counts for: by the best field that has it, or its beginning."""
    return max(
        (
            weights[name] * max(like[word] for word in field & like.keys())
            for name, field in fields.items()
            if not field.isdisjoint(like)
        ),
        default=0.0,
    )


def _same_beginning(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST_PREFIX and long.startswith(short)


def _rarity(like: Mapping[str, float], things: Sequence[Fields]) -> float:
    """Return how much a word tells: the fewer things have it, the more."""
    holding = sum(any(not field.isdisjoint(like) for field in fields.values()) for fields in things)
    return math.log(1 + len(things) / (1 + holding))


def _stem(word: str) -> str:
    """Return the word without the ending of a plural."""
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as"))
    return word[:-1] if plural else word
