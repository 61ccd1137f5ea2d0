"""What attention sees: the pairs that a mask lets in, summed."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen


def _causal(torch: ModuleType, tokens: int, device: str) -> Any:
    return torch.ones(tokens, tokens, dtype=torch.bool, device=device).tril()


def _run_causal(params: Params, torch: ModuleType, device: str) -> Seen:
    tokens = number(params, "T")
    pairs = _causal(torch, tokens, device).sum().item()
    return Seen(pairs, f"ones({tokens}, {tokens}, dtype=bool).tril().sum()")


def _run_sliding(params: Params, torch: ModuleType, device: str) -> Seen:
    tokens, window = number(params, "T"), number(params, "w")
    pairs = _causal(torch, tokens, device).triu(1 - window).sum().item()
    call = f"ones({tokens}, {tokens}, dtype=bool).tril().triu({1 - window}).sum()"
    return Seen(pairs, call)


def _cost_mask(params: Params) -> Cost:
    return Cost(number(params, "T") ** 2, number(params, "T") ** 2)


PROOFS = {
    "sliding_window.pairs": Proof(_run_sliding, _cost_mask),
    "causal_mask.pairs": Proof(_run_causal, _cost_mask),
}
