"""Choosing the next token by torch's sorting, cumulative sums and distributions."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, real, wholes
from engines.family import Params
from engines.values import Value
from engines.witness.proof import Proof, Seen, as_value, floats, literal, tensor, tolerance


def _top_k(params: Params, torch: ModuleType, device: str) -> Seen:
    shares, k = tensor(torch, params["p"], device), number(params, "k")
    top = shares.topk(k)
    value = torch.zeros_like(shares).scatter(0, top.indices, top.values / top.values.sum())
    call = f"v, i = p.topk({k}); zeros({len(shares)}).scatter(0, i, v / v.sum())"
    return Seen(as_value(value), call, tolerance(torch))


def _indices(kept: Any) -> Value:
    return as_value(kept.sort().values)


def _top_p(params: Params, torch: ModuleType, device: str) -> Seen:
    """A token is kept where those before it have not yet reached the threshold."""
    shares, order = tensor(torch, params["p"], device).sort(descending=True)
    kept = order[shares.cumsum(0) - shares < real(params, "t")]
    call = f"s, i = p.sort(descending=True); i[s.cumsum(0) - s < {literal(params['t'])}]"
    return Seen(_indices(kept), call)


def _min_p(params: Params, torch: ModuleType, device: str) -> Seen:
    shares = tensor(torch, params["p"], device)
    kept = (shares >= real(params, "m") * shares.max()).nonzero()[:, 0]
    return Seen(as_value(kept), f"(p >= {literal(params['m'])} * p.max()).nonzero()[:, 0]")


def _penalised(params: Params, torch: ModuleType, device: str) -> Seen:
    logits, theta = tensor(torch, params["z"], device), real(params, "theta")
    seen = torch.tensor(wholes(params, "seen"), device=device)
    found = logits[seen]
    value = logits.scatter(0, seen, torch.where(found < 0, found * theta, found / theta))
    sign = literal(params["theta"])
    call = f"z.scatter(0, seen, where(z[seen] < 0, z[seen] * {sign}, z[seen] / {sign}))"
    return Seen(as_value(value), call, tolerance(torch))


def _ordered(params: Params, torch: ModuleType, device: str) -> Seen:
    sharp = tensor(torch, params["g"], device) / tensor(torch, params["T"], device)
    logits = torch.stack((torch.zeros_like(sharp), sharp), dim=-1)
    order = torch.distributions.Categorical(logits=logits).entropy().argsort() + 1
    call = f"Categorical(logits=(0, {floats(params['g'])}) / T).entropy().argsort() + 1"
    return Seen(as_value(order), call)


PROOFS = {
    "sampling.top_k": Proof(_top_k),
    "sampling.top_p": Proof(_top_p),
    "sampling.min_p": Proof(_min_p),
    "sampling.repetition_penalty": Proof(_penalised),
    "sampling.entropy_order": Proof(_ordered),
}
