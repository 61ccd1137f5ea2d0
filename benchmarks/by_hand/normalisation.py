"""Normalisation as one would compute it in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _running_var(p: Any) -> Any:
    layer = torch.nn.BatchNorm1d(1, momentum=p["m"], affine=False)
    assert layer.running_var is not None
    layer.running_var.fill_(p["r"])
    layer(_tensor(p["x"])[:, None])
    return layer.running_var[0].item()


def _folded(p: Any) -> Any:
    weights = _tensor(p["w"])
    convolution = torch.nn.Conv1d(1, 1, len(weights)).eval()
    norm: Any = torch.nn.BatchNorm1d(1).eval()
    with torch.no_grad():
        convolution.weight.copy_(weights)
        assert convolution.bias is not None
        convolution.bias.fill_(p["b"])
        norm.running_mean.fill_(p["mean"])
        norm.running_var.fill_(p["var"])
        norm.weight.fill_(p["gamma"])
        norm.bias.fill_(p["beta"])
        fused: Any = torch.nn.utils.fusion.fuse_conv_bn_eval(convolution, norm)
        return torch.cat((fused.weight.flatten(), fused.bias)).tolist()


def _layer_norm(p: Any) -> Any:
    x = _tensor(p["x"])
    with torch.no_grad():
        return torch.nn.LayerNorm(x.shape[1])(x)[0].tolist()


def _rms_norm(p: Any) -> Any:
    x = _tensor(p["x"])
    layer = torch.nn.RMSNorm(len(x), eps=1e-6)
    with torch.no_grad():
        layer.weight.fill_(p["g"])
        return layer(x).tolist()


def _group_norm(p: Any) -> Any:
    x = _tensor(p["x"])[None]
    with torch.no_grad():
        return torch.nn.GroupNorm(p["G"], x.shape[1])(x)[0, 0].tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "batchnorm.running_var": _running_var,
    "batchnorm.folded": _folded,
    "layer_norm.value": _layer_norm,
    "rms_norm.value": _rms_norm,
    "group_norm.value": _group_norm,
}
