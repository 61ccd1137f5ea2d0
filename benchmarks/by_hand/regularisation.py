"""Regularisation as one would compute it in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional


def _tensor(value: Any, **options: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32, **options)


def _variance(p: Any) -> Any:
    binomial: Any = torch.distributions.Binomial
    return binomial(p["n"], 1 - _tensor(p["p"])).variance.item()


def _all_kept(p: Any) -> Any:
    binomial: Any = torch.distributions.Binomial
    return binomial(p["n"], 1 - _tensor(p["p"])).log_prob(_tensor(p["n"])).exp().item()


def _adamw(p: Any) -> Any:
    weight = _tensor(p["w"], requires_grad=True)
    weight.grad = _tensor(p["g"])
    torch.optim.AdamW([weight], lr=p["lr"], weight_decay=p["wd"]).step()
    return weight.item()


def _soft(p: Any) -> Any:
    return functional.softshrink(_tensor(p["w"]), p["t"]).tolist()


def _with_gradient(values: Any) -> Any:
    gradient = _tensor(values)
    parameter = torch.zeros_like(gradient, requires_grad=True)
    parameter.grad = gradient
    return parameter


def _clipped(p: Any) -> Any:
    parameters = [_with_gradient(p["a"]), _with_gradient(p["b"])]
    torch.nn.utils.clip_grad_norm_(parameters, p["c"])
    return torch.cat([parameter.grad for parameter in parameters]).tolist()


def _smoothed(p: Any) -> Any:
    logits = torch.zeros(p["K"], requires_grad=True)
    loss = functional.cross_entropy(logits, torch.tensor(p["y"]), label_smoothing=p["eps"])
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    with torch.no_grad():
        return (torch.softmax(logits, 0) - logits.grad).tolist()


def _stop(p: Any) -> Any:
    weight = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimiser, patience=p["patience"] - 1, threshold=0.0
    )
    for epoch, loss in enumerate(p["v"], 1):
        scheduler.step(loss)
        if optimiser.param_groups[0]["lr"] < 1:
            return epoch
    return None


def _folds(p: Any) -> Any:
    return [len(fold) for fold in torch.arange(p["n"]).tensor_split(p["k"])]


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "dropout.variance": _variance,
    "dropout.all_kept": _all_kept,
    "adamw.step": _adamw,
    "soft_threshold.value": _soft,
    "clip_grad_norm.value": _clipped,
    "label_smoothing.target": _smoothed,
    "early_stopping.stop_epoch": _stop,
    "k_fold.sizes": _folds,
}
