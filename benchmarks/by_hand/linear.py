"""Linear layers as a script would call them, to time the witness against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

_F: Any = torch.nn.functional


def _tensor(value: Any, *, grad: bool = False) -> Any:
    return torch.tensor(value, dtype=torch.float32, requires_grad=grad)


def _forward(p: Any) -> Any:
    activation = torch.relu if p["f"] == "ReLU" else torch.sigmoid
    hidden = activation(_F.linear(_tensor(p["x"]), _tensor(p["W1"]), _tensor(p["b1"])))
    return _F.linear(hidden, _tensor(p["w2"]), _tensor(p["b2"])).item()


def _step(p: Any) -> Any:
    weights = _tensor(p["w"], grad=True)
    optimiser = torch.optim.SGD([weights], lr=p["lr"])
    score = weights @ _tensor(p["x"])
    _F.binary_cross_entropy_with_logits(score, _tensor(p["y"])).backward()
    optimiser.step()
    return weights.tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "mlp.forward": _forward,
    "logistic_regression.step": _step,
}
