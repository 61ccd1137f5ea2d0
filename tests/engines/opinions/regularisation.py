"""Second opinions on regularisation: enumeration, optimisation by search, simulation, NumPy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _chances(p: Mapping[str, Any]) -> Any:
    """Return the chance of each number of kept units, unit by unit."""
    chances = np.ones(1)
    for _ in range(p["n"]):
        chances = np.convolve(chances, (p["p"], 1 - p["p"]))
    return chances


def _kept_mean(p: Mapping[str, Any]) -> float:
    return float(_chances(p) @ np.arange(p["n"] + 1))


def _kept_variance(p: Mapping[str, Any]) -> float:
    return float(_chances(p) @ (np.arange(p["n"] + 1) - _kept_mean(p)) ** 2)


def _decoupled(p: Mapping[str, Any]) -> float:
    """Shrink first, then step: the same for plain SGD."""
    return float(p["w"] * (1 - p["lr"] * p["wd"]) - p["lr"] * p["g"])


def _adamw_as_published(p: Mapping[str, Any]) -> float:
    """Follow algorithm 2 of the paper line by line, with the step's 1 / (1 − β^t) folded in."""
    m, v = (1 - 0.9) * p["g"], (1 - 0.999) * p["g"] ** 2
    rate = p["lr"] * math.sqrt(1 - 0.999) / (1 - 0.9)
    moved = rate * m / (math.sqrt(v) + 1e-8 * math.sqrt(1 - 0.999))
    return float(p["w"] - p["lr"] * p["wd"] * p["w"] - moved)


def _proximal(p: Mapping[str, Any]) -> Any:
    """Search the minimum of ½(u − w)² + t·|u| on a grid that holds it."""
    grid = np.arange(-1000, 1001) / 100
    w = np.array(p["w"])[:, None]
    return grid[np.argmin((grid - w) ** 2 / 2 + p["t"] * np.abs(grid), axis=1)]


def _both(p: Mapping[str, Any]) -> Any:
    return np.concatenate((p["a"], p["b"])).astype(float)


def _clipped(p: Mapping[str, Any]) -> Any:
    """Keep the direction as a unit vector, and set its length anew."""
    gradients = _both(p)
    length = np.linalg.norm(gradients)
    return gradients / length * min(length, p["c"] * length / (length + 1e-6))


def _smoothed_by_mixing(p: Mapping[str, Any]) -> Any:
    """Average the targets of a label that is drawn anew, out of all classes, ε of the time."""
    labels = np.eye(p["K"])
    return np.average(
        (labels[p["y"]], labels.mean(axis=0)), axis=0, weights=(1 - p["eps"], p["eps"])
    )


def _pixels_left(p: Mapping[str, Any]) -> float:
    """Count the pixels outside the box one by one."""
    left = sum(
        not (-p["h"] <= 2 * (row - p["r"]) < p["h"] and -p["w"] <= 2 * (column - p["c"]) < p["w"])
        for row in range(p["S"])
        for column in range(p["S"])
    )
    return float(left / p["S"] ** 2)


def _windowed_stop(p: Mapping[str, Any]) -> int:
    """Find the first epoch whose last `patience` losses all reach the lowest before them."""
    losses, patience = np.array(p["v"]), p["patience"]
    return next(
        end
        for end in range(patience + 1, len(losses) + 1)
        if losses[end - patience : end].min() >= losses[: end - patience].min()
    )


def _dealt(p: Mapping[str, Any]) -> tuple[int, ...]:
    """Deal the samples out one by one, as cards."""
    folds = np.arange(p["n"]) % p["k"]
    return tuple(int(size) for size in np.bincount(folds, minlength=p["k"]))


OPINIONS: dict[str, Opinion] = {
    "dropout.expected_kept": ({"n": 30, "p": 0.3}, _kept_mean),
    "dropout.variance": ({"n": 30, "p": 0.3}, _kept_variance),
    "dropout.all_kept": ({"n": 5, "p": 0.3}, lambda p: float(_chances(p)[-1])),
    "weight_decay.sgd_step": ({"w": -2.5, "g": 1.5, "lr": 0.2, "wd": 0.3}, _decoupled),
    "adamw.step": ({"w": -2.5, "g": 1.5, "lr": 0.2, "wd": 0.3}, _adamw_as_published),
    "soft_threshold.value": ({"w": (2.3, -1.7, 0.4, -0.9, 3.1), "t": 0.8}, _proximal),
    "clip_grad_norm.value": ({"a": (1, -2.5), "b": (4,), "c": 1.5}, _clipped),
    "clip_grad_norm.total": (
        {"a": (1, -2.5), "b": (4,), "c": 1.5},
        lambda p: math.hypot(*_both(p)),
    ),
    "clip_grad_value.value": (
        {"g": (2, -3.5, 0.5, -0.75), "c": 0.75},
        lambda p: np.median([np.array(p["g"]), np.full(4, p["c"]), np.full(4, -p["c"])], axis=0),
    ),
    "label_smoothing.target": ({"K": 6, "y": 4, "eps": 0.3}, _smoothed_by_mixing),
    "mixup.target": (
        {"K": 4, "y1": 2, "y2": 1, "lam": 0.35},
        lambda p: np.average(np.eye(4)[[p["y1"], p["y2"]]], axis=0, weights=(0.35, 0.65)),
    ),
    "cutmix.ratio": ({"S": 20, "r": 3, "c": 18, "h": 10, "w": 12}, _pixels_left),
    "early_stopping.stop_epoch": (
        {"v": (0.8, 0.6, 0.7, 0.5, 0.5, 0.6, 0.4), "patience": 2},
        _windowed_stop,
    ),
    "early_stopping.best_epoch": (
        {"v": (0.8, 0.6, 0.7, 0.5, 0.5, 0.6, 0.4), "patience": 2},
        lambda p: int(np.argmin(p["v"][: _windowed_stop(p)])) + 1,
    ),
    "k_fold.sizes": ({"n": 38, "k": 7}, _dealt),
    "stratified_split.counts": (
        {"m": (40, 120, 80), "s": 0.15},
        lambda p: tuple(
            int(n) for n in np.histogram(np.repeat(range(3), p["m"])[3::20], range(4))[0] * 3
        ),
    ),
}
