"""Second opinions on sampling, search, speed and memory: enumeration and published numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _kept_by_rank(p: Mapping[str, Any]) -> Any:
    """A token stays where fewer than k others are more probable."""
    shares = np.array(p["p"])
    rank = (shares[None] > shares[:, None]).sum(axis=1)
    return np.where(rank < p["k"], shares, 0) / shares[rank < p["k"]].sum()


def _smallest_set(p: Mapping[str, Any]) -> tuple[int, ...]:
    """Of all sets that reach the threshold, the smallest one, and of these the most probable."""
    shares, tokens = p["p"], range(len(p["p"]))
    sets = itertools.chain.from_iterable(
        itertools.combinations(tokens, size) for size in range(1, len(shares) + 1)
    )
    enough = [s for s in sets if sum(shares[token] for token in s) >= p["t"]]
    return min(enough, key=lambda s: (len(s), -sum(shares[token] for token in s)))


def _counted_entropies(p: Mapping[str, Any]) -> tuple[int, ...]:
    entropies = []
    for gap, heat in zip(p["g"], p["T"], strict=True):
        shares = np.exp(np.array([0, gap]) / heat)
        shares = shares / shares.sum()
        entropies.append(float(-(shares * np.log(shares)).sum()))
    return tuple(int(index) + 1 for index in np.argsort(entropies))


def _enumerated(p: Mapping[str, Any]) -> tuple[int, int]:
    """All sequences by their probability, without those whose first token is not kept."""
    table = np.array([p["after0"], p["after1"], p["after2"]]) * np.array(p["first"])[:, None]
    table[np.argsort(p["first"])[: 3 - p["B"]]] = 0
    first, second = np.unravel_index(table.argmax(), table.shape)
    return int(first), int(second)


def _rounds(p: Mapping[str, Any]) -> float:
    """Every pattern of acceptances, weighed by its probability."""
    mean = 0.0
    for pattern in itertools.product((True, False), repeat=p["g"]):
        chance = float(np.prod([p["a"] if accepted else 1 - p["a"] for accepted in pattern]))
        mean += chance * (len(list(itertools.takewhile(bool, pattern))) + 1)
    return mean


def _counted_operations(p: Mapping[str, Any]) -> float:
    """Multiply with loops, counting multiplications, additions and the numbers that are moved."""
    a, b = np.ones((p["M"], p["K"])), np.ones((p["K"], p["N"]))
    c = np.zeros((p["M"], p["N"]))
    operations = 0
    for i, j, k in itertools.product(range(p["M"]), range(p["N"]), range(p["K"])):
        c[i, j] += a[i, k] * b[k, j]
        operations += 2
    return operations / (4 * (a.size + b.size + c.size))


OPINIONS: dict[str, Opinion] = {
    "sampling.top_k": ({"p": (0.1, 0.35, 0.05, 0.3, 0.2), "k": 3}, _kept_by_rank),
    "sampling.top_p": ({"p": (0.1, 0.35, 0.05, 0.3, 0.2), "t": 0.7}, _smallest_set),
    "sampling.min_p": (
        {"p": (0.1, 0.35, 0.05, 0.3, 0.2), "m": 0.5},
        lambda p: np.flatnonzero(np.array(p["p"]) / np.max(p["p"]) > p["m"]),
    ),
    # A factor of 1.5 down for positive logits and up for negative ones.
    "sampling.repetition_penalty": (
        {"z": (3, -2, 0, 1), "seen": (1, 0, 1), "theta": 1.5},
        lambda p: np.array(p["z"]) * np.array([1 / 1.5, 1.5, 1, 1]),
    ),
    "sampling.entropy_order": ({"g": (1, 4, 2, 5), "T": (1, 2, 0.5, 6)}, _counted_entropies),
    "beam_search.best": (
        {
            "first": (0.3, 0.45, 0.25),
            "after0": (0.05, 0.8, 0.15),
            "after1": (0.4, 0.35, 0.25),
            "after2": (0.01, 0.01, 0.98),
            "B": 2,
        },
        _enumerated,
    ),
    "beam_search.length_penalty": (
        {"s": (-6, -7, -9), "n": (4, 9, 16), "alpha": 0.5},
        lambda p: float((np.array(p["s"]) / np.sqrt(p["n"])).max()),
    ),
    "speculative_decoding.acceptance": (
        {"p": (0.5, 0.1, 0.4), "q": (0.2, 0.45, 0.35)},
        # One minus the total variation distance.
        lambda p: float(1 - np.abs(np.array(p["p"]) - np.array(p["q"])).sum() / 2),
    ),
    "speculative_decoding.expected_tokens": ({"a": 0.7, "g": 5}, _rounds),
    # 14 GB at 1400 GB/s are read a hundred times a second.
    "decoding.tokens_per_second": ({"N": 7, "bits": 16, "B": 4, "BW": 1400}, lambda p: 400),
    "decoding.bandwidth": ({"N": 70, "bits": 4, "B": 2, "rate": 40}, lambda p: 700),
    "arithmetic_intensity.matmul": (
        {"M": 3, "K": 4, "N": 5, "dtype": "float32"},
        _counted_operations,
    ),
    # About one FLOP a byte at batch 1 in two bytes, the usual rule of thumb; 24 of them here.
    "arithmetic_intensity.decode": ({"d": 64, "dtype": "bfloat16", "B": 24}, lambda p: 24),
    # llama.cpp's Q4_0: blocks of 32 weights take 18 bytes, 4.5 bits a weight.
    "quantized_model.bytes": (
        {"N": 64, "bits": 4, "group": 32},
        lambda p: 18 * (64_000_000 // 32),
    ),
    "quantized_model.bits": ({"bits": 4, "group": 32, "scale": 16, "zero": 0}, lambda p: 4.5),
}
