"""Losses as one would compute them in a script."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional


def _tensor(value: Any, **options: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32, **options)


def _bce(p: Any) -> Any:
    loss = functional.binary_cross_entropy_with_logits(_tensor(p["z"]), _tensor(p["y"]))
    return loss.item()


def _focal(p: Any) -> Any:
    right = _tensor(p["p"])
    return (-p["alpha"] * (1 - right) ** p["gamma"] * torch.log(right)).item()


def _ce_grad(p: Any) -> Any:
    logits = _tensor(p["z"])
    batch = torch.zeros(p["N"], len(logits))
    batch[0] = logits
    batch.requires_grad_()
    functional.cross_entropy(batch, torch.full((p["N"],), p["y"])).backward()  # type: ignore[no-untyped-call]
    assert batch.grad is not None
    return batch.grad[0].tolist()


def _nll(p: Any) -> Any:
    logs = torch.log_softmax(_tensor(p["z"]), dim=1)
    return functional.nll_loss(logs, torch.tensor(p["y"])).item()


def _smoothed(p: Any) -> Any:
    logits, right = _tensor(p["z"]), torch.tensor(p["y"])
    return functional.cross_entropy(logits, right, label_smoothing=p["eps"]).item()


def _mse(p: Any) -> Any:
    return functional.mse_loss(_tensor(p["a"]), _tensor(p["b"])).item()


def _mse_grad(p: Any) -> Any:
    predicted = _tensor(p["a"], requires_grad=True)
    functional.mse_loss(predicted, _tensor(p["b"])).backward()  # type: ignore[no-untyped-call]
    assert predicted.grad is not None
    return predicted.grad.tolist()


def _huber(p: Any) -> Any:
    return functional.huber_loss(_tensor(p["a"]), _tensor(p["b"]), delta=p["delta"]).item()


def _multi_margin(p: Any) -> Any:
    scores, right = _tensor(p["s"]), torch.tensor(p["y"])
    return functional.multi_margin_loss(scores, right, margin=p["margin"]).item()


def _triplet(p: Any) -> Any:
    anchor, positive, negative = (_tensor(p[name]) for name in "apn")
    loss = functional.triplet_margin_loss(anchor, positive, negative, margin=p["margin"], eps=0)
    return loss.item()


def _cosine(p: Any) -> Any:
    return functional.cosine_similarity(_tensor(p["u"]), _tensor(p["v"]), dim=0).item()


def _kl(p: Any) -> Any:
    target, predicted = _tensor(p["p"]), _tensor(p["q"])
    return functional.kl_div(predicted.log(), target, reduction="sum").item()


def _mutual(p: Any) -> Any:
    joint = _tensor(p["p"])
    independent = joint.sum(1, keepdim=True) * joint.sum(0)
    return (torch.xlogy(joint, joint) - torch.xlogy(joint, independent)).sum().item()


def _clip(p: Any) -> Any:
    scores = _tensor(p["S"]) / p["tau"]
    diagonal = torch.arange(len(scores))
    rows = functional.cross_entropy(scores, diagonal)
    return ((rows + functional.cross_entropy(scores.T, diagonal)) / 2).item()


def _dice(p: Any) -> Any:
    predicted, true = _tensor(p["p"]), _tensor(p["t"])
    return (2 * (predicted * true).sum() / (predicted.sum() + true.sum())).item()


def _perplexity(p: Any) -> Any:
    logs = _tensor(p["p"]).log()[:, None]
    targets = torch.zeros(len(logs), dtype=torch.long)
    return torch.exp(functional.nll_loss(logs, targets)).item()


def _bits(p: Any) -> Any:
    return (_tensor(p["loss"]) / math.log(2)).item()


def _distilled(p: Any) -> Any:
    teacher, student = (_tensor(p[name]) / p["T"] for name in "ts")
    divergence = functional.kl_div(
        torch.log_softmax(student, -1), torch.softmax(teacher, -1), reduction="sum"
    )
    return (divergence * p["T"] ** 2).item()


def _ctc(p: Any) -> Any:
    letter = _tensor(p["p"])
    logs = torch.stack([1 - letter, letter], dim=-1).log()
    target = torch.ones(1, dtype=torch.long)
    frames: Any = (len(logs),)
    letters: Any = (1,)
    loss = functional.ctc_loss(logs, target, frames, letters, reduction="sum")
    return torch.exp(-loss).item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "bce.with_logits": _bce,
    "focal_loss.value": _focal,
    "ce.grad": _ce_grad,
    "nll.value": _nll,
    "ce.label_smoothing": _smoothed,
    "mse.value": _mse,
    "mse.grad": _mse_grad,
    "huber.value": _huber,
    "multi_margin.value": _multi_margin,
    "triplet_margin.value": _triplet,
    "cosine_similarity.value": _cosine,
    "kl_div.value": _kl,
    "mutual_information.value": _mutual,
    "clip_loss.value": _clip,
    "dice.value": _dice,
    "perplexity.value": _perplexity,
    "bits_per_char.value": _bits,
    "distillation.loss": _distilled,
    "ctc.probability": _ctc,
}
