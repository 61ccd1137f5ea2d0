"""Second opinions on autograd: differences of the function itself, loops, and simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from tests.opinions import Opinion

_STEP = 1e-20


def _complex_step(function: Callable[[Any], Any], x: float) -> float:
    """Return f'(x) as Im f(x + ih) / h, exact to rounding for analytic functions."""
    return float(np.imag(function(complex(x, _STEP))) / _STEP)


def _graph_loss(x: Any, y: Any, shift_a: Any = 0, shift_b: Any = 0) -> Any:
    a = x * y + shift_a
    return a * (a + y + shift_b)


def _graph(p: Mapping[str, Any]) -> tuple[float, ...]:
    """Nudge each node where it stands and see how the loss moves."""
    x, y, ih = p["x"], p["y"], complex(0, _STEP)
    moved = (
        _graph_loss(x, y, 0, ih),
        _graph_loss(x, y, ih, 0),
        _graph_loss(x, y + ih),
        _graph_loss(x + ih, y),
    )
    return tuple(float(loss.imag / _STEP) for loss in moved)


def _slopes(loss: Callable[[Any], Any], at: Any) -> Any:
    """Return the slopes of a loss that is linear in every entry: what one more of it adds."""
    start = np.asarray(at, dtype=float)
    slopes = np.zeros_like(start)
    for place in np.ndindex(start.shape):
        more = start.copy()
        more[place] += 1
        slopes[place] = loss(more) - loss(start)
    return slopes


def _weighed(c: float, w: Any) -> Any:
    return c * w * w


def _accumulated(p: Mapping[str, Any]) -> float:
    held = 0.0
    for count, c in enumerate(p["c"]):
        held = 0.0 if count + 1 == p["zero"] else held
        held += _complex_step(partial(_weighed, c), p["w"])
    return held


def _matmul(p: Mapping[str, Any]) -> Any:
    x, w, upstream = (np.array(p[name]) for name in ("X", "W", "G"))
    if p["of"] == "X":
        return _slopes(lambda moved: np.sum(upstream * (moved @ w)), x)
    return _slopes(lambda moved: np.sum(upstream * (x @ moved)), w)


def _matmul_shape(p: Mapping[str, Any]) -> tuple[int, ...]:
    x, upstream = np.zeros((p["B"], p["T"], p["I"])), np.zeros((p["B"], p["T"], p["O"]))
    return tuple(np.einsum("bti,bto->io", x, upstream).shape)


def _bias(p: Mapping[str, Any]) -> Any:
    upstream = np.array(p["G"])
    return _slopes(lambda b: np.sum(upstream * (0 * upstream + b)), np.zeros(upstream.shape[1]))


def _broadcast(p: Mapping[str, Any]) -> Any:
    full = np.array(p["A"])
    size = {"(1, C)": (1, full.shape[1]), "(R, 1)": (full.shape[0], 1), "(1, 1)": (1, 1)}
    return _slopes(lambda b: np.sum(full * b), np.ones(size[p["shape"]])).flatten()


def _two_sided(function: Callable[[float], float], x: float, reach: float = 0.125) -> float:
    """Return the mean of the slopes just left and right of x: exact where pieces are straight."""
    return (function(x + reach) - function(x - reach)) / (2 * reach)


def _clamp(p: Mapping[str, Any]) -> tuple[float, ...]:
    """On a limit, the slope from the side that is not cut off."""
    pieces = (np.clip([x - 0.125, x, x + 0.125], p["lo"], p["hi"]) for x in p["x"])
    return tuple(float(max(np.diff(piece)) / 0.125) for piece in pieces)


def _straight_through(p: Mapping[str, Any]) -> float:
    offset = np.rint(p["x"]) - p["x"]
    return _complex_step(lambda x: (x + offset - p["t"]) ** 2, p["x"])


def _steepest(w: float) -> float:
    """Return the steepest slope of a unit, found on a grid of its input."""
    inputs = np.linspace(-4, 4, 8001)
    sums = w * inputs
    return float(np.max(w * np.exp(-sums) / (1 + np.exp(-sums)) ** 2))


def _first_below(p: Mapping[str, Any]) -> int:
    slope = Fraction(str(_steepest(p["w"])))
    return next(n for n in range(1, 1000) if slope**n < Fraction(1, 10 ** p["p"]))


def _fitted(p: Mapping[str, Any]) -> float:
    """The central difference is the slope at x of the parabola through the three points."""
    points = [p["x"] + step * p["h"] for step in (-1, 0, 1)]
    curve = np.polyfit([-1, 0, 1], [x**3 - 2 * x for x in points], 2)
    return float(curve[1] / p["h"])


