"""Second opinions on normalisation: NumPy, bisection, and published counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _moved(p: Mapping[str, Any], seen: Any) -> float:
    """Move the old value towards what the batch shows, by the momentum's share of the way."""
    return float(p["r"] + p["m"] * (seen - p["r"]))


def _pairwise_variance(x: Any) -> float:
    """Take the unbiased variance as half the mean squared difference of two distinct entries."""
    differences = np.subtract.outer(np.array(x, dtype=float), x)
    return float((differences**2).sum() / (2 * len(x) * (len(x) - 1)))


def _evaluated(p: Mapping[str, Any]) -> Any:
    """Undo the normalisation by interpolation: the running mean goes to β, a unit up to β + γ/s."""
    unit = p["gamma"] * np.power(p["var"] + 1e-5, -0.5)
    line = np.polynomial.Polynomial([p["beta"] - p["mean"] * unit, unit])
    return line(np.array(p["x"], dtype=float))


def _state(channels: int) -> dict[str, Any]:
    """Write down what a state dict of batch norm holds."""
    learned = {"weight": np.ones(channels), "bias": np.zeros(channels)}
    kept = {"running_mean": np.zeros(channels), "running_var": np.ones(channels)}
    return {"learned": learned, "kept": {**kept, "num_batches_tracked": np.array(0)}}


def _numbers(p: Mapping[str, Any], part: str) -> int:
    return sum(array.size for array in _state(p["C"])[part].values())


def _folded_by_probing(p: Mapping[str, Any]) -> Any:
    """Feed zeros and unit inputs to the two layers: what comes out tells the one that they are."""
    inputs = np.vstack((np.eye(len(p["w"])), np.zeros(len(p["w"]))))
    before = inputs @ np.array(p["w"], dtype=float) + p["b"]
    after = (before - p["mean"]) / (p["var"] + 1e-5) ** 0.5 * p["gamma"] + p["beta"]
    return np.append(after[:-1] - after[-1], after[-1])


def _layer_normed(x: Any) -> Any:
    rows = np.array(x, dtype=float)
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred / np.sqrt(np.var(rows, axis=1, keepdims=True) + 1e-5)


def _rms_normed(p: Mapping[str, Any]) -> Any:
    """Divide by the length of the vector that √ε·√n extends, then put √n back."""
    x = np.array(p["x"], dtype=float)
    length = np.linalg.norm(np.append(x, np.sqrt(1e-6 * len(x))))
    return p["g"] * x / length * np.sqrt(len(x))


def _group_normed(p: Mapping[str, Any]) -> Any:
    x = np.array(p["x"], dtype=float)
    groups = x.reshape(p["G"], -1)
    centred = groups - groups.mean(axis=1, keepdims=True)
    return (centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)).reshape(x.shape)


def _group_means(p: Mapping[str, Any]) -> int:
    batch = np.zeros((p["N"], p["C"], 8, 8))
    return int(batch.reshape(p["N"], p["G"], -1, 8, 8).mean(axis=(2, 3, 4)).size)


OPINIONS: dict[str, Opinion] = {
    "batchnorm.running_mean": (
        {"x": (3, 8, 1, 2, 5), "r": -2, "m": 0.3},
        lambda p: _moved(p, np.average(p["x"])),
    ),
    "batchnorm.running_var": (
        {"x": (3, 8, 1, 2, 5), "r": 2.5, "m": 0.2},
        lambda p: _moved(p, _pairwise_variance(p["x"])),
    ),
    "batchnorm.eval": (
        {"x": (3, 8, 1), "mean": 2, "var": 6, "gamma": -2, "beta": 0.5},
        _evaluated,
    ),
    "batchnorm.params": ({"C": 48, "H": 7}, lambda p: _numbers(p, "learned")),
    "batchnorm.buffers": ({"C": 48}, lambda p: _numbers(p, "kept")),
    "batchnorm.folded": (
        {"w": (2, -3, 0.5), "b": 1.5, "mean": -2, "var": 7, "gamma": 1.5, "beta": -1},
        _folded_by_probing,
    ),
    "layer_norm.value": (
        {"x": ((3, 8, 1, 1), (0, 2, 5, 9), (4, 4, 4, 4))},
        lambda p: _layer_normed(p["x"])[0],
    ),
    "layer_norm.params": (
        {"T": 6, "d": 40},
        lambda p: sum(np.shape(_layer_normed(np.ones((p["T"], p["d"])))[0])[0] for _ in "γβ"),
    ),
    "rms_norm.value": ({"x": (3, -8, 1, 1, 2), "g": 2.5}, _rms_normed),
    "group_norm.value": (
        {"x": ((1, 3), (5, 8), (0, 2), (4, 4), (9, 1), (7, 7)), "G": 2},
        lambda p: _group_normed(p)[0],
    ),
    "group_norm.statistics": ({"N": 3, "C": 12, "G": 4}, _group_means),
    # The norms of GPT-2: ln_1 and ln_2 of 12 blocks and ln_f, of its 124,439,808 parameters.
    "transformer_norms.params": (
        {"L": 12, "d": 768, "norm": "LayerNorm", "placing": "pre-norm"},
        lambda _p: 124_439_808 - (50_257 + 1_024) * 768 - 12 * 7_084_800,
    ),
}
