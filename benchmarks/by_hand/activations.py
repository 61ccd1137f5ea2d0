"""Activations as one would write them in a script: what the witnesses are timed beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

F = torch.nn.functional
_JACOBIAN: Any = torch.autograd.functional.jacobian


def _floats(value: Any, *, grad: bool = False) -> Any:
    return torch.tensor(value, dtype=torch.float32, requires_grad=grad)


def _sigmoid_slope(p: Any) -> Any:
    x = _floats(p["x"], grad=True)
    value: Any = torch.sigmoid(x)
    value.backward()
    return x.grad.item()


def _prelu(p: Any) -> Any:
    shared = p["layer"] == "nn.PReLU()"
    layers = [torch.nn.PReLU(1 if shared else count) for count in p["C"]]
    return sum(weight.numel() for layer in layers for weight in layer.parameters())


def _jacobian(p: Any) -> Any:
    logits = _floats(p["p"]).log()
    return _JACOBIAN(lambda z: torch.softmax(z, -1), logits).tolist()


def _argmax(p: Any) -> Any:
    dim = None if p["dim"] == "None" else int(p["dim"])
    return torch.argmax(_floats(p["x"]), dim=dim).reshape(-1).tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "sigmoid.grad": _sigmoid_slope,
    "elu.value": lambda p: F.elu(_floats(p["x"]), p["alpha"]).item(),
    "prelu.params": _prelu,
    "gelu.tanh_value": lambda p: F.gelu(_floats(p["x"]), approximate="tanh").item(),
    "softplus.value": lambda p: F.softplus(_floats(p["x"])).item(),
    "glu.value": lambda p: F.glu(_floats(p["x"])).tolist(),
    "softmax.shifted": lambda p: torch.softmax(_floats(p["z"]) + p["c"], dim=-1).tolist(),
    "softmax.jacobian": _jacobian,
    "logsumexp.value": lambda p: torch.logsumexp(_floats(p["z"]), dim=-1).item(),
    "argmax.indices": _argmax,
}
