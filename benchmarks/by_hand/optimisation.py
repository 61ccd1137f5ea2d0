"""Optimisers and schedules as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any, **options: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32, **options)


def _sgd(p: Any) -> Any:
    weight = _tensor(p["w"], requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=p["lr"])
    weight.grad = _tensor(p["g"])
    optimiser.step()
    return weight.tolist()


def _steps(optimiser: Any, weight: Any, gradients: Any) -> Any:
    for gradient in gradients:
        weight.grad = _tensor(gradient)
        optimiser.step()
    return weight.item()


def _nesterov(p: Any) -> Any:
    weight = _tensor(p["w"], requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=p["lr"], momentum=p["mu"], nesterov=True)
    return _steps(optimiser, weight, p["g"])


def _adam(p: Any) -> Any:
    weight = _tensor(p["w"], requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=p["lr"], betas=(p["beta1"], p["beta2"]))
    return _steps(optimiser, weight, p["g"])


def _iterate(p: Any) -> Any:
    weight = _tensor(p["w0"], requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=p["lr"])
    for _ in range(p["k"]):
        optimiser.zero_grad()
        (p["a"] * weight**2 / 2).backward()
        optimiser.step()
    return weight.item()


def _newton(p: Any) -> Any:
    def function(w: Any) -> Any:
        return p["a"] * w**3 + p["b"] * w**2 + p["c"] * w

    weight = _tensor(p["w"])
    slope = torch.func.grad(function)
    return (weight - slope(weight) / torch.func.grad(slope)(weight)).item()


def _scheduled(p: Any, schedule: Callable[[Any], Any]) -> Any:
    optimiser = torch.optim.SGD([torch.zeros(1)], lr=p["lr"])
    scheduler = schedule(optimiser)
    for _ in range(p["e"]):
        optimiser.step()
        scheduler.step()
    return scheduler.get_last_lr()[0]


def _step_lr(p: Any) -> Any:
    return _scheduled(p, lambda o: torch.optim.lr_scheduler.StepLR(o, p["s"], p["gamma"]))


def _cosine_lr(p: Any) -> Any:
    return _scheduled(p, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, p["T"], p["min"]))


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "sgd.step": _sgd,
    "nesterov.steps": _nesterov,
    "adam.steps": _adam,
    "gradient_descent.iterate": _iterate,
    "newton.step": _newton,
    "step_lr.value": _step_lr,
    "cosine_lr.value": _cosine_lr,
}
