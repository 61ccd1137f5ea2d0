"""Gradients of hidden weights that start at zero, by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _gradients(params: Params, torch: ModuleType, device: str) -> Seen:
    inputs, target = (tensor(torch, params[name], device) for name in "xt")
    units, name = number(params, "H"), word(params, "f")
    weight = torch.zeros(units, len(inputs), device=device, requires_grad=True)
    out = torch.full((units,), real(params, "c"), device=device)
    loss = (out @ getattr(torch, name)(weight @ inputs) - target) ** 2 / 2
    (gradient,) = torch.autograd.grad(loss, weight)
    call = f"autograd.grad((v @ {name}(W @ x) - t) ** 2 / 2, W)"
    return Seen(as_value(gradient), call, tolerance(torch))


PROOFS = {"zero_init.gradients": Proof(_gradients)}
