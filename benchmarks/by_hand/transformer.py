"""Transformers as one would write them in a script: what the witnesses are timed beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _floats(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _numel(*layers: Any) -> int:
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def _linear(inputs: int, outputs: int) -> Any:
    return torch.nn.Linear(inputs, outputs, bias=False, device="meta")


def _encoder(p: Any) -> Any:
    return _numel(torch.nn.TransformerEncoderLayer(p["d"], p["h"], p["ff"], device="meta"))


def _gpt2(p: Any) -> Any:
    tokens = torch.nn.Embedding(p["V"], p["d"], device="meta")
    positions = torch.nn.Embedding(p["C"], p["d"], device="meta")
    norm = torch.nn.LayerNorm(p["d"], device="meta")
    head = _linear(p["d"], p["V"])
    head.weight = tokens.weight
    block = torch.nn.TransformerEncoderLayer(p["d"], 1, 4 * p["d"], device="meta")
    return _numel(torch.nn.ModuleList((tokens, positions, norm, head))) + p["L"] * _numel(block)


def _sinusoid(p: Any) -> Any:
    angles = p["pos"] / 10_000 ** (torch.arange(0, p["d"], 2) / p["d"])
    return torch.stack((angles.sin(), angles.cos()), -1).flatten()[p["j"]].item()


def _slope(p: Any) -> Any:
    return (2.0 ** (-8 / p["h"] * torch.arange(1, p["h"] + 1)))[p["i"] - 1].item()


def _rotated(p: Any) -> Any:
    vector = _floats(p["x"])
    size = len(p["x"])
    angles = p["m"] / p["base"] ** (torch.arange(0, size, 2) / size)
    points = torch.view_as_complex(vector.unflatten(-1, (-1, 2)))
    turned = points * torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(turned).flatten().tolist()


def _tokens(p: Any) -> Any:
    layer = torch.nn.Conv2d(3, 1, p["P"], p["P"])
    patches = layer(torch.zeros(1, 3, p["H"], p["H"])).flatten(2).transpose(1, 2)
    return torch.cat((torch.zeros(1, 1, 1), patches), 1).shape[1]


def _lora(p: Any) -> Any:
    return p["n"] * _numel(_linear(p["k"], p["r"]), _linear(p["r"], p["d"]))


def _gate(p: Any) -> Any:
    logits = _floats(p["z"])
    kept, places = logits.topk(p["k"])
    return torch.zeros_like(logits).scatter(0, places, kept.softmax(-1)).tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "encoder_layer.params": _encoder,
    "gpt2.params": _gpt2,
    "sinusoidal.value": _sinusoid,
    "alibi.slope": _slope,
    "rope.rotated": _rotated,
    "vit.tokens": _tokens,
    "lora.params": _lora,
    "moe.gate_weights": _gate,
}
