"""Second opinions on optimisers and learning-rate schedules: the rules unrolled another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _powers(keep: float, count: int) -> Any:
    """Return the lower triangle of keep^(row − column): what each step holds of each gradient."""
    rows, columns = np.indices((count, count))
    return np.where(rows >= columns, float(keep) ** np.maximum(rows - columns, 0), 0.0)


def _nesterov(p: Mapping[str, Any]) -> float:
    """Gradient j is seen once at its own step and μ^(t − j + 1) more at each step t from j on."""
    g = np.array(p["g"], dtype=float)
    directions = g + p["mu"] * (_powers(p["mu"], len(g)) @ g)
    return float(p["w"] - p["lr"] * directions.sum())


def _adagrad(p: Mapping[str, Any]) -> float:
    g = np.array(p["g"], dtype=float)
    norms = np.array([np.linalg.norm(g[: t + 1]) for t in range(len(g))])
    return float(p["w"] - p["lr"] * (g / (norms + 1e-10)).sum())


def _rmsprop(p: Mapping[str, Any]) -> float:
    g = np.array(p["g"], dtype=float)
    squares = (1 - p["alpha"]) * (_powers(p["alpha"], len(g)) @ g**2)
    return float(p["w"] - p["lr"] * (g / (np.sqrt(squares) + 1e-8)).sum())


def _adam(p: Mapping[str, Any]) -> float:
    """A corrected moment is a weighted mean: its weights over their sum."""
    g = np.array(p["g"], dtype=float)
    first, second = _powers(p["beta1"], len(g)), _powers(p["beta2"], len(g))
    mean = first @ g / first.sum(1)
    square = second @ g**2 / second.sum(1)
    return float(p["w"] - p["lr"] * (mean / (np.sqrt(square) + 1e-8)).sum())


def _iterate(p: Mapping[str, Any]) -> float:
    """Descend with slopes by central differences, which are exact for a parabola."""
    w = float(p["w0"])
    for _ in range(p["k"]):
        w -= p["lr"] * (p["a"] * (w + 1) ** 2 / 2 - p["a"] * (w - 1) ** 2 / 2) / 2
    return w


def _largest_rate(p: Mapping[str, Any]) -> float:
    """Bisect for the rate at which the map of a step has spectral radius 1."""
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        step = np.eye(len(p["a"])) - middle * np.diag(p["a"])
        low, high = (middle, high) if abs(np.linalg.eigvals(step)).max() < 1 else (low, middle)
    return low


def _newton(p: Mapping[str, Any]) -> float:
    """Return where the tangent of the slope crosses 0."""
    slope = np.polyder(np.poly1d([p["a"], p["b"], p["c"], 0]))
    tangent = np.poly1d([slope.deriv()(p["w"]), slope(p["w"])])
    return float(p["w"] + tangent.roots[0])


def _ema(p: Mapping[str, Any]) -> float:
    """The first weight is held d^(n−1) times, a later one (1 − d)·d^(what came after it)."""
    x, after = np.array(p["x"], dtype=float), np.arange(len(p["x"]))[::-1]
    shares = (1 - p["d"]) * float(p["d"]) ** after
    shares[0] = float(p["d"]) ** after[0]
    return float(shares @ x)


def _step_lr(p: Mapping[str, Any]) -> float:
    """Multiply at every epoch that is a multiple of the step size."""
    rate = p["lr"]
    for epoch in range(1, p["e"] + 1):
        rate *= p["gamma"] if epoch % p["s"] == 0 else 1
    return float(rate)


def _polynomial_lr(p: Mapping[str, Any]) -> float:
    return float(p["lr"] * np.linspace(1, 0, p["T"] + 1)[p["e"]] ** p["p"])


def _cosine_lr(p: Mapping[str, Any]) -> float:
    """Add up the rate's slopes: −π/(2T) · (lr − min) · sin(π·t/T), by Simpson's rule."""
    t = np.linspace(0, p["e"], 2001)
    slopes = -np.pi / (2 * p["T"]) * (p["lr"] - p["min"]) * np.sin(np.pi * t / p["T"])
    weights = np.array([1, *[4, 2] * 999, 4, 1])
    return float(p["lr"] + (slopes @ weights) * (t[1] - t[0]) / 3)


def _one_cycle_lr(p: Mapping[str, Any]) -> float:
    """Interpolate the turning points; a cosine is a line over sin² of half the angle."""
    first, turn = p["lr"] / p["div"], p["pct"] * p["T"] - 1
    steps, rates = [0, turn, p["T"] - 1], [first, p["lr"], first / p["final"]]
    if p["how"] == "linear":
        return float(np.interp(p["e"], steps, rates))
    phase = float(np.interp(p["e"], steps, [0, 1, 2]))
    before = min(int(phase), 1)
    return float(np.interp(np.sin((phase - before) * np.pi / 2) ** 2, [0, 1], rates[before:][:2]))


OPINIONS: dict[str, Opinion] = {
    "sgd.step": (
        {"w": (2, -1, 0.5), "g": (3, -4, 1), "lr": 0.2},
        lambda p: np.array(p["w"]) - p["lr"] * np.array(p["g"]),
    ),
    "nesterov.steps": ({"w": 2, "g": (1, -2, 3), "mu": 0.9, "lr": 0.1}, _nesterov),
    "adagrad.steps": ({"w": 2, "g": (3, -4, 12), "lr": 0.1}, _adagrad),
    "rmsprop.steps": ({"w": 2, "g": (3, -4, 1), "alpha": 0.99, "lr": 0.01}, _rmsprop),
    "adam.steps": (
        {"w": 2, "g": (3, -4, 1), "beta1": 0.9, "beta2": 0.999, "lr": 0.1},
        _adam,
    ),
    "gradient_descent.iterate": ({"a": 3, "w0": 5, "lr": 0.5, "k": 4}, _iterate),
    "gradient_descent.largest_rate": ({"a": (2, 7, 3)}, _largest_rate),
    # Halfway between 1/a and 2/a.
    "gradient_descent.rate_design": (
        {
            "a": 8,
            "w0": 1,
            "path": "lands on the other side of the minimum, never on it",
        },
        lambda p: np.array([np.mean([1 / p["a"], 2 / p["a"]])]),
    ),
    "newton.step": ({"a": 2, "b": -1, "c": 3, "w": 2}, _newton),
    "step_lr.value": ({"lr": 0.4, "s": 5, "gamma": 0.5, "e": 15}, _step_lr),
    "exponential_lr.value": (
        {"lr": 0.2, "gamma": 0.9, "e": 6},
        lambda p: np.prod([p["lr"], *[p["gamma"]] * p["e"]]).item(),
    ),
    "polynomial_lr.value": ({"lr": 0.2, "T": 20, "p": 0.9, "e": 7}, _polynomial_lr),
    "cosine_lr.value": ({"lr": 0.3, "min": 0.02, "T": 40, "e": 13}, _cosine_lr),
    "linear_lr.value": (
        {"lr": 0.4, "start": 0.25, "end": 1, "T": 8, "e": 5},
        lambda p: p["lr"] * np.linspace(p["start"], p["end"], p["T"] + 1)[p["e"]].item(),
    ),
    "warmup.value": (
        {"lr": 0.2, "W": 30, "T": 110, "e": 45},
        lambda p: float(np.interp(p["e"], [0, p["W"], p["T"]], [0, p["lr"], 0])),
    ),
    "one_cycle_lr.value": (
        {"lr": 0.5, "T": 20, "pct": 0.3, "div": 25, "final": 100, "how": "cos", "e": 11},
        _one_cycle_lr,
    ),
    "ema.value": ({"d": 0.75, "x": (3, -1, 4, 2)}, _ema),
}
