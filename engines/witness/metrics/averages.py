"""Measures of several classes by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tolerance


def _macro(params: Params, torch: ModuleType, device: str) -> Seen:
    matrix = torch.tensor(params["C"], device=device)
    scores = 2 * matrix.diag() / (matrix.sum(0) + matrix.sum(1))
    call = "(2 * C.diag() / (C.sum(0) + C.sum(1))).mean()"
    return Seen(as_value(scores.mean()), call, tolerance(torch))


def _micro(params: Params, torch: ModuleType, device: str) -> Seen:
    matrix = torch.tensor(params["C"], device=device)
    hits = matrix.diag()
    true = hits.sum()
    false_positives = (matrix.sum(0) - hits).sum()
    false_negatives = (matrix.sum(1) - hits).sum()
    score = 2 * true / (2 * true + false_positives + false_negatives)
    call = "2 * tp / (2 * tp + fp + fn), tp = C.diag().sum()"
    return Seen(as_value(score), call, tolerance(torch))


def _balanced(params: Params, torch: ModuleType, device: str) -> Seen:
    sizes = torch.tensor(wholes(params, "n"), device=device)
    labels = torch.arange(len(sizes), device=device).repeat_interleave(sizes)
    weights = labels.numel() / (len(sizes) * torch.bincount(labels))
    call = f"y.numel() / ({len(sizes)} * torch.bincount(y))"
    return Seen(as_value(weights), call, tolerance(torch))


def _cost(params: Params) -> Cost:
    return Cost(sum(wholes(params, "n")))


PROOFS = {
    "f1.macro": Proof(_macro),
    "f1.micro": Proof(_micro),
    "class_weights.balanced": Proof(_balanced, _cost),
}
