"""Attention as one would write it in a script: the calls that the witnesses are timed beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

_ATTEND = torch.nn.functional.scaled_dot_product_attention


def _floats(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _value(p: Any) -> Any:
    return _ATTEND(_floats(p["Q"]), _floats(p["K"]), _floats(p["V"])).tolist()


def _causal(p: Any) -> Any:
    eye = torch.eye(len(p["S"]))
    return _ATTEND(_floats(p["S"]), eye, eye, is_causal=True, scale=1.0).tolist()


def _params(p: Any) -> Any:
    layer = torch.nn.MultiheadAttention(p["d"], p["h"], bias=p["bias"], device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def _shape(p: Any) -> Any:
    layer = torch.nn.MultiheadAttention(p["d"], p["h"], batch_first=True)
    tokens = torch.zeros(p["B"], p["T"], p["d"])
    return tuple(layer(tokens, tokens, tokens, average_attn_weights=False)[1].shape)


def _flops(p: Any) -> Any:
    tokens = torch.empty(p["B"], p["h"], p["T"], p["dh"], device="meta")
    with FlopCounterMode(display=False) as counter:
        _ATTEND(tokens, tokens, tokens)
    return counter.get_total_flops()


def _pairs(p: Any) -> Any:
    ones = torch.ones(p["T"], p["T"], dtype=torch.bool)
    return ones.tril().triu(1 - p["w"]).sum().item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "attention.value": _value,
    "attention.causal_weights": _causal,
    "multihead_attention.params": _params,
    "multihead_attention.score_shape": _shape,
    "attention.flops": _flops,
    "sliding_window.pairs": _pairs,
}
