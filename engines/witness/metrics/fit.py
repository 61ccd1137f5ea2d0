"""R² and clipped n-gram precision by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _r2(params: Params, torch: ModuleType, device: str) -> Seen:
    y = tensor(torch, params["y"], device)
    predicted = tensor(torch, params["p"], device)
    score = 1 - torch.nn.functional.mse_loss(predicted, y) / y.var(correction=0)
    call = "1 - F.mse_loss(p, y) / y.var(correction=0)"
    return Seen(as_value(score), call, tolerance(torch))


def _clipped(params: Params, torch: ModuleType, device: str) -> Seen:
    size = number(params, "n")
    candidate = torch.tensor(wholes(params, "c"), device=device).unfold(0, size, 1)
    reference = torch.tensor(wholes(params, "r"), device=device).unfold(0, size, 1)
    grams, counts = torch.unique(candidate, dim=0, return_counts=True)
    has = (grams[:, None] == reference).all(-1).sum(1)
    share = torch.minimum(counts, has).sum() / len(candidate)
    call = f"minimum(counts, has).sum() / len(c.unfold(0, {size}, 1))"
    return Seen(as_value(share), call, tolerance(torch))


PROOFS = {"r2.value": Proof(_r2), "bleu.clipped_precision": Proof(_clipped)}
