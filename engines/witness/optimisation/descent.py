"""Gradient descent by autograd and torch.optim.SGD."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real, reals
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _parabola(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=real(params, "lr"))
    (real(params, "a") * (weight - real(params, "c")) ** 2).backward()
    optimiser.step()
    call = f"SGD([w], lr={literal(params['lr'])}).step() after backward()"
    return Seen(as_value(weight.detach()), call, tolerance(torch))


def _momentum(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=real(params, "lr"), momentum=real(params, "mu"))
    gradients = reals(params, "g")
    for gradient in gradients:
        weight.grad = tensor(torch, gradient, device)
        optimiser.step()
    options = f"lr={literal(params['lr'])}, momentum={literal(params['mu'])}"
    call = f"SGD([w], {options}), {len(gradients)} steps"
    return Seen(as_value(weight.detach()), call, tolerance(torch))


PROOFS = {"gradient_descent.parabola_step": Proof(_parabola), "momentum.steps": Proof(_momentum)}
