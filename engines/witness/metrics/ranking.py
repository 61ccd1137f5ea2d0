"""Measures of a ranking by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _auc(params: Params, torch: ModuleType, device: str) -> Seen:
    scores = tensor(torch, params["s"], device)
    positive = torch.tensor(params["y"], device=device).bool()
    gaps = scores[positive][:, None] - scores[~positive]
    area = ((gaps > 0).sum() + 0.5 * (gaps == 0).sum()) / gaps.numel()
    call = "((gaps > 0).sum() + 0.5 * (gaps == 0).sum()) / gaps.numel()"
    return Seen(as_value(area), call, tolerance(torch))


def _average_precision(params: Params, torch: ModuleType, device: str) -> Seen:
    relevant = torch.tensor(params["r"], device=device)
    places = torch.arange(1, len(relevant) + 1, device=device)
    precision = relevant.cumsum(0) / places
    value = (precision * relevant).sum() / relevant.sum()
    call = "(r.cumsum(0) / places * r).sum() / r.sum()"
    return Seen(as_value(value), call, tolerance(torch))


def _mean_average_precision(params: Params, torch: ModuleType, device: str) -> Seen:
    relevant = torch.tensor(params["R"], device=device)
    places = torch.arange(1, relevant.shape[1] + 1, device=device)
    precision = relevant.cumsum(1) / places
    value = ((precision * relevant).sum(1) / relevant.sum(1)).mean()
    call = "((R.cumsum(1) / places * R).sum(1) / R.sum(1)).mean()"
    return Seen(as_value(value), call, tolerance(torch))


def _topk(params: Params, torch: ModuleType, device: str) -> Seen:
    k = number(params, "k")
    logits = tensor(torch, params["z"], device)
    labels = torch.tensor(params["y"], device=device)
    hits = (logits.topk(k).indices == labels[:, None]).any(1)
    call = f"(z.topk({k}).indices == y[:, None]).any(1).float().mean()"
    return Seen(as_value(hits.sum() / len(labels)), call, tolerance(torch))


PROOFS = {
    "roc_auc.value": Proof(_auc),
    "average_precision.value": Proof(_average_precision),
    "mean_average_precision.value": Proof(_mean_average_precision),
    "topk_accuracy.value": Proof(_topk),
}
