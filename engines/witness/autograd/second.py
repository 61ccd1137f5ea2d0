"""Hessians and Jacobians by torch's own functions for them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor


def _hessian(params: Params, torch: ModuleType, device: str) -> Seen:
    matrix = tensor(torch, params["A"], device)

    def form(x: Any) -> Any:
        return x @ matrix @ x

    found = torch.autograd.functional.hessian(form, torch.zeros(len(matrix), device=device))
    return Seen(as_value(found), "autograd.functional.hessian(lambda x: x @ A @ x, x)")


def _jacobian(params: Params, torch: ModuleType, device: str) -> Seen:
    a = number(params, "a")
    point = (params["x"], params["y"])

    def function(v: Any) -> Any:
        x, y = v
        return torch.stack((x * y, a * x + y**2))

    found = torch.autograd.functional.jacobian(function, tensor(torch, point, device))
    return Seen(as_value(found), f"autograd.functional.jacobian(f, tensor({floats(point)}))")


PROOFS = {"hessian.quadratic": Proof(_hessian), "jacobian.value": Proof(_jacobian)}