def _hessian(p: Mapping[str, Any]) -> Any:
    """Second differences, exact for a quadratic form."""
    a = np.array(p["A"])
    unit = np.eye(len(a))

    def form(x: Any) -> Any:
        return np.einsum("i,ij,j->", x, a, x)

    return np.array([[form(u + v) - form(u) - form(v) + form(0 * u) for v in unit] for u in unit])


def _jacobian(p: Mapping[str, Any]) -> tuple[tuple[float, ...], ...]:
    x, y, a = p["x"], p["y"], p["a"]
    return (
        (_complex_step(lambda v: v * y, x), _complex_step(lambda v: x * v, y)),
        (_complex_step(lambda v: a * v + y * y, x), _complex_step(lambda v: a * x + v * v, y)),
    )


def _jacobian_of_product(p: Mapping[str, Any]) -> Any:
    """Return the whole Jacobian of x @ W, by output row, output, input row and input."""
    weight = np.ones((p["I"], p["O"]))
    return np.einsum("ab,io->aobi", np.eye(p["B"]), weight)


def _vjp(p: Mapping[str, Any]) -> tuple[int, ...]:
    v = np.ones((p["B"], p["O"]))
    return tuple(np.tensordot(v, _jacobian_of_product(p), 2).shape)


def _jvp(p: Mapping[str, Any]) -> tuple[int, ...]:
    v = np.ones((p["B"], p["I"]))
    return tuple(np.tensordot(_jacobian_of_product(p), v, 2).shape)


OPINIONS: dict[str, Opinion] = {
    "chain_rule.derivative": (
        {"f": "x^3 * exp(-x)", "x": -1.5},
        lambda p: _complex_step(lambda x: x**3 * np.exp(-x), p["x"]),
    ),
    "computation_graph.gradients": ({"x": -2, "y": 5}, _graph),
    "gradient.accumulated": ({"w": -3, "c": (2, 5, 1, 4), "zero": 2}, _accumulated),
    "matmul.grad": (
        {"X": ((1, 2, -1), (0, 3, 4)), "W": ((2,), (-1,), (5,)), "G": ((3,), (-2,)), "of": "X"},
        _matmul,
    ),
    "matmul.grad_shape": ({"B": 2, "T": 3, "I": 4, "O": 5, "of": "W"}, _matmul_shape),
    "linear.bias_grad": ({"G": ((1, -2), (0.5, 4), (3, 0))}, _bias),
    "broadcast.grad": ({"A": ((1, 2, 3), (-4, 5, 7)), "shape": "(R, 1)"}, _broadcast),
    "maximum.grad": (
        {"x": (1, -2, 2.5, 0), "y": (1, 3, -1, 0)},
        lambda p: tuple(
            _two_sided(partial(max, y), x) for x, y in zip(p["x"], p["y"], strict=True)
        ),
    ),
    "abs.grad": (
        {"w": (-2, 0, 3, 0.5), "lam": 0.2},
        lambda p: tuple(p["lam"] * _two_sided(abs, w) for w in p["w"]),
    ),
    "clamp.grad": ({"x": (-2, -1, 0, 2, 3), "lo": -1, "hi": 2}, _clamp),
    "detach.grad": (
        {"x": -2, "p": 3, "q": 2},
        lambda p: _complex_step(lambda x: x ** p["p"] * p["x"] ** p["q"], p["x"]),
    ),
    "straight_through.grad": ({"x": -1.7, "t": 3}, _straight_through),
    "vanishing_gradient.bound": ({"w": 1.6, "L": 7}, lambda p: _steepest(p["w"]) ** p["L"]),
    "vanishing_gradient.layers": ({"w": 2, "p": 7}, _first_below),
    "finite_difference.value": ({"f": "x^3 - 2x", "x": -1.5, "h": 0.5}, _fitted),
    # A gradient that a factor of 2 is missing from is half the other, whatever its size.
    "finite_difference.relative_error": ({"a": -3.7, "n": -7.4}, lambda p: 0.5),
    "hessian.quadratic": ({"A": ((1, 2, -3), (0, 3, 5), (4, -1, 2))}, _hessian),
    "jacobian.value": ({"x": 3, "y": -2, "a": 5}, _jacobian),
    "vjp.shape": ({"B": 2, "I": 3, "O": 4, "of": "the product"}, _vjp),
    "jvp.shape": ({"B": 2, "I": 3, "O": 4, "of": "the product"}, _jvp),
}
