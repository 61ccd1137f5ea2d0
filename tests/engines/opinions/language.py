"""Second opinions on tokens and measures of language models: the paper's own code, simulation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _sennrich(p: Mapping[str, Any]) -> str:
    """The algorithm of Sennrich et al., on words written with blanks between their symbols."""
    vocabulary = {
        " ".join(word): count for word, count in zip(p["words"].split(), p["counts"], strict=True)
    }
    best: tuple[str, str] = ("", "")
    for _ in range(p["done"] + 1):
        pairs: dict[tuple[str, str], int] = defaultdict(int)
        for word, count in vocabulary.items():
            symbols = word.split()
            for i in range(len(symbols) - 1):
                pairs[symbols[i], symbols[i + 1]] += count
        best = max(pairs, key=lambda pair: pairs[pair])
        pattern = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        vocabulary = {pattern.sub("".join(best), word): n for word, n in vocabulary.items()}
    return "".join(best)


def _lowest_rank_first(p: Mapping[str, Any]) -> int:
    """Time and again merge the pair that was learnt first of all that are there."""
    ranks = {tuple(piece.split()): rank for rank, piece in enumerate(p["merges"].split(", "))}
    parts = list(p["word"])
    while True:
        there = [
            (ranks[pair], i)
            for i in range(len(parts) - 1)
            if (pair := (parts[i], parts[i + 1])) in ranks
        ]
        if not there:
            return len(parts)
        _, i = min(there)
        parts[i : i + 2] = [parts[i] + parts[i + 1]]


def _product_of_probabilities(p: Mapping[str, Any]) -> float:
    """The W-th root of one over the probability of the text, each token foreseen alike."""
    probability = np.full(p["T"], np.exp(-p["loss"]))
    return float(np.prod(probability ** (-1 / p["W"])))


OPINIONS: dict[str, Opinion] = {
    "bpe.next_merge": (
        {"words": "bat cat bad sat", "counts": (3, 4, 9, 2), "done": 1},
        _sennrich,
    ),
    "bpe.token_count": ({"word": "slowest", "merges": "o w, w e, l o, lo we"}, _lowest_rank_first),
    "perplexity.per_word": ({"loss": 1.3, "T": 70, "W": 50}, _product_of_probabilities),
    "bits_per_byte.value": (
        {"loss": 1.7, "T": 30, "bytes": 110},
        lambda p: float(-np.log2(np.full(p["T"], np.exp(-p["loss"]))).sum() / p["bytes"]),
    ),
}
