"""Steps with weight decay by torch.optim, and soft thresholding by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _step(params: Params, torch: ModuleType, device: str, optimiser: str) -> Seen:
    """Take one step of the optimiser called `optimiser`."""
    weight = tensor(torch, params["w"], device, requires_grad=True)
    weight.grad = tensor(torch, params["g"], device)
    options = {"lr": real(params, "lr"), "weight_decay": real(params, "wd")}
    getattr(torch.optim, optimiser)([weight], **options).step()
    told = f"lr={literal(params['lr'])}, weight_decay={literal(params['wd'])}"
    return Seen(as_value(weight.detach()), f"{optimiser}([w], {told}).step()", tolerance(torch))


def _sgd(params: Params, torch: ModuleType, device: str) -> Seen:
    return _step(params, torch, device, "SGD")


def _adamw(params: Params, torch: ModuleType, device: str) -> Seen:
    return _step(params, torch, device, "AdamW")


def _shrunk(params: Params, torch: ModuleType, device: str) -> Seen:
    weights = tensor(torch, params["w"], device)
    found = torch.nn.functional.softshrink(weights, real(params, "t"))
    return Seen(as_value(found), f"F.softshrink(w, {literal(params['t'])})", tolerance(torch))


PROOFS = {
    "weight_decay.sgd_step": Proof(_sgd),
    "adamw.step": Proof(_adamw),
    "soft_threshold.value": Proof(_shrunk),
}
