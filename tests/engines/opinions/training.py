"""Second opinions on training in numbers: counted, simulated, or published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _batches(p: Mapping[str, Any]) -> int:
    starts = range(0, p["n"], p["B"])
    return sum(not p["drop"] or start + p["B"] <= p["n"] for start in starts)


def _accumulation(p: Mapping[str, Any]) -> int:
    """Count the passes of all devices until the samples are used up."""
    left, passes = p["total"], 0
    while left > 0:
        left -= p["micro"] * p["world"]
        passes += 1
    return passes


def _accumulated(p: Mapping[str, Any]) -> float:
    """With rows of one length, dividing gives the mean of all samples."""
    x = np.array(p["x"], dtype=float)
    return float(x.mean() if p["scale"].startswith("divided") else x.mean() * len(x))


def _slices(p: Mapping[str, Any]) -> float:
    """Deal out a small model's bytes, one row a parameter, and scale up what device 0 holds."""
    rows = 16 * p["n"]
    kinds = np.array([*["weight"] * 2, *["gradient"] * 2, *["state"] * 12])
    split = np.isin(kinds, ["state", "gradient", "weight"][: p["stage"]])
    mine = np.arange(rows) % p["n"] == 0
    held = np.count_nonzero(mine[:, None] | ~split[None, :])
    return float(held / rows * p["N"] * 1e9)


def _kept(p: Mapping[str, Any]) -> int:
    """Walk back through the segments and count what is held while each is worked on."""
    length = p["L"] // p["k"]
    starts = list(range(0, p["L"], length))
    most = 0
    while starts:
        last = starts[-1]
        most = max(most, len({*starts, *range(last, last + length)}))
        starts.pop()
    return most


def _growth(p: Mapping[str, Any]) -> float:
    costs = np.full(p["L"], 3.0)
    costs[: p["c"]] += 1
    return float(costs.sum() / 3 / p["L"])


def _chinchilla(p: Mapping[str, Any]) -> float:
    """Bisect for the tokens that use the budget up."""
    low, high = 0.0, 1e9
    for _ in range(300):
        middle = (low + high) / 2
        spent = 6 * (middle / p["r"]) * middle * 1e18
        low, high = (middle, high) if spent < p["C"] else (low, middle)
    return low


def _ring(p: Mapping[str, Any]) -> float:
    """Pass pieces round: each must meet n − 1 links to be summed and n − 1 more to be known."""
    n = p["n"]
    sends = np.zeros(n)
    for piece in range(n):
        for hop in range(2 * (n - 1)):
            sends[(piece + hop) % n] += 1
    assert len(set(sends)) == 1
    return float(sends[0] * p["P"] * 1e6 / n)


def _bubble(stages: int, batches: int) -> float:
    """Fill in a table of who works when."""
    table = np.zeros((stages, stages + batches - 1))
    for stage in range(stages):
        table[stage, stage : stage + batches] = 1
    return float((table == 0).mean())


OPINIONS: dict[str, Opinion] = {
    "data_loader.batches": ({"n": 103, "B": 10, "drop": True}, _batches),
    # ImageNet-1k for 90 epochs with batches of 256, as ResNet-50 is trained: 450,450 steps or so.
    "training.steps": ({"n": 1_281_167, "B": 256, "E": 90}, lambda p: 450_450),
    "batch_size.effective": (
        {"micro": 6, "accum": 5, "world": 3},
        lambda p: len(list(np.ndindex(p["world"], p["accum"], p["micro"]))),
    ),
    "batch_size.accumulation_steps": ({"total": 480, "micro": 6, "world": 8}, _accumulation),
    # Goyal et al. 2017: 0.1 for 256 images becomes 3.2 for 8192.
    "batch_size.scaled_rate": ({"lr": 0.1, "old": 256, "new": 8192}, lambda p: 3.2),
    # ZeRO's own example: 7.5 billion parameters take 120 GB.
    "training_memory.bytes": ({"N": 7.5, "how": "Adam in mixed precision"}, lambda p: 120e9),
    "zero.bytes_per_device": ({"N": 7.5, "n": 20, "stage": 2}, _slices),
    "checkpointing.stored": ({"L": 60, "k": 5}, _kept),
    "checkpointing.compute": ({"L": 30, "c": 7}, _growth),
    # GPT-3: 175 billion parameters, 300 billion tokens, 3.15e23 FLOPs.
    "training_flops.total": ({"N": 175, "D": 300}, lambda p: 3.15e23),
    "training_flops.tokens": ({"N": 175, "C": 3.15e23}, lambda p: 300.0),
    "training_tokens.optimal": ({"C": 7.3e22, "r": 15}, _chinchilla),
    # One device of 1 PFLOP/s, 86.4 EFLOP a day: 6 · 1e9 · 14.4e9 FLOPs take one day.
    "training_time.days": (
        {"N": 1, "D": 14.4, "n": 2, "peak": 1000, "mfu": 0.5},
        lambda p: 1.0,
    ),
    "all_reduce.bytes": ({"P": 120, "n": 6}, _ring),
    "pipeline.bubble": ({"p": 5, "m": 9}, lambda p: _bubble(p["p"], p["m"])),
    "pipeline.microbatches": (
        {"p": 6, "s": 0.13},
        lambda p: next(m for m in range(1, 999) if _bubble(p["p"], m) <= p["s"]),
    ),
    "gradient_accumulation.gradient": (
        {"x": ((1, 3), (2, 7), (0, 4)), "scale": "taken as it is"},
        _accumulated,
    ),
}
