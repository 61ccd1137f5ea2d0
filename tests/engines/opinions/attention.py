"""Second opinions on attention: numpy, loops over queries and keys, published sizes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _shares(scores: Any) -> Any:
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def _attention(p: Mapping[str, Any]) -> Any:
    queries, keys, values = (np.array(p[name], dtype=float) for name in "QKV")
    scores = np.einsum("qd,kd->qk", queries, keys) / np.sqrt(keys.shape[1])
    return np.einsum("qk,kv->qv", _shares(scores), values)


def _prefixes(p: Mapping[str, Any]) -> Any:
    """Each query's softmax over the prefix that it sees, filled up with zeros."""
    scores = np.array(p["S"], dtype=float)
    size = len(scores)
    rows = [_shares(scores[i, : i + 1]) for i in range(size)]
    return np.array([np.pad(row, (0, size - len(row))) for row in rows])


def _let_in(p: Mapping[str, Any]) -> tuple[int, ...]:
    """Blocked keys get -1e9, as the additive masks of both functions do."""
    row = np.array(p["M"][p["i"]], dtype=bool)
    open_ = row if p["where"].startswith("F.") else ~row
    weights = _shares(np.where(open_, 0.0, -1e9))
    return tuple(int(key) for key in np.flatnonzero(weights))


def _heads(p: Mapping[str, Any], tokens: int) -> Any:
    """Split a batch of zeros into heads with numpy: (B, h, T, dh)."""
    zeros = np.zeros((p["B"], tokens, p["d"]), dtype=np.int8)
    return np.stack(np.split(zeros, p["h"], axis=-1), axis=1)


def _score_shape(p: Mapping[str, Any], queries: str = "T", keys: str = "T") -> tuple[int, ...]:
    left, right = _heads(p, p[queries]), _heads(p, p[keys])
    scores = np.einsum("bhqd,bhkd->bhqk", left, right)
    return tuple(map(int, scores.shape))


def _fewest_heads(p: Mapping[str, Any]) -> int:
    """Try every count in turn."""
    counts = range(1, p["d"] + 1)
    sizes = {h: len(np.split(np.arange(p["d"]), h)[0]) for h in counts if p["d"] % h == 0}
    return next(h for h, size in sizes.items() if p["low"] <= size <= p["high"])


def _counted_flops(p: Mapping[str, Any]) -> int:
    """Count one multiplication and one addition for each term of both products, with loops."""
    count = 0
    for _ in range(p["B"] * p["h"]):
        for _query in range(p["T"]):
            count += sum(2 for _key in range(p["T"]) for _number in range(p["dh"]))
            count += sum(2 for _number in range(p["dh"]) for _key in range(p["T"]))
    return count


_NUMPY_TYPES: dict[int, type] = {1: np.int8, 2: np.float16, 4: np.float32}


def _score_bytes(p: Mapping[str, Any]) -> int:
    return np.zeros((p["B"], p["h"], p["T"], p["T"]), dtype=_NUMPY_TYPES[p["bytes"]]).nbytes


def _saved(p: Mapping[str, Any]) -> int:
    kept = np.zeros((p["B"], p["h"], p["T"]), dtype=np.float32)
    return _score_bytes(p) - kept.nbytes


def _visible(p: Mapping[str, Any]) -> int:
    """Count the keys of every query one by one."""
    return sum(1 for i in range(p["T"]) for j in range(p["T"]) if i - p["w"] < j <= i)


def _kept_in_a_queue(p: Mapping[str, Any]) -> int:
    """Write the tokens into queues of length w, one for each layer, head, key and value."""
    queue: deque[int] = deque(maxlen=p["w"])
    queue.extend(range(p["T"]))
    arrays = np.zeros((p["B"], p["L"], p["kv"], 2, p["dh"], len(queue)), dtype=np.int8)
    return arrays.size * int(p["bytes"])


def _tokens(p: Mapping[str, Any]) -> int:
    """Fill the memory token by token."""
    token = np.zeros((2, p["B"], p["L"], p["kv"], p["dh"]), dtype=_NUMPY_TYPES[p["bytes"]]).nbytes
    left, tokens = p["M"], 0
    while left >= token:
        left -= token
        tokens += 1
    return tokens


OPINIONS: dict[str, Opinion] = {
    "attention.value": (
        {"Q": ((1, 0.5), (2, -1), (0, 3)), "K": ((1, -1), (0, 2)), "V": ((1, 2, 3), (-1, 0, 4))},
        _attention,
    ),
    "attention.causal_weights": (
        {"S": ((1, 2, 0, 1), (0, 1, 3, -1), (0.5, -2, 2, 9), (0, 0, 1, 2))},
        _prefixes,
    ),
    "attention.mask_allowed": (
        {
            "M": ((1, 0, 1), (0, 1, 1), (1, 1, 0)),
            "where": "nn.MultiheadAttention",
            "i": 1,
        },
        _let_in,
    ),
    # The attention of one block of GPT-2 small: c_attn 1,771,776 and c_proj 590,592, as published.
    "multihead_attention.params": (
        {"d": 768, "h": 12, "bias": True},
        lambda p: 1_771_776 + 590_592,
    ),
    # The heads of GPT-3 175B, table 2.1 of the paper: 96 of size 128.
    "multihead_attention.head_size": ({"d": 12_288, "h": 96}, lambda p: 128),
    "multihead_attention.score_shape": ({"B": 2, "T": 5, "d": 12, "h": 3}, _score_shape),
    "multihead_attention.heads_design": ({"d": 1600, "low": 60, "high": 70}, _fewest_heads),
    "cross_attention.score_shape": (
        {"B": 2, "Tq": 5, "Tk": 7, "d": 12, "h": 3},
        lambda p: _score_shape(p, "Tq", "Tk"),
    ),
    "attention.flops": ({"B": 2, "h": 3, "T": 5, "dh": 4}, _counted_flops),
    "attention.score_bytes": ({"B": 2, "h": 3, "T": 50, "bytes": 4, "dh": 64}, _score_bytes),
    "attention.saved_bytes": ({"B": 2, "h": 3, "T": 50, "bytes": 2}, _saved),
    "sliding_window.pairs": ({"T": 11, "w": 4}, _visible),
    "causal_mask.pairs": ({"T": 11}, lambda p: len(np.tril_indices(p["T"])[0])),
    "kv_cache.window_bytes": (
        {"L": 3, "kv": 2, "dh": 8, "T": 100, "w": 30, "B": 2, "bytes": 2, "h": 4},
        _kept_in_a_queue,
    ),
    "kv_cache.tokens": (
        {"L": 3, "kv": 2, "dh": 8, "M": 100_000, "B": 2, "bytes": 2, "h": 4},
        _tokens,
    ),
}
