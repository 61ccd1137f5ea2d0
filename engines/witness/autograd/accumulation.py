"""Several backward passes on one parameter."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, reals
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    optimiser = torch.optim.SGD([weight])
    cleared = number(params, "zero")
    for index, c in enumerate(reals(params, "c"), 1):
        if index == cleared:
            optimiser.zero_grad()
        (c * weight**2).backward()
    call = f"for c in {literal(params['c'])}: (c * w**2).backward()"
    return Seen(as_value(weight.grad), call)


PROOFS = {"gradient.accumulated": Proof(_run)}
