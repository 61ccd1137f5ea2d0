"""A step of logistic regression by autograd and torch.optim.SGD."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _step(params: Params, torch: ModuleType, device: str) -> Seen:
    weights = tensor(torch, params["w"], device, requires_grad=True)
    inputs, label = (tensor(torch, params[name], device) for name in "xy")
    optimiser = torch.optim.SGD([weights], lr=real(params, "lr"))
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    loss(weights @ inputs, label).backward()
    optimiser.step()
    call = f"BCE with logits of w @ x, backward(), SGD([w], lr={literal(params['lr'])}).step()"
    return Seen(as_value(weights.detach()), call, tolerance(torch))


PROOFS = {"logistic_regression.step": Proof(_step)}
