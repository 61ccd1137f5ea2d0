"""Initial weights as a script would make and watch them, to time the witness against."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import _python_dispatch

_init: Any = torch.nn.init
_Mode: Any = _python_dispatch.TorchDispatchMode


class _Watch(_Mode):  # type: ignore[misc]
    """Note the arguments of every call below Python."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.append((func, args[1:]))
        return func(*args, **(kwargs or {}))


def _bound(p: Any) -> Any:
    weight = torch.empty(p["fan_out"], p["fan_in"], device="meta")
    with _Watch() as watch:
        _init.xavier_uniform_(weight)
    return watch.seen[0][1][1]


def _default(p: Any) -> Any:
    with _Watch() as watch:
        torch.nn.Linear(p["fan_in"], p["fan_out"], device="meta")
    uniform = torch.ops.aten.uniform_.default
    return next(args[1] for function, args in watch.seen if function is uniform)


def _fan_in(p: Any) -> Any:
    layer = torch.nn.Conv2d(p["Ci"], p["Co"], p["K"], groups=p["g"], device="meta")
    return _init._calculate_fan_in_and_fan_out(layer.weight)[0]


def _after_layers(p: Any) -> Any:
    width = p["n"]
    weight = _init.orthogonal_(torch.empty(width, width), math.sqrt(width * p["var_w"]))
    signal = torch.full((1, width), math.sqrt(p["v"]))
    for _ in range(p["L"]):
        signal = signal @ weight.T
        if p["f"] == "ReLU":
            signal = torch.relu(torch.cat((signal, -signal)))
    return signal.square().mean().item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "xavier.bound": _bound,
    "linear.default_bound": _default,
    "conv2d.fan_in": _fan_in,
    "activation_variance.after_layers": _after_layers,
}
