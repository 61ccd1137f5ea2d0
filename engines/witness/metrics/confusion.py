"""Measures of a binary classifier, taken from a list of predictions with these counts."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number
from engines.families.metrics.counts import ALL, NAMES, counted
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tolerance

_KINDS = ((1, 1), (1, 0), (0, 1), (0, 0))
"""Prediction and truth of a true positive, false positive, false negative and true negative."""

Measure = Callable[[Any, Any], Any]


def _predictions(params: Params, torch: ModuleType, device: str) -> Any:
    """Return predictions and truths as two rows of booleans."""
    kinds = torch.tensor(_KINDS, dtype=torch.bool, device=device)
    times = torch.tensor([number(params, name) for name in NAMES], device=device)
    return kinds.repeat_interleave(times, dim=0).unbind(1)


def _measured(measure: Measure, call: str) -> Proof:
    def run(params: Params, torch: ModuleType, device: str) -> Seen:
        pred, y = _predictions(params, torch, device)
        return Seen(as_value(measure(pred, y)), call, tolerance(torch))

    return Proof(run, _cost)


def _correlation(params: Params, torch: ModuleType, device: str) -> Seen:
    pred, y = _predictions(params, torch, device)
    both = torch.stack((pred, y)).to(torch.get_default_dtype())
    call = "torch.corrcoef(torch.stack((pred, y)).float())[0, 1]"
    return Seen(as_value(torch.corrcoef(both)[0, 1]), call, 10 * tolerance(torch))


def _precision(pred: Any, y: Any) -> Any:
    return (pred & y).sum() / pred.sum()


def _recall(pred: Any, y: Any) -> Any:
    return (pred & y).sum() / y.sum()


def _f1(pred: Any, y: Any) -> Any:
    precision, recall = _precision(pred, y), _recall(pred, y)
    return 2 * precision * recall / (precision + recall)


def _cost(params: Params) -> Cost:
    return Cost(2 * counted(params, ALL))


PROOFS = {
    "confusion.accuracy": _measured(
        lambda pred, y: (pred == y).sum() / len(y), "(pred == y).sum() / len(y)"
    ),
    "confusion.precision": _measured(_precision, "(pred & y).sum() / pred.sum()"),
    "confusion.recall": _measured(_recall, "(pred & y).sum() / y.sum()"),
    "confusion.f1": _measured(_f1, "2 * p * r / (p + r), p and r by (pred & y).sum()"),
    "confusion.specificity": _measured(
        lambda pred, y: (~pred & ~y).sum() / (~y).sum(), "(~pred & ~y).sum() / (~y).sum()"
    ),
    "confusion.balanced_accuracy": _measured(
        lambda pred, y: (_recall(pred, y) + _recall(~pred, ~y)) / 2,
        "(pred[y].float().mean() + (~pred)[~y].float().mean()) / 2",
    ),
    "confusion.mcc": Proof(_correlation, _cost),
}
