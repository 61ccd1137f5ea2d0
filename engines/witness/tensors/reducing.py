"""Reductions by torch itself: shapes on blank tensors, values on real ones."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import flag, number, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place, tolerance
from engines.witness.tensors.making import cost_of_shape, made


def _run_sum(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, dims, keep = wholes(params, "shape"), wholes(params, "dims"), flag(params, "keepdim")
    where = place(device, shape)
    found = tuple(torch.empty(shape, device=where).sum(dims, keepdim=keep).shape)
    return Seen(found, f"{made(shape)}.sum({dims}, keepdim={keep})", device=where)


def _run_argmax(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, dim, keep = wholes(params, "shape"), number(params, "dim"), flag(params, "keepdim")
    where = place(device, shape)
    found = tuple(torch.empty(shape, device=where).argmax(dim, keepdim=keep).shape)
    return Seen(found, f"{made(shape)}.argmax({dim}, keepdim={keep})", device=where)


def _run_mean(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = number(params, "dim")
    x = torch.tensor(params["x"], dtype=torch.get_default_dtype(), device=device)
    found = x.mean(dim)
    return Seen(as_value(found), f"x.mean(dim={dim})", tolerance(torch))


def _run_cumsum(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = number(params, "dim")
    found = torch.tensor(params["x"], device=device).cumsum(dim)
    return Seen(as_value(found), f"torch.cumsum(x, dim={dim})")


PROOFS = {
    "sum.shape": Proof(_run_sum, cost_of_shape),
    "mean.values": Proof(_run_mean),
    "argmax.shape": Proof(_run_argmax, cost_of_shape),
    "cumsum.values": Proof(_run_cumsum),
}
