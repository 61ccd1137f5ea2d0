"""Second opinions on linear layers: numpy, a search along the line, and slopes of the loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _network(p: Mapping[str, Any]) -> float:
    """Write the biases into the weights: each layer sees one more input, which is 1."""
    hidden = np.column_stack([p["W1"], p["b1"]]) @ (*p["x"], 1)
    active = 1 / (1 + np.exp(-hidden)) if p["f"] == "sigmoid" else hidden * (hidden > 0)
    return float(np.append(p["w2"], p["b2"]) @ np.append(active, 1))


def _nearest(p: Mapping[str, Any]) -> float:
    """Solve for the nearest point of the line by its Lagrange equations."""
    w, x = np.array(p["w"], dtype=float), np.array(p["x"], dtype=float)
    system = np.block([[2 * np.eye(len(w)), w[:, None]], [w[None], np.zeros((1, 1))]])
    point = np.linalg.solve(system, np.append(2 * x, -p["b"]))[:-1]
    return float(np.hypot(*(point - x)))


def _images(p: Mapping[str, Any]) -> Any:
    """Solve for the matrix from what the two layers make of four random inputs."""
    inputs = np.random.default_rng(0).normal(size=(len(p["W1"][0]), 4))
    outputs = np.array(p["W2"]) @ (np.array(p["W1"]) @ inputs)
    return np.linalg.lstsq(inputs.T, outputs.T, rcond=None)[0].T


def _descended(p: Mapping[str, Any]) -> Any:
    """Take the slopes of −ln p(y) by a complex step."""
    w, x = np.array(p["w"], dtype=complex), np.array(p["x"], dtype=float)
    slopes = []
    for nudge in 1e-20j * np.eye(len(w)):
        share = 1 / (1 + np.exp(-(w + nudge) @ x))
        slopes.append(-np.log(share if p["y"] else 1 - share).imag / 1e-20)
    return (w - p["lr"] * np.array(slopes)).real


OPINIONS: dict[str, Opinion] = {
    "mlp.forward": (
        {
            "x": (2, -1),
            "W1": ((1, 2), (-2, 1)),
            "b1": (1, 2),
            "w2": (3, -1),
            "b2": 2,
            "f": "sigmoid",
        },
        _network,
    ),
    "decision_boundary.distance": ({"w": (2, -3), "b": 4, "x": (-1, 3)}, _nearest),
    "linear_stack.collapsed": ({"W1": ((1, 2, -1), (0, 3, 2)), "W2": ((2, 1), (-1, 4))}, _images),
    "logistic_regression.step": ({"w": (0.5, -1), "x": (2, 3), "y": 1, "lr": 0.2}, _descended),
}
