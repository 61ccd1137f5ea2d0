"""Gradients with a detached part, by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _detach(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device, requires_grad=True)
    p, q = number(params, "p"), number(params, "q")
    (x**p * x.detach() ** q).backward()
    call = f"(x**{p} * x.detach()**{q}).backward(); x.grad at {floats(params['x'])}"
    return Seen(as_value(x.grad), call)


def _straight(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device, requires_grad=True)
    ((x + (torch.round(x) - x).detach() - number(params, "t")) ** 2).backward()
    call = f"y = x + (round(x) - x).detach(); x.grad at {floats(params['x'])}"
    return Seen(as_value(x.grad), call, tolerance(torch))


PROOFS = {"detach.grad": Proof(_detach), "straight_through.grad": Proof(_straight)}
