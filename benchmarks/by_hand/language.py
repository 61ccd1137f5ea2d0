"""Tokens and measures of language models as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _per_word(p: Any) -> Any:
    return torch.exp(torch.tensor(float(p["loss"])) * p["T"] / p["W"]).item()


def _split(p: Any) -> Any:
    symbols = sorted(set(p["word"]))
    ids = torch.tensor([symbols.index(letter) for letter in p["word"]])
    for piece in p["merges"].split(", "):
        left, right = piece.split()
        symbols.append(left + right)
        if left not in symbols or right not in symbols:
            continue
        hits = (ids[:-1] == symbols.index(left)) & (ids[1:] == symbols.index(right))
        starts = torch.nn.functional.pad(hits, (0, 1))
        gone = torch.nn.functional.pad(hits, (1, 0))
        ids = torch.where(starts, len(symbols) - 1, ids)[~gone]
    return ids.numel()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "bpe.token_count": _split,
    "perplexity.per_word": _per_word,
}
