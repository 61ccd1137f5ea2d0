"""Gradients at and beside kinks by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _maximum(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device, requires_grad=True)
    torch.maximum(x, tensor(torch, params["y"], device)).sum().backward()
    return Seen(as_value(x.grad), "maximum(x, y).sum().backward(); x.grad", tolerance(torch))


def _abs(params: Params, torch: ModuleType, device: str) -> Seen:
    weights = tensor(torch, params["w"], device, requires_grad=True)
    (real(params, "lam") * torch.abs(weights).sum()).backward()
    call = f"({literal(params['lam'])} * abs(w).sum()).backward(); w.grad"
    return Seen(as_value(weights.grad), call, tolerance(torch))


def _clamp(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device, requires_grad=True)
    torch.clamp(x, min=real(params, "lo"), max=real(params, "hi")).sum().backward()
    limits = f"{literal(params['lo'])}, {literal(params['hi'])}"
    return Seen(as_value(x.grad), f"clamp(x, {limits}).sum().backward(); x.grad")


PROOFS = {
    "maximum.grad": Proof(_maximum),
    "abs.grad": Proof(_abs),
    "clamp.grad": Proof(_clamp),
}
