"""Plain and Nesterov's SGD by torch.optim.SGD."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real, reals
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _step(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=real(params, "lr"))
    weight.grad = tensor(torch, params["g"], device)
    optimiser.step()
    call = f"SGD([w], lr={literal(params['lr'])}).step()"
    return Seen(as_value(weight), call, tolerance(torch))


def _nesterov(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.SGD(
        [weight], lr=real(params, "lr"), momentum=real(params, "mu"), nesterov=True
    )
    gradients = reals(params, "g")
    for gradient in gradients:
        weight.grad = tensor(torch, gradient, device)
        optimiser.step()
    options = f"lr={literal(params['lr'])}, momentum={literal(params['mu'])}, nesterov=True"
    call = f"SGD([w], {options}).step() × {len(gradients)}"
    return Seen(as_value(weight), call, tolerance(torch))


PROOFS = {"sgd.step": Proof(_step), "nesterov.steps": Proof(_nesterov)}
