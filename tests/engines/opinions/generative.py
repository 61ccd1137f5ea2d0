"""Second opinions on generative models: step by step, by grids and differences."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _signal_variance(p: Mapping[str, Any]) -> tuple[float, float]:
    """Follow x ← √(1 − β) x + √β ε and return the variances of data and noise."""
    signal, noise = 1.0, 0.0
    for beta in p["beta"][: p["t"]]:
        signal, noise = (1 - beta) * signal, (1 - beta) * noise + beta
    return signal, noise


def _snr(p: Mapping[str, Any]) -> float:
    signal, noise = _signal_variance(p)
    return signal / noise


def _rotated(p: Mapping[str, Any]) -> float:
    """Data and noise as axes: x_t is the projection on the angle whose cosine is √ᾱ."""
    angle = math.acos(math.sqrt(p["abar"]))
    return float(np.dot([math.cos(angle), math.sin(angle)], [p["x0"], p["eps"]]))


def _extrapolated(p: Mapping[str, Any]) -> float:
    """The line through (0, u) and (1, c) at s."""
    return float(np.polyval(np.polyfit([0, 1], [p["u"], p["c"]], 1), p["s"]))


def _scaled(p: Mapping[str, Any]) -> float:
    return float(p["mu"] + np.sqrt(np.e ** p["logvar"]) * p["eps"])


def _best_output(p: Mapping[str, Any]) -> float:
    """Bisect the slope p / D − q / (1 − D), which falls from +∞ to −∞."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if p["p"] * (1 - middle) > p["q"] * middle:
            low = middle
        else:
            high = middle
    return low


def _divergence(p: Mapping[str, Any]) -> float:
    """−ln 4 and twice the Jensen-Shannon divergence."""
    data, made = np.array([p["p"], 1 - p["p"]]), np.array([p["q"], 1 - p["q"]])
    middle = (data + made) / 2
    shannon = (data * np.log(data / middle) + made * np.log(made / middle)).sum() / 2
    return float(2 * shannon - np.log(4))


def _slope(p: Mapping[str, Any]) -> float:
    """The complex-step derivative of the loss in the logit."""
    logit = complex(math.log(p["D"] / (1 - p["D"])), 1e-20)
    output = 1 / (1 + np.exp(-logit))
    loss = np.log(1 - output) if p["loss"] == "saturating" else -np.log(output)
    return float(loss.imag / 1e-20)


def _negatives(p: Mapping[str, Any]) -> int:
    views = list(itertools.product(range(p["N"]), "ab"))
    return sum(image != views[0][0] for image, _ in views)


OPINIONS: dict[str, Opinion] = {
    "ddpm.alpha_bar": (
        {"beta": (0.05, 0.1, 0.4, 0.3), "t": 3},
        lambda p: _signal_variance(p)[0],
    ),
    "ddpm.noised": ({"abar": 0.3, "x0": 1.5, "eps": -0.7}, _rotated),
    "ddpm.snr": ({"beta": (0.05, 0.1, 0.4, 0.3), "t": 3}, _snr),
    "classifier_free_guidance.value": ({"u": -0.3, "c": 0.45, "s": 6.5}, _extrapolated),
    "vae.sample": ({"mu": -1.5, "logvar": 0.8, "eps": 1.2}, _scaled),
    "gan.optimal_discriminator": ({"p": 0.35, "q": 1.2}, _best_output),
    "gan.value_at_optimum": ({"p": 0.3, "q": 0.85}, _divergence),
    "gan.generator_grad": ({"D": 0.15, "loss": "saturating"}, _slope),
    "simclr.negatives": ({"N": 37}, _negatives),
}
