"""Beam search by topk over log-probabilities."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, literal, tensor, tolerance


def _searched(params: Params, torch: ModuleType, device: str) -> Seen:
    first = tensor(torch, params["first"], device).log()
    after = tensor(torch, tuple(params[f"after{i}"] for i in range(3)), device).log()
    width = number(params, "B")
    kept = first.topk(width)
    scores = kept.values[:, None] + after[kept.indices]
    best = int(scores.argmax().item())
    value = int(kept.indices[best // 3].item()), best % 3
    call = f"v, i = p.log().topk({width}); (v[:, None] + after.log()[i]).argmax()"
    return Seen(value, call)


def _best(params: Params, torch: ModuleType, device: str) -> Seen:
    sums, lengths = (tensor(torch, params[name], device) for name in "sn")
    value = (sums / lengths ** real(params, "alpha")).max()
    call = f"(tensor({floats(params['s'])}) / n ** {literal(params['alpha'])}).max()"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {"beam_search.best": Proof(_searched), "beam_search.length_penalty": Proof(_best)}
