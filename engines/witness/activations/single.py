"""Runs that only hand numbers to one function of torch."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from engines.family import Params
from engines.witness.proof import Seen, as_value, floats, tensor, tolerance

Run = Callable[[Params, ModuleType, str], Seen]
Apply = Callable[[ModuleType, Any], Any]
"""From torch and a tensor to a tensor."""


def value_of(name: str, apply: Apply, given: str = "x") -> Run:
    """Return the run of `apply` on the parameter `given`; `name` is what a person calls it."""

    def run(params: Params, torch: ModuleType, device: str) -> Seen:
        value = apply(torch, tensor(torch, params[given], device))
        return Seen(as_value(value), f"{name}(tensor({floats(params[given])}))", tolerance(torch))

    return run


def slope_of(name: str, apply: Apply) -> Run:
    """Return the run that differentiates `apply` at the parameter x."""

    def run(params: Params, torch: ModuleType, device: str) -> Seen:
        x = tensor(torch, params["x"], device, requires_grad=True)
        apply(torch, x).backward()
        call = f"{name}(x).backward(); x.grad for x = tensor({floats(params['x'])})"
        return Seen(as_value(x.grad), call, tolerance(torch))

    return run
