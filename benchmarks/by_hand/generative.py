"""Generative models as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _f32(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _sample(p: Any) -> Any:
    mean, log_variance, drawn = _f32(p["mu"]), _f32(p["logvar"]), _f32(p["eps"])
    return (mean + torch.exp(0.5 * log_variance) * drawn).item()


def _value(p: Any) -> Any:
    ones = _f32([p["p"], p["q"]])
    data, made = torch.stack((ones, 1 - ones), 1)
    logits = (data / made).log()
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    real = bce(logits, torch.ones_like(logits), data, reduction="sum")
    fake = bce(logits, torch.zeros_like(logits), made, reduction="sum")
    return (-real - fake).item()


def _gradient(p: Any) -> Any:
    logit: Any = torch.logit(_f32(p["D"])).requires_grad_()
    log_sigmoid = torch.nn.functional.logsigmoid
    loss: Any = log_sigmoid(-logit) if p["loss"] == "saturating" else -log_sigmoid(logit)
    loss.backward()
    return logit.grad.item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "vae.sample": _sample,
    "gan.value_at_optimum": _value,
    "gan.generator_grad": _gradient,
}
