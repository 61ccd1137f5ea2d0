"""Second opinions on activations: complex steps, integrals, other identities, sorted lists."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from tests.opinions import Opinion

_STEP = 1e-30


def _complex_step(function: Callable[[Any], Any], x: float) -> float:
    """Return the derivative of an analytic function from its value beside the real line."""
    return float(function(complex(x, _STEP)).imag / _STEP)


def _bisected(function: Callable[[float], float], wanted: float) -> float:
    """Return where a rising function takes the value, by halving."""
    low, high = -100.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < wanted else (low, middle)
    return low


def _integral(function: Callable[[Any], Any], x: float) -> float:
    """Return the integral from 0 to x by Gauss and Legendre."""
    places, weights = np.polynomial.legendre.leggauss(40)
    return float(x / 2 * np.sum(weights * function(x / 2 * (places + 1))))


def _self_normalising() -> tuple[float, float]:
    """Return α and λ from the fixed point of the paper: mean 0, variance 1, by its formulas."""
    tail, root = math.erfc(math.sqrt(0.5)), math.sqrt(math.e)
    alpha = -math.sqrt(2 / math.pi) / (tail * root - 1)
    below = (
        2 * math.erfc(math.sqrt(2)) * math.e**2
        + math.pi * tail**2 * math.e
        - 2 * (2 + math.pi) * tail * root
        + math.pi
        + 2
    )
    return alpha, (1 - tail * root) * math.sqrt(2 * math.pi / below)


def _selu(p: Mapping[str, Any]) -> float:
    alpha, scale = _self_normalising()
    return scale * alpha * _integral(np.exp, p["x"])


def _tanh_gelu(p: Mapping[str, Any]) -> float:
    """(1 + tanh u) / 2 is the sigmoid of 2u."""
    u = math.sqrt(2 / math.pi) * np.polynomial.Polynomial([0, 1, 0, 0.044715])(p["x"])
    return float(p["x"] / (1 + np.exp(-2 * u)))


def _halves(p: Mapping[str, Any]) -> Any:
    first, second = np.split(np.array(p["x"], dtype=float), 2)
    return first * (1 + np.tanh(second / 2)) / 2


def _probabilities(logits: Any) -> Any:
    powers = np.exp(np.array(logits))
    return powers / powers.sum()


def _differentiated(p: Mapping[str, Any]) -> Any:
    """The Jacobian column by column, each by a complex step from one set of logits."""
    logits = np.log(p["p"])
    columns = [
        _probabilities(logits + 1j * _STEP * unit).imag / _STEP for unit in np.eye(len(logits))
    ]
    return np.array(columns).T


def _matching(p: Mapping[str, Any]) -> float:
    """Try gaps until softmax of (gap, 0) at the temperature has the ratio."""
    return _bisected(lambda gap: float(np.exp(gap / p["T"])), p["r"])


OPINIONS: dict[str, Opinion] = {
    "sigmoid.grad": (
        {"x": 0.7},
        lambda p: _complex_step(lambda z: 1 / (1 + np.exp(-z)), p["x"]),
    ),
    "tanh.grad": ({"x": -0.6}, lambda p: _complex_step(np.tanh, p["x"])),
    "tanh.from_sigmoid": (
        {"x": 0.3},
        lambda p: np.expm1(2 * p["x"]) / (np.exp(2 * p["x"]) + 1),
    ),
    "logit.value": ({"p": 0.8}, lambda p: 2 * np.arctanh(2 * p["p"] - 1)),
    "leaky_relu.value": (
        {"x": -4, "a": 0.2},
        lambda p: float(np.interp(p["x"], [-10, 0, 10], [-10 * p["a"], 0, 10])),
    ),
    "prelu.params": (
        {"C": (16, 32, 5), "layer": "nn.PReLU(C)"},
        lambda p: len(np.concatenate([np.full(channels, 0.25) for channels in p["C"]])),
    ),
    "elu.value": (
        {"x": -1.3, "alpha": 1.5},
        lambda p: p["alpha"] * _integral(np.exp, p["x"]),
    ),
    "selu.value": ({"x": -1.3}, _selu),
    "gelu.value": ({"x": 0.7}, lambda p: p["x"] * NormalDist().cdf(p["x"])),
    "gelu.tanh_value": ({"x": -0.5}, _tanh_gelu),
    "silu.value": ({"x": 1.3}, lambda p: p["x"] / 2 * (1 + np.tanh(p["x"] / 2))),
    "hardswish.value": (
        {"x": -1.5},
        lambda p: float(np.polyval([1 / 6, 1 / 2, 0], p["x"])),
    ),
    "softplus.value": ({"x": 1.7}, lambda p: np.logaddexp(0, p["x"])),
    "glu.value": ({"x": (1, -2, 3, 0.5, 2, -1)}, _halves),
    "swiglu.value": (
        {"g": (1, -2, 0.5), "u": (3, 1, -2)},
        lambda p: np.array([g / (1 + math.exp(-g)) for g in p["g"]]) * p["u"],
    ),
    "glu.output_shape": (
        {"shape": (3, 8, 5), "dim": -2},
        lambda p: np.split(np.zeros(p["shape"]), 2, axis=p["dim"])[0].shape,
    ),
    "softmax.shifted": ({"z": (1, 3, -2, 0), "c": 7}, lambda p: _probabilities(p["z"])),
    "softmax.scaled": (
        {"z": (1, 0, 2), "c": 1.5},
        lambda p: (powers := _probabilities(p["z"]) ** p["c"]) / powers.sum(),
    ),
    "softmax.two_classes": (
        {"z1": -1, "z2": 1.5},
        lambda p: _probabilities([p["z1"], p["z2"]])[0],
    ),
    "softmax.jacobian": ({"p": (0.1, 0.2, 0.3, 0.4)}, _differentiated),
    "softmax.logit_gap": ({"r": 7, "T": 2}, _matching),
    "logsumexp.value": ({"z": (90, 91, 88.5, 90)}, lambda p: np.logaddexp.reduce(p["z"])),
    "log_softmax.value": ({"z": (1, -2, 0.5)}, lambda p: np.log(_probabilities(p["z"]))),
    "argmax.indices": (
        {"x": ((3, 8, 1), (9, 2, 4)), "dim": "0"},
        lambda p: np.argsort(np.array(p["x"]), axis=0)[-1],
    ),
    "topk.indices": ({"z": (4, -1, 8, 0, 5), "k": 3}, lambda p: np.argsort(p["z"])[::-1][: p["k"]]),
}
