"""Second opinions on initial weights: moments integrated or listed, and slopes of a loss."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion

_PLACES, _MASSES = np.polynomial.legendre.leggauss(20)


def _uniform_bound(variance: float) -> float:
    """Search for the bound of the uniform distribution that has this variance."""

    def spread(bound: float) -> float:
        return float((_MASSES / 2) @ (bound * _PLACES) ** 2)

    return _searched(lambda bound: spread(bound) >= variance, 10.0)


def _searched(enough: Callable[[float], bool], high: float) -> float:
    """Return the least number from 0 to `high` that is enough, by halving."""
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _mean_fan_variance(p: Mapping[str, Any]) -> float:
    return float(1 / np.mean([p["fan_in"], p["fan_out"]]))


def _fan_out(p: Mapping[str, Any]) -> int:
    """Try every number of outputs until the bound has shrunk to a."""
    return next(
        out
        for out in itertools.count(1)
        if np.sqrt(3 / np.mean([p["fan_in"], out])) <= p["a"] * (1 + 1e-12)
    )


def _kept(slope: float) -> float:
    """Return the share of a standard normal's mean square that a leaky ReLU keeps."""
    places, masses = np.polynomial.hermite_e.hermegauss(40)
    passed = np.where(places > 0, places, slope * places)
    return float(masses @ passed**2 / masses.sum())


def _paths(p: Mapping[str, Any]) -> int:
    """Count the inputs that one output of a grouped convolution is joined to."""
    group = range(p["Ci"] // p["g"])
    return sum(1 for _ in itertools.product(group, range(p["K"]), range(p["K"])))


def _doubled(p: Mapping[str, Any]) -> float:
    """Add the mean square up weight by weight and layer by layer, halves for ReLU."""
    size = float(p["v"])
    for _ in range(p["L"]):
        size = float(np.full(p["n"], size) @ np.full(p["n"], p["var_w"]))
        size = size * _kept(0.0) if p["f"] == "ReLU" else size
    return size


def _share_of_sum(p: Mapping[str, Any]) -> float:
    """Search for the spread at which the variances of all additions add up to s²."""
    additions = [branch for _ in range(p["L"]) for branch in ("attention", "mlp")]

    def together(std: float) -> float:
        return float(np.sqrt(sum(std**2 for _ in additions)))

    return _searched(lambda std: together(std) >= p["s"], 1.0)


def _slopes(p: Mapping[str, Any]) -> Any:
    """Nudge every weight by a complex step."""
    x, shape = np.array(p["x"], dtype=float), (p["H"], len(p["x"]))
    slopes = np.zeros(shape)
    for place in np.ndindex(shape):
        weight = np.zeros(shape, dtype=complex)
        weight[place] = 1e-20j
        sums = weight @ x
        hidden = np.tanh(sums) if p["f"] == "tanh" else 1 / (1 + np.exp(-sums))
        slopes[place] = ((p["c"] * hidden.sum() - p["t"]) ** 2 / 2).imag / 1e-20
    return slopes


OPINIONS: dict[str, Opinion] = {
    "xavier.bound": (
        {"fan_in": 300, "fan_out": 100},
        lambda p: _uniform_bound(_mean_fan_variance(p)),
    ),
    "xavier.std": (
        {"fan_in": 64, "fan_out": 10},
        lambda p: _searched(lambda std: std * std >= _mean_fan_variance(p), 10.0),
    ),
    "xavier.fan_out": ({"fan_in": 100, "a": 0.05}, _fan_out),
    "kaiming.gain": ({"f": "leaky_relu", "slope": 0.3}, lambda p: _kept(p["slope"]) ** -0.5),
    "kaiming.std": (
        {"fan_in": 300, "fan_out": 50, "mode": "fan_out", "f": "relu"},
        lambda p: _searched(lambda std: p["fan_out"] * std**2 * _kept(0.0) >= 1, 10.0),
    ),
    # 1/√784, as the layers of every MNIST tutorial begin.
    "linear.default_bound": ({"fan_in": 784, "fan_out": 10}, lambda p: 1 / 28),
    "conv2d.fan_in": ({"Ci": 24, "Co": 32, "K": 5, "g": 4}, _paths),
    "conv2d.fan_out": (
        {"Ci": 24, "Co": 32, "K": 5, "g": 4},
        lambda p: int(np.delete(np.empty((p["Co"], p["Ci"] // p["g"], 5, 5)).shape, 1).prod()),
    ),
    "activation_variance.after_layers": (
        {"v": 2, "n": 64, "var_w": 0.04, "L": 4, "f": "ReLU"},
        _doubled,
    ),
    "residual_projection.std": ({"s": 0.02, "L": 48}, _share_of_sum),
    "zero_init.gradients": (
        {"f": "sigmoid", "x": (1, -2, 3), "t": 2, "c": -0.5, "H": 3},
        _slopes,
    ),
}
