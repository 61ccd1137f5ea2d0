"""The gradient of a chain of sigmoids by autograd, every unit at its steepest point."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_START = 0.5
"""What every unit puts out at its steepest point, and the input of the first."""


def _unit(torch: ModuleType, weight: float, h: Any) -> Any:
    """Return one unit whose bias takes its sum to 0."""
    return torch.sigmoid(weight * h - weight * _START)


def _bound(params: Params, torch: ModuleType, device: str) -> Seen:
    weight, layers = real(params, "w"), number(params, "L")
    h = start = tensor(torch, _START, device, requires_grad=True)
    for _ in range(layers):
        h = _unit(torch, weight, h)
    h.backward()
    call = f"h = sigmoid({literal(params['w'])} * h + b), {layers} times; backward()"
    return Seen(as_value(start.grad), call, tolerance(torch))


def _layers(params: Params, torch: ModuleType, device: str) -> Seen:
    weight, limit = real(params, "w"), 10.0 ** -number(params, "p")
    h = tensor(torch, _START, device, requires_grad=True)
    _unit(torch, weight, h).backward()
    slope, layers = float(h.grad), 1
    bound = slope
    while bound >= limit:
        bound *= slope
        layers += 1
    return Seen(layers, f"sigmoid({literal(params['w'])} * h + b).backward(); h.grad ** L")


PROOFS = {
    "vanishing_gradient.bound": Proof(_bound),
    "vanishing_gradient.layers": Proof(_layers),
}
