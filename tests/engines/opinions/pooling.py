"""Second opinions on pooling: numeric derivatives, windows counted one by one, masks in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _slopes(p: Mapping[str, Any], image: Any, pool: Any) -> Any:
    """Nudge every cell and see what the pooled output, weighed with g, does."""

    def loss(cells: Any) -> float:
        views = np.lib.stride_tricks.sliding_window_view(cells, (p["K"], p["K"]))
        pooled = pool(views[:: p["S"], :: p["S"]], axis=(2, 3))
        return float((pooled * np.array(p["g"])).sum())

    slopes = np.zeros(image.shape)
    for cell in np.ndindex(*image.shape):
        nudge = np.zeros(image.shape)
        nudge[cell] = 0.25
        slopes[cell] = (loss(image + nudge) - loss(image - nudge)) / 0.5
    return slopes


def _ceil_windows(p: Mapping[str, Any]) -> int:
    """Count starts: a window may hang over, if it starts before the padding behind the input."""
    starts = range(-p["P"], p["H"], p["S"])
    ends = [start + p["K"] - 1 for start in starts]
    whole = sum(end < p["H"] + p["P"] for end in ends)
    reached = ends[whole - 1] + 1
    return int(whole + (whole < len(ends) and reached < p["H"] + p["P"]))


def _padded_means(p: Mapping[str, Any]) -> Any:
    padded = np.pad(np.array(p["x"], dtype=float), p["P"])
    return np.lib.stride_tricks.sliding_window_view(padded, p["K"])[:: p["S"]].mean(axis=1)


def _shares(p: Mapping[str, Any]) -> Any:
    """Say of each input cell whether it overlaps the share of each output cell, in L · n parts."""
    cells, outs = len(p["x"]), p["n"]
    parts = np.arange(cells * outs)
    touched = np.zeros((outs, cells))
    touched[parts // cells, parts // outs] = 1
    return touched @ np.array(p["x"]) / touched.sum(axis=1)


OPINIONS: dict[str, Opinion] = {
    "max_pool2d.grad": (
        {"x": ((1, -5, 2), (0, 6, 4), (7, 8, -9)), "K": 2, "S": 1, "g": ((1, 2), (-3, 5))},
        lambda p: _slopes(p, np.array(p["x"], dtype=float), np.max),
    ),
    "avg_pool2d.grad": (
        {"H": 4, "K": 3, "S": 1, "g": ((9, 18), (-27, 36))},
        lambda p: _slopes(p, np.zeros((p["H"], p["H"])), np.mean),
    ),
    "max_pool2d.ceil_output_size": ({"H": 5, "K": 2, "S": 2, "P": 1}, _ceil_windows),
    "avg_pool1d.padded_values": ({"x": (3, -1, 4, 1, 5), "K": 3, "S": 2, "P": 1}, _padded_means),
    "adaptive_avg_pool2d.output_shape": (
        {"N": 2, "C": 3, "H": 12, "W": 20, "O": 4},
        lambda p: np.zeros((2, 3, 4, 3, 4, 5)).mean(axis=(3, 5)).shape,
    ),
    "adaptive_avg_pool1d.values": ({"x": (3, -1, 4, 1, 5, 9, 2), "n": 3}, _shares),
    # The last layer of ResNet-18, as published.
    "global_avg_pool.head_params": ({"C": 512, "H": 7, "classes": 1000}, lambda p: 513_000),
}
