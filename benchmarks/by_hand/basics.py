"""Torch calls of the first families of each topic, as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _softmax(p: Any) -> Any:
    return torch.softmax(_tensor(p["z"]), -1).tolist()


def _pool(p: Any) -> Any:
    return torch.nn.MaxPool2d(p["K"], p["S"])(_tensor(p["x"])[None])[0].tolist()


def _conv(p: Any) -> Any:
    layer = torch.nn.Conv2d(1, 1, p["K"], p["S"], p["P"], p["D"], device="meta")
    return layer(torch.empty(1, 1, p["H"], p["H"], device="meta")).shape[-1]


def _shape(p: Any) -> Any:
    layer = torch.nn.Conv2d(p["Ci"], p["Co"], p["K"], p["S"], p["P"], p["D"], device="meta")
    return tuple(layer(torch.empty(1, p["Ci"], p["H"], p["W"], device="meta")).shape[1:])


def _numel(p: Any) -> Any:
    layer = torch.nn.Conv2d(p["Ci"], p["Co"], p["K"], groups=p["g"], device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def _linear(p: Any) -> Any:
    parts = (_tensor(p["x"]), _tensor(p["W"]), _tensor(p["b"]))
    return torch.nn.functional.linear(*parts).tolist()


def _loss(p: Any) -> Any:
    return torch.nn.functional.cross_entropy(_tensor(p["z"]), torch.tensor(p["y"])).tolist()


def _norm(p: Any) -> Any:
    layer = torch.nn.BatchNorm1d(1)
    with torch.no_grad():
        layer.weight.fill_(p["gamma"])
        layer.bias.fill_(p["beta"])
        return layer(_tensor(p["x"])[:, None])[:, 0].tolist()


def _adam(p: Any) -> Any:
    weight = torch.tensor(float(p["w"]), requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=p["lr"])
    weight.grad = torch.tensor(float(p["g"]))
    optimiser.step()
    return weight.item()


def _attention(p: Any) -> Any:
    keys = _tensor(p["K"])
    eye = torch.eye(len(p["K"]))
    query = _tensor(p["q"])[None, None]
    out = torch.nn.functional.scaled_dot_product_attention(query, keys[None], eye[None])
    return out[0, 0].tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "conv2d.output_size": _conv,
    "conv2d.output_shape": _shape,
    "conv2d.params": _numel,
    "max_pool2d.values": _pool,
    "softmax.value": _softmax,
    "linear.forward": _linear,
    "ce.value": _loss,
    "batchnorm.train": _norm,
    "adam.first_step": _adam,
    "attention.weights": _attention,
}
