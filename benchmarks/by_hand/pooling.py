"""Pooling by hand: the torch calls of the witnesses, as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any, **options: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32, **options)


def _max_grad(p: Any) -> Any:
    image = _tensor(p["x"], requires_grad=True)
    out = torch.nn.MaxPool2d(p["K"], p["S"])(image[None])
    out.backward(_tensor(p["g"])[None])
    return image.grad.round().long().tolist()


def _padded(p: Any) -> Any:
    return torch.nn.AvgPool1d(p["K"], p["S"], p["P"])(_tensor(p["x"])[None])[0].tolist()


def _adaptive(p: Any) -> Any:
    return torch.nn.AdaptiveAvgPool1d(p["n"])(_tensor(p["x"])[None])[0].tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "max_pool2d.grad": _max_grad,
    "avg_pool1d.padded_values": _padded,
    "adaptive_avg_pool1d.values": _adaptive,
}
