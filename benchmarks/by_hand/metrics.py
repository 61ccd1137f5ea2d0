"""Measures of predictions as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _f32(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _predictions(p: Any) -> Any:
    kinds = torch.tensor([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=torch.bool)
    times = torch.tensor([p["TP"], p["FP"], p["FN"], p["TN"]])
    return kinds.repeat_interleave(times, dim=0).unbind(1)


def _precision(p: Any) -> Any:
    pred, y = _predictions(p)
    return ((pred & y).sum() / pred.sum()).item()


def _mcc(p: Any) -> Any:
    pred, y = _predictions(p)
    return torch.corrcoef(torch.stack((pred, y)).float())[0, 1].item()


def _macro(p: Any) -> Any:
    matrix = torch.tensor(p["C"])
    return (2 * matrix.diag() / (matrix.sum(0) + matrix.sum(1))).mean().item()


def _auc(p: Any) -> Any:
    scores, labels = _f32(p["s"]), torch.tensor(p["y"]).bool()
    gaps = scores[labels][:, None] - scores[~labels]
    return (((gaps > 0).sum() + 0.5 * (gaps == 0).sum()) / gaps.numel()).item()


def _map(p: Any) -> Any:
    relevant = torch.tensor(p["R"])
    places = torch.arange(1, relevant.shape[1] + 1)
    precision = relevant.cumsum(1) / places
    return ((precision * relevant).sum(1) / relevant.sum(1)).mean().item()


def _r2(p: Any) -> Any:
    y, predicted = _f32(p["y"]), _f32(p["p"])
    return (1 - torch.nn.functional.mse_loss(predicted, y) / y.var(correction=0)).item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "confusion.precision": _precision,
    "confusion.mcc": _mcc,
    "f1.macro": _macro,
    "roc_auc.value": _auc,
    "mean_average_precision.value": _map,
    "r2.value": _r2,
}
