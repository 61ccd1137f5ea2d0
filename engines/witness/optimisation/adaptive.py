"""Adagrad, RMSprop and Adam by torch.optim."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real, reals
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _stepped(
    optimiser: Any, weight: Any, params: Params, torch: ModuleType, device: str, call: str
) -> Seen:
    """Return where the optimiser of one weight is after a step for each gradient."""
    gradients = reals(params, "g")
    for gradient in gradients:
        weight.grad = tensor(torch, gradient, device)
        optimiser.step()
    return Seen(as_value(weight), f"{call} × {len(gradients)}", tolerance(torch))


def _adagrad(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.Adagrad([weight], lr=real(params, "lr"))
    call = f"Adagrad([w], lr={literal(params['lr'])}).step()"
    return _stepped(optimiser, weight, params, torch, device, call)


def _rmsprop(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.RMSprop([weight], lr=real(params, "lr"), alpha=real(params, "alpha"))
    options = f"lr={literal(params['lr'])}, alpha={literal(params['alpha'])}"
    return _stepped(optimiser, weight, params, torch, device, f"RMSprop([w], {options}).step()")


def _adam(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    betas = real(params, "beta1"), real(params, "beta2")
    optimiser = torch.optim.Adam([weight], lr=real(params, "lr"), betas=betas)
    shown = f"({literal(params['beta1'])}, {literal(params['beta2'])})"
    call = f"Adam([w], lr={literal(params['lr'])}, betas={shown}).step()"
    return _stepped(optimiser, weight, params, torch, device, call)


PROOFS = {
    "adagrad.steps": Proof(_adagrad),
    "rmsprop.steps": Proof(_rmsprop),
    "adam.steps": Proof(_adam),
}
