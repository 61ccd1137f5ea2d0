"""Speculative decoding: the overlap of two distributions, and a sum of powers."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _accepted(params: Params, torch: ModuleType, device: str) -> Seen:
    target, draft = (tensor(torch, params[name], device) for name in "pq")
    value = (draft * (target / draft).clamp(max=1)).sum()
    return Seen(as_value(value), "(q * (p / q).clamp(max=1)).sum()", tolerance(torch))


def _yielded(params: Params, torch: ModuleType, device: str) -> Seen:
    """The chances that 1, 2, … drafted tokens survive are running products."""
    drafted = number(params, "g")
    value = tensor(torch, params["a"], device).expand(drafted).cumprod(0).sum() + 1
    call = f"tensor({literal(params['a'])}).expand({drafted}).cumprod(0).sum() + 1"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {
    "speculative_decoding.acceptance": Proof(_accepted),
    "speculative_decoding.expected_tokens": Proof(_yielded),
}
