"""Adam's first step by torch.optim.Adam."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=real(params, "lr"))
    weight.grad = tensor(torch, params["g"], device)
    optimiser.step()
    call = f"Adam([w], lr={literal(params['lr'])}).step()"
    return Seen(as_value(weight.detach()), call, tolerance(torch))


PROOFS = {"adam.first_step": Proof(_run)}
