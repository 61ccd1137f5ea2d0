"""Second opinions on threshold units: gates as Python's own operators, and counting by listing."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion

_GRID = np.linspace(-10, 10, 401)
_BITS = np.array(list(itertools.product((0, 1), repeat=2)))
_OUTPUTS = {"AND": _BITS.all(1), "OR": _BITS.any(1), "NAND": ~_BITS.all(1), "NOR": ~_BITS.any(1)}


def _middle_bias(p: Mapping[str, Any]) -> tuple[float]:
    """Try every bias of a grid under both rules: the middle of those that never fail."""
    sums = _BITS @ np.array([p["w1"], p["w2"]])
    wanted = _OUTPUTS[p["gate"]]
    good = [
        b
        for b in _GRID.round(6)
        if np.array_equal(sums + b > 0, wanted) and np.array_equal(sums + b >= 0, wanted)
    ]
    return ((good[0] + good[-1]) / 2,)


def _exclusive(p: Mapping[str, Any]) -> tuple[float, ...]:
    """Check the nine numbers known for this activation against Python's ^, under both rules."""
    step = p["hidden"] == "step"
    hidden = np.array([[1, 1, -0.5], [1, 1, -1.5]] if step else [[1, 1, 0], [1, 1, -1]])
    out = np.array([1, -1, -0.5] if step else [1, -2, -0.5])
    for fires in (np.greater, np.greater_equal):
        for x, y in itertools.product((0, 1), repeat=2):
            sums = hidden @ (x, y, 1)
            units = fires(sums, 0) * 1.0 if step else sums.clip(min=0)
            if fires(out @ (*units, 1), 0) != x ^ y:
                return ()
    return tuple(map(float, (*hidden.ravel(), *out)))


def _tables(p: Mapping[str, Any]) -> int:
    """Count the functions as sets of the inputs they fire on."""
    inputs = list(itertools.product((False, True), repeat=p["n"]))
    return sum(1 for k in range(len(inputs) + 1) for _ in itertools.combinations(inputs, k))


OPINIONS: dict[str, Opinion] = {
    "gate.bias_design": ({"gate": "NAND", "w1": -3, "w2": -2, "rule": ">= 0"}, _middle_bias),
    "gate.xor_design": ({"hidden": "ReLU", "rule": ">= 0"}, _exclusive),
    "truth_table.rows": (
        {"n": 7},
        lambda p: len({tuple(word) for word in np.ndindex(*(2,) * p["n"])}),
    ),
    "boolean_function.count": ({"n": 4}, _tables),
}
