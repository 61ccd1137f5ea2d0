"""Which words of a rubric's point stand in the learner's own text. Nothing is ticked for it."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FEWEST_LETTERS = 4
_STEM = 6
_COMMON_WORDS = """
    about also because been being both does each else from have here into just like more most
    much only other over same some such than that their them then there these they this those
    very what when where which while will with would your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def shared_words(point: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return the places (start, end) of the words in `text` that `point` uses too.

    Words of four letters and more count, but for the commonest; longer ones also in another
    ending: *normalises* and *normalised*.
    """
    wanted = {_stem(word) for word in _words(point)}
    return tuple(
        match.span()
        for match in _WORD.finditer(text)
        if _counts(match.group()) and _stem(match.group()) in wanted
    )


def _words(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text) if _counts(match.group())]


def _counts(word: str) -> bool:
    return len(word) >= _FEWEST_LETTERS and word.casefold() not in _COMMON


def _stem(word: str) -> str:
    folded = word.casefold()
    return folded[:_STEM] if len(folded) > _STEM else folded.removesuffix("s")
