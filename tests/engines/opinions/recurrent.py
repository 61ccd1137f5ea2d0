"""Second opinions on recurrent networks and embeddings: loops, numpy, published sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _weights(gates: int, inputs: int, hidden: int) -> int:
    """Return the entries of one layer's tensors, stacked as PyTorch stacks them."""
    rows = gates * hidden
    return sum(np.zeros(shape).size for shape in ((rows, inputs), (rows, hidden), rows, rows))


def _walked(p: Mapping[str, Any]) -> tuple[Any, Any]:
    """Run layers that only move zeros about: every direction of every layer walks the steps."""
    x = np.zeros((p["T"], p["N"], p["I"]))
    last = []
    for _ in range(p["L"]):
        found = []
        for order in ((1,), (1, -1))[p["way"] == "bidirectional"]:
            states = [np.zeros((p["N"], p["H"])) for _ in x[::order]]
            last.append(states[-1])
            found.append(np.stack(states[::order]))
        x = np.concatenate(found, axis=-1)
    output = x.swapaxes(0, 1) if p["first"] == "batch_first=True" else x
    return output, np.stack(last)


def _half_tanh(x: Any) -> Any:
    """Return the sigmoid by way of tanh."""
    return (1 + np.tanh(np.asarray(x, dtype=float) / 2)) / 2


def _gru(p: Mapping[str, Any]) -> float:
    """Interpolate from the candidate towards the old state."""
    r, z = _half_tanh([p["r"], p["z"]])
    n = np.tanh(p["a"] + r * p["u"] * p["h"])
    return float(np.interp(z, [0, 1], [n, p["h"]]))


def _stacked(p: Mapping[str, Any]) -> int:
    """Walk up the layers, each as wide as what comes from below."""
    width, total = p["I"], 0
    ways = 2 if p["way"] == "bidirectional" else 1
    for _ in range(p["L"]):
        total += ways * _weights(4, width, p["H"])
        width = ways * p["H"]
    return total


def _lstm(p: Mapping[str, Any]) -> tuple[float, float]:
    """Return hidden and cell state by splitting a stacked vector, as the equations stand."""
    i, f, g, o = np.split(np.array(p["a"], dtype=float), 4)
    state = p["c"] - (1 - _half_tanh(f)) * p["c"] + _half_tanh(i) * np.sinh(g) / np.cosh(g)
    return float((_half_tanh(o) * np.tanh(state))[0]), float(state[0])


def _unrolled(p: Mapping[str, Any]) -> float:
    """Nudge h_0 by 1: a linear unit moves by exactly its slope."""
    ends = []
    for h in (0.0, 1.0):
        for step in range(p["T"]):
            h = p["w"] * h + 0 * step
        ends.append(h)
    return ends[1] - ends[0]


def _columns(p: Mapping[str, Any]) -> Any:
    """Return the column sums of the mask of real elements."""
    mask = np.arange(max(p["lengths"]))[None, :] < np.array(p["lengths"])[:, None]
    return mask.sum(axis=0)


def _padding(p: Mapping[str, Any]) -> Any:
    """Return the gradient as one-hot rows summed, with the padding's column cleared."""
    rows = np.eye(p["V"], dtype=int)[list(p["tokens"])]
    rows[:, p["pad"]] = 0
    return rows.sum(axis=0)


_STACK = {
    "T": 5,
    "N": 2,
    "I": 3,
    "H": 4,
    "L": 3,
    "way": "bidirectional",
    "first": "batch_first=True",
}

OPINIONS: dict[str, Opinion] = {
    "rnn.params": ({"I": 7, "H": 5}, lambda p: _weights(1, p["I"], p["H"])),
    "rnn.output_shape": (
        {
            "T": 5,
            "N": 2,
            "I": 3,
            "H": 4,
            "L": 3,
            "way": "bidirectional",
            "first": "batch_first=True",
        },
        lambda p: _walked(p)[0].shape,
    ),
    "rnn.hidden_shape": (
        {
            "T": 5,
            "N": 2,
            "I": 3,
            "H": 4,
            "L": 3,
            "way": "bidirectional",
            "first": "batch_first=True",
        },
        lambda p: _walked(p)[1].shape,
    ),
    "rnn.cell": (
        {"x": 2, "h": -0.5, "w": 0.5, "u": 1, "b": -0.5, "c": 0.1},
        lambda p: float(
            2 * _half_tanh(2 * np.dot([p["w"], p["u"], 1, 1], [p["x"], p["h"], p["b"], p["c"]])) - 1
        ),
    ),
    "gru.params": ({"I": 7, "H": 5}, lambda p: _weights(3, p["I"], p["H"])),
    "gru.cell": ({"r": -1, "z": 2, "a": 0.5, "u": -2, "h": 0.8}, _gru),
    "lstm.stacked_params": ({"I": 3, "H": 4, "L": 3, "way": "bidirectional"}, _stacked),
    "lstm.hidden_size": (
        {"I": 7, "P": 4 * (7 * 12 + 12 * 12 + 2 * 12)},
        lambda p: next(h for h in range(1, 100) if _weights(4, p["I"], h) == p["P"]),
    ),
    "lstm.cell_state": ({"a": (1, -2, 0.5, 3), "c": -1.5}, lambda p: _lstm(p)[1]),
    "lstm.cell_output": ({"a": (1, -2, 0.5, 3), "c": -1.5}, lambda p: _lstm(p)[0]),
    "bptt.factor": ({"w": -1.5, "T": 7}, _unrolled),
    "packed_sequence.batch_sizes": ({"lengths": (2, 5, 1, 5, 3)}, _columns),
    # BERT base: its table of 30,522 word pieces has 23.4 million numbers.
    "embedding.params": ({"V": 30522, "d": 768}, lambda p: 23_440_896),
    # GPT-2 small: 38.6 million of its 124,439,808 parameters, counted once.
    "embedding.tied_params": (
        {"V": 50257, "d": 768, "head": "without a bias"},
        lambda p: 38_597_376,
    ),
    "embedding.padding_grad": ({"V": 5, "tokens": (3, 1, 3, 0, 1, 3), "pad": 1}, _padding),
}
