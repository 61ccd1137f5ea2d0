"""Autograd as a script would call it, to time the witness against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any, *, grad: bool = False) -> Any:
    return torch.tensor(value, dtype=torch.float32, requires_grad=grad)


def _chain(p: Any) -> Any:
    x = _tensor(p["x"], grad=True)
    ((2 * x + 1) ** 3).backward()
    return x.grad.item()


def _graph(p: Any) -> Any:
    x, y = _tensor(p["x"], grad=True), _tensor(p["y"], grad=True)
    a = x * y
    b = a + y
    return [slope.item() for slope in torch.autograd.grad(a * b, (b, a, y, x))]


def _matmul(p: Any) -> Any:
    x, w = _tensor(p["X"]), _tensor(p["W"], grad=True)
    (x @ w).backward(_tensor(p["G"]))
    return w.grad.tolist()


def _bias(p: Any) -> Any:
    upstream = _tensor(p["G"])
    layer: Any = torch.nn.Linear(1, upstream.shape[1])
    layer(torch.ones(upstream.shape[0], 1)).backward(upstream)
    return layer.bias.grad.tolist()


def _clamp(p: Any) -> Any:
    x = _tensor(p["x"], grad=True)
    clamped: Any = torch.clamp(x, min=p["lo"], max=p["hi"])
    clamped.sum().backward()
    return x.grad.tolist()


def _straight(p: Any) -> Any:
    x = _tensor(p["x"], grad=True)
    y = x + (torch.round(x) - x).detach()
    ((y - p["t"]) ** 2).backward()
    return x.grad.item()


def _vanishing(p: Any) -> Any:
    h = start = _tensor(0.5, grad=True)
    for _ in range(p["L"]):
        h = torch.sigmoid(p["w"] * h - p["w"] * 0.5)
    h.backward()
    return start.grad.item()


def _difference(p: Any) -> Any:
    points = torch.tensor([p["x"] - p["h"], p["x"], p["x"] + p["h"]], dtype=torch.float64)
    return torch.gradient(points**3, spacing=p["h"])[0][1].item()


def _hessian(p: Any) -> Any:
    matrix = _tensor(p["A"])
    hessian: Any = torch.autograd.functional.hessian
    return hessian(lambda x: x @ matrix @ x, torch.zeros(len(matrix))).tolist()


def _vjp(p: Any) -> Any:
    x, weight = torch.zeros(p["B"], p["I"]), torch.zeros(p["I"], p["O"])
    vjp: Any = torch.func.vjp
    out, back = vjp(lambda x: x @ weight, x)
    return tuple(back(torch.ones_like(out))[0].shape)


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "chain_rule.derivative": _chain,
    "computation_graph.gradients": _graph,
    "matmul.grad": _matmul,
    "linear.bias_grad": _bias,
    "clamp.grad": _clamp,
    "straight_through.grad": _straight,
    "vanishing_gradient.bound": _vanishing,
    "finite_difference.value": _difference,
    "hessian.quadratic": _hessian,
    "vjp.shape": _vjp,
}
