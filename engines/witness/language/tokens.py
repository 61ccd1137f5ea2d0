"""Byte-pair encoding on tensors of symbol numbers: bincount finds the pair, masks merge it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, wholes, word
from engines.family import Params
from engines.witness.proof import Proof, Seen


def _merged(ids: Any, one: int, other: int, new: int, torch: ModuleType) -> Any:
    """Return `ids` with each pair of two different symbols replaced by the symbol `new`."""
    hits = (ids[:-1] == one) & (ids[1:] == other)
    gone = torch.nn.functional.pad(hits, (1, 0))
    starts = torch.nn.functional.pad(hits, (0, 1))
    return torch.where(starts, new, ids)[~gone]


def _next(params: Params, torch: ModuleType, device: str) -> Seen:
    words = word(params, "words").split()
    symbols = sorted(set("".join(words)))
    rows = [torch.tensor([symbols.index(letter) for letter in text]) for text in words]
    rows = [row.to(device) for row in rows]
    times = torch.tensor(wholes(params, "counts"), device=device)
    for _ in range(number(params, "done") + 1):
        size = len(symbols)
        codes = torch.cat([row[:-1] * size + row[1:] for row in rows])
        lengths = torch.tensor([len(row) - 1 for row in rows], device=device)
        best = int(codes.bincount(times.repeat_interleave(lengths)).argmax().item())
        one, other = divmod(best, size)
        symbols.append(symbols[one] + symbols[other])
        rows = [_merged(row, one, other, size, torch) for row in rows]
    merges = number(params, "done") + 1
    return Seen(symbols[-1], f"bincount(pairs, by counts).argmax(), merge {merges}")


def _split(params: Params, torch: ModuleType, device: str) -> Seen:
    text, merges = word(params, "word"), word(params, "merges")
    symbols = sorted(set(text))
    ids = torch.tensor([symbols.index(letter) for letter in text], device=device)
    for piece in merges.split(", "):
        left, right = piece.split()
        symbols.append(left + right)
        if left in symbols and right in symbols:
            numbers = symbols.index(left), symbols.index(right), len(symbols) - 1
            ids = _merged(ids, *numbers, torch)
    return Seen(ids.numel(), f"masked merges of the ids of {text}, numel()")


PROOFS = {"bpe.next_merge": Proof(_next), "bpe.token_count": Proof(_split)}
