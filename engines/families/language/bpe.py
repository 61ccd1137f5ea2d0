"""Byte-pair encoding on a few words: counting pairs, merging them, splitting a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

Symbols = tuple[str, ...]
Pair = tuple[str, str]


def merged(word: Symbols, pair: Pair, most: int | None = None) -> Symbols:
    """Return `word` with the pair joined from the left on, at most `most` times."""
    out: list[str] = []
    index = 0
    while index < len(word):
        if word[index : index + 2] == pair and most != 0:
            out.append(pair[0] + pair[1])
            most = None if most is None else most - 1
            index += 2
        else:
            out.append(word[index])
            index += 1
    return tuple(out)


def merged_all(word: Symbols, pairs: Iterable[Pair], most: int | None = None) -> Symbols:
    """Return `word` after all merges, one after the other."""
    for pair in pairs:
        word = merged(word, pair, most)
    return word


def pair_counts(words: Mapping[Symbols, int]) -> Counter[Pair]:
    """Return how often each pair of neighbours occurs in words that occur so often."""
    counts: Counter[Pair] = Counter()
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] += times
    return counts


def most_frequent(counts: Counter[Pair]) -> Pair | None:
    """Return the pair with the highest count, None where there is no single one."""
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


@lru_cache(maxsize=64)
def learnt(words: Symbols, times: tuple[int, ...], merges: int) -> tuple[Pair, ...] | None:
    """Return the first `merges` merges of the corpus; None where one of them is a tie. Truth,
    slips and validity of one question ask for the same."""
    corpus = {tuple(word): count for word, count in zip(words, times, strict=True)}
    found: list[Pair] = []
    for _ in range(merges):
        pair = most_frequent(pair_counts(corpus))
        if pair is None:
            return None
        found.append(pair)
        corpus = {merged(word, pair): count for word, count in corpus.items()}
    return tuple(found)


def pairs_of(text: str) -> list[Pair]:
    """Return the merges that a text such as ``l o, lo w`` lists."""
    halves = (piece.split() for piece in text.split(","))
    return [(left, right) for left, right in halves]


def longest_first(word: str, tokens: set[str]) -> int:
    """Return how many tokens it takes to match the longest one from the left, time and again."""
    count, start = 0, 0
    while start < len(word):
        ends = range(len(word), start, -1)
        start = next(end for end in ends if word[start:end] in tokens or end == start + 1)
        count += 1
    return count
