"""Second opinions on the first families of each topic."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _places(size: int, kernel: int, stride: int, pad: int, dilation: int) -> int:
    """Count the starts at which every cell of the kernel lies in the padded side."""
    cells = range(-pad, size + pad)
    starts = cells[::stride]
    return sum(start + dilation * (kernel - 1) in cells for start in starts)


def _side(p: Mapping[str, Any]) -> int:
    return _places(p["H"], p["K"], p["S"], p["P"], p["D"])


def _smallest_padding(p: Mapping[str, Any]) -> int:
    return next(
        pad for pad in itertools.count() if _places(p["H"], p["K"], p["S"], pad, 1) == p["O"]
    )


def _sides(p: Mapping[str, Any]) -> tuple[int, int]:
    high = _places(p["H"], p["K"][0], p["S"], p["P"][0], p["D"])
    wide = _places(p["W"], p["K"][1], p["S"], p["P"][1], p["D"])
    return high, wide


def _convolution_products(p: Mapping[str, Any]) -> int:
    """Count the products of a convolution done with loops."""
    cells = range(-p["P"], p["H"] + p["P"] - p["K"] + 1)[:: p["S"]]
    return sum(
        1
        for _ in itertools.product(
            range(p["Co"]), cells, cells, range(p["Ci"]), range(p["K"]), range(p["K"])
        )
    )


def _windows(p: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    views = np.lib.stride_tricks.sliding_window_view(np.array(p["x"]), (p["K"], p["K"]))
    return np.asarray(views[:: p["S"], :: p["S"]])


def _np_softmax(z: Any, axis: int = -1) -> Any:
    powers = np.exp(np.asarray(z, dtype=float))
    return powers / powers.sum(axis=axis, keepdims=True)


def _unit(p: Mapping[str, Any], x: int, y: int) -> int:
    total = p["w1"] * x + p["w2"] * y + p["b"]
    return int(total > 0 or (total == 0 and p["rule"] == ">= 0"))


_BITS = [(0, 0), (0, 1), (1, 0), (1, 1)]
_PYTHON_GATES: dict[str, Callable[[int, int], int]] = {
    "AND": lambda x, y: x & y,
    "OR": lambda x, y: x | y,
    "NAND": lambda x, y: 1 - (x & y),
    "NOR": lambda x, y: 1 - (x | y),
}


def _gate_name(p: Mapping[str, Any]) -> str:
    return next(
        name
        for name, gate in _PYTHON_GATES.items()
        if all(_unit(p, x, y) == gate(x, y) for x, y in _BITS)
    )


def _reachable(p: Mapping[str, Any]) -> str:
    """Try small weights: whatever a unit can do on two bits it can do with these."""
    tries = itertools.product((-2, -1, 0, 1, 2), (-2, -1, 0, 1, 2), (-3, -1.5, -0.5, 0.5, 1.5, 3))
    wanted = [int(digit) for digit in p["table"]]
    found = any([int(u * x + v * y + b > 0) for x, y in _BITS] == wanted for u, v, b in tries)
    return "yes" if found else "no"


def _two_layers(p: Mapping[str, Any]) -> Any:
    hidden = np.maximum(np.array(_BITS) @ np.array(p["W1"]).T + np.array(p["b1"]), 0)
    return (hidden @ np.array(p["w2"]) > 0).astype(int)


def _perceptron(p: Mapping[str, Any]) -> Any:
    extended = np.array([*p["x"], 1.0])
    weights = np.array([*p["w"], p["b"]])
    return weights + p["eta"] * (p["y"] - float(weights @ extended > 0)) * extended


def _momentum(p: Mapping[str, Any]) -> float:
    """Unrolled: each gradient is used once for every later step, fading each time."""
    steps = len(p["g"])
    moved = sum(
        gradient * sum(p["mu"] ** age for age in range(steps - index))
        for index, gradient in enumerate(p["g"])
    )
    return float(p["w"] - p["lr"] * moved)


def _numeric_slope(p: Mapping[str, Any]) -> float:
    def f(w: float) -> float:
        return float(p["a"] * (w - p["c"]) ** 2)

    h = 1e-3
    return float(p["w"] - p["lr"] * (f(p["w"] + h) - f(p["w"] - h)) / (2 * h))


def _field(p: Mapping[str, Any]) -> int:
    """Walk back from one output: the cells that it needs, layer by layer."""
    needed = {0}
    for kernel, stride in reversed(list(zip(p["K"], p["S"], strict=True))):
        needed = {cell * stride + offset for cell in needed for offset in range(kernel)}
    return max(needed) - min(needed) + 1


def _batch_norm(p: Mapping[str, Any]) -> Any:
    x = np.array(p["x"], dtype=float)
    return p["gamma"] * (x - x.mean()) / np.sqrt(x.var() + 1e-5) + p["beta"]


def _lstm(p: Mapping[str, Any]) -> int:
    shapes = [(4 * p["H"], p["I"]), (4 * p["H"], p["H"]), (4 * p["H"],), (4 * p["H"],)]
    return sum(int(np.prod(shape)) for shape in shapes)


OPINIONS: dict[str, Opinion] = {
    "conv2d.output_size": ({"H": 41, "K": 7, "S": 2, "P": 3, "D": 1}, _side),
    "conv2d.dilated_output_size": ({"H": 31, "K": 3, "S": 2, "P": 1, "D": 3}, _side),
    "conv2d.padding_for_size": ({"H": 29, "K": 5, "S": 2, "O": 15}, _smallest_padding),
    "conv2d.spatial_size": (
        {"H": 20, "W": 31, "K": (3, 5), "S": 2, "P": (1, 0), "D": 1},
        _sides,
    ),
    "conv2d.output_shape": (
        {"N": 8, "Ci": 3, "Co": 16, "H": 20, "W": 31, "K": (3, 5), "S": 2, "P": (1, 0), "D": 1},
        lambda p: (p["N"], p["Co"], *_sides(p)),
    ),
    # The first convolution of ResNet-50 and of VGG-16, as published.
    "conv2d.params": ({"Ci": 3, "Co": 64, "K": 7, "bias": False}, lambda p: 9408),
    "conv2d.grouped_params": (
        {"Ci": 8, "Co": 4, "K": 3, "g": 2, "bias": True},
        lambda p: np.zeros((4, 8 // 2, 3, 3)).size + np.zeros(4).size,
    ),
    "conv2d.macs": ({"Ci": 2, "Co": 3, "H": 7, "K": 3, "S": 2, "P": 1}, _convolution_products),
    "max_pool2d.output_size": (
        {"H": 25, "K": 3, "S": 2, "P": 1, "ceil": False},
        lambda p: _places(p["H"], p["K"], p["S"], p["P"], 1),
    ),
    "max_pool2d.values": (
        {"x": ((1, -5, 2), (0, 3, 4), (7, 8, -9)), "K": 2, "S": 1},
        lambda p: _windows(p).max(axis=(2, 3)),
    ),
    "avg_pool2d.values": (
        {"x": ((1, -5, 2), (0, 3, 4), (7, 8, -9)), "K": 2, "S": 1},
        lambda p: _windows(p).mean(axis=(2, 3)),
    ),
    "softmax.value": ({"z": (1, 2, -1.5)}, lambda p: _np_softmax(p["z"])),
    "softmax.entry": ({"z": (1, 2, -1.5), "i": 1}, lambda p: _np_softmax(p["z"])[1]),
    "softmax.axis": (
        {"z": ((1, 2, 0), (3, -1, 2)), "dim": 0},
        lambda p: _np_softmax(p["z"], axis=0),
    ),
    "softmax.temperature": (
        {"z": (1, 2, -1), "T": 0.5},
        lambda p: _np_softmax(np.array(p["z"]) / 0.5),
    ),
    "sigmoid.value": ({"x": 0.7}, lambda p: (1 + np.tanh(0.35)) / 2),
    "relu.grad": ({"x": (-1, 0, 2)}, lambda p: np.heaviside(np.array(p["x"]), 0).astype(int)),
    # ln 10: a uniform guess over ten classes.
    "ce.value": ({"z": (0, 0, 0, 0), "y": 2}, lambda p: math.log(4)),
    "gate.truth_table": (
        {"w1": -1, "w2": 2, "b": -1, "rule": ">= 0"},
        lambda p: tuple(_unit(p, x, y) for x, y in _BITS),
    ),
    "gate.identify": ({"w1": -2, "w2": -1, "b": 2.5, "rule": "> 0"}, _gate_name),
    "gate.separable": ({"table": "1001"}, _reachable),
    "gate.design": ({"gate": "nor", "rule": "> 0"}, lambda p: (-1, -1, 0.5)),
    "gate.xor_two_layer": ({"W1": ((1, -1), (-1, 1)), "b1": (0, 0), "w2": (1, 1)}, _two_layers),
    "perceptron.update": (
        {"w": (1, -2), "b": 0.5, "x": (2, 1), "y": 0, "eta": 0.1},
        _perceptron,
    ),
    "linear.forward": (
        {"W": ((1, 2, 3), (0, -1, 4)), "b": (1, -1), "x": (2, 0, -3)},
        lambda p: np.array(p["W"]) @ np.array(p["x"]) + np.array(p["b"]),
    ),
    # The last layer of VGG-16 (4096 to 1000), as published.
    "linear.params": ({"n_in": 4096, "n_out": 1000, "bias": True}, lambda p: 4_097_000),
    # The classic LeNet-300-100, as published.
    "mlp.params": ({"sizes": (784, 300, 100, 10)}, lambda p: 266_610),
    "gradient_descent.parabola_step": ({"a": 2, "c": 1, "w": 4, "lr": 0.1}, _numeric_slope),
    "momentum.steps": ({"w": 2, "g": (1, -2, 3), "mu": 0.9, "lr": 0.1}, _momentum),
    "adam.first_step": ({"w": 2, "g": -7, "lr": 0.01}, lambda p: 2 + 0.01),
    # The expected value over keeping and dropping must be the activation itself.
    "dropout.scale": ({"x": 3, "p": 0.4}, lambda p: 3 / 0.6),
    "batchnorm.train": ({"x": (2, 4, 9), "gamma": 2, "beta": -1}, _batch_norm),
    "lstm.params": ({"I": 7, "H": 5}, _lstm),
    "attention.weights": (
        {"q": (1, 2), "K": ((1, 0), (0, 1), (2, -1))},
        lambda p: _np_softmax(np.array(p["K"]) @ np.array(p["q"]) / 2**0.5),
    ),
    # Llama 3 8B at 8192 tokens in bfloat16: 1 GiB.
    "kv_cache.bytes": (
        {"L": 32, "kv": 8, "dh": 128, "T": 8192, "B": 1, "bytes": 2, "h": 32},
        lambda p: 2**30,
    ),
    "receptive_field.size": ({"K": (3, 1, 5, 2), "S": (2, 2, 1, 3)}, _field),
}
