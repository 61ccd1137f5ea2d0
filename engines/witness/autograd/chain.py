"""Derivatives by autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from engines.families.given import word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance

_CODE: Mapping[str, tuple[str, Callable[[ModuleType, Any], Any]]] = {
    "(2x + 1)^3": ("(2 * x + 1) ** 3", lambda _torch, x: (2 * x + 1) ** 3),
    "(x^2 - 3)^2": ("(x**2 - 3) ** 2", lambda _torch, x: (x**2 - 3) ** 2),
    "exp(-x^2)": ("exp(-(x**2))", lambda torch, x: torch.exp(-(x**2))),
    "ln(x^2 + 1)": ("log(x**2 + 1)", lambda torch, x: torch.log(x**2 + 1)),
    "sqrt(x^2 + 3)": ("sqrt(x**2 + 3)", lambda torch, x: torch.sqrt(x**2 + 3)),
    "x * exp(x)": ("(x * exp(x))", lambda torch, x: x * torch.exp(x)),
    "x^3 * exp(-x)": ("(x**3 * exp(-x))", lambda torch, x: x**3 * torch.exp(-x)),
    "x^2 * (3x + 1)": ("(x**2 * (3 * x + 1))", lambda _torch, x: x**2 * (3 * x + 1)),
}
"""The function as it is chosen -> as it stands in a call, and as it is run."""


def _derivative(params: Params, torch: ModuleType, device: str) -> Seen:
    code, function = _CODE[word(params, "f")]
    x = tensor(torch, params["x"], device, requires_grad=True)
    function(torch, x).backward()
    call = f"x = tensor({floats(params['x'])}); {code}.backward(); x.grad"
    return Seen(as_value(x.grad), call, tolerance(torch))


def _gradients(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device, requires_grad=True)
    y = tensor(torch, params["y"], device, requires_grad=True)
    a = x * y
    b = a + y
    found = torch.autograd.grad(a * b, (b, a, y, x))
    call = "b = (a := x * y) + y; autograd.grad(a * b, (b, a, y, x))"
    return Seen(tuple(slope.item() for slope in found), call)


PROOFS = {
    "chain_rule.derivative": Proof(_derivative),
    "computation_graph.gradients": Proof(_gradients),
}
