"""Overlaps of masks, counted on tensors of their pixels."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _dice(params: Params, torch: ModuleType, device: str) -> Seen:
    p, t = (tensor(torch, params[name], device) for name in "pt")
    found = 2 * (p * t).sum() / (p.sum() + t.sum())
    return Seen(as_value(found), "2 * (p * t).sum() / (p.sum() + t.sum())", tolerance(torch))


def _jaccard(params: Params, torch: ModuleType, device: str) -> Seen:
    p, t = (tensor(torch, params[name], device).bool() for name in "pt")
    found = (p & t).sum() / (p | t).sum()
    return Seen(as_value(found), "(p & t).sum() / (p | t).sum()", tolerance(torch))


def _from_jaccard(params: Params, torch: ModuleType, device: str) -> Seen:
    index = tensor(torch, params["J"], device)
    call = f"J = tensor({floats(params['J'])}); 2 * J / (1 + J)"
    return Seen(as_value(2 * index / (1 + index)), call, tolerance(torch))


def _tversky(params: Params, torch: ModuleType, device: str) -> Seen:
    hits, false, missed = (number(params, name) for name in ("TP", "FP", "FN"))
    p = torch.ones(hits + false + missed, device=device)
    t = torch.ones_like(p)
    p[hits + false :] = 0
    t[hits : hits + false] = 0
    both = (p * t).sum()
    errors = real(params, "alpha") * (p * (1 - t)).sum()
    errors = errors + real(params, "beta") * ((1 - p) * t).sum()
    call = "tp / (tp + a * (p * (1 - t)).sum() + b * ((1 - p) * t).sum())"
    return Seen(as_value(both / (both + errors)), call, tolerance(torch))


def _tversky_cost(params: Params) -> Cost:
    return Cost(sum(number(params, name) for name in ("TP", "FP", "FN")))


PROOFS = {
    "dice.value": Proof(_dice),
    "jaccard.value": Proof(_jaccard),
    "dice.from_jaccard": Proof(_from_jaccard),
    "tversky.value": Proof(_tversky, _tversky_cost),
}
