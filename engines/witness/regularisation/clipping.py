"""Gradient clipping by torch.nn.utils."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _with_gradient(params: Params, name: str, torch: ModuleType, device: str) -> Any:
    """Return a parameter of zeros that has the gradient `name`."""
    gradient = tensor(torch, params[name], device)
    parameter = torch.zeros_like(gradient, requires_grad=True)
    parameter.grad = gradient
    return parameter


def _clip(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any, str]:
    """Return the parameters with clipped gradients, the norm that was returned, and the call."""
    parameters = [_with_gradient(params, name, torch, device) for name in "ab"]
    norm = torch.nn.utils.clip_grad_norm_(parameters, real(params, "c"))
    return parameters, norm, f"clip_grad_norm_([a, b], max_norm={literal(params['c'])})"


def _clipped(params: Params, torch: ModuleType, device: str) -> Seen:
    parameters, _, call = _clip(params, torch, device)
    gradients = torch.cat([parameter.grad for parameter in parameters])
    return Seen(as_value(gradients), f"{call}; a.grad, b.grad", tolerance(torch))


def _total(params: Params, torch: ModuleType, device: str) -> Seen:
    _, norm, call = _clip(params, torch, device)
    return Seen(as_value(norm), call, tolerance(torch))


def _value(params: Params, torch: ModuleType, device: str) -> Seen:
    parameter = _with_gradient(params, "g", torch, device)
    torch.nn.utils.clip_grad_value_(parameter, real(params, "c"))
    call = f"clip_grad_value_(w, clip_value={literal(params['c'])}); w.grad"
    return Seen(as_value(parameter.grad), call, tolerance(torch))


PROOFS = {
    "clip_grad_norm.value": Proof(_clipped),
    "clip_grad_norm.total": Proof(_total),
    "clip_grad_value.value": Proof(_value),
}
