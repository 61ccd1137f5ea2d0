"""Convolutions by hand: the torch calls of the witnesses, as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _strides(p: Any) -> Any:
    image = torch.zeros(1, 1, p["H"], p["H"])
    weight = torch.zeros(1, 1, p["K"], p["K"])
    found = []
    for stride in range(1, p["H"] + 2 * p["P"] + 1):
        side = torch.nn.functional.conv2d(image, weight, stride=stride, padding=p["P"]).shape[-1]
        if side < p["O"]:
            break
        if side == p["O"]:
            found.append(stride)
    return tuple(found)


def _activation(p: Any) -> Any:
    dtype = {2: torch.bfloat16, 4: torch.float32}[p["bytes"]]
    layer = torch.nn.Conv2d(
        p["Ci"], p["Co"], p["K"], p["S"], p["P"], bias=False, device="meta", dtype=dtype
    )
    out = layer(torch.empty(p["N"], p["Ci"], p["H"], p["H"], device="meta", dtype=dtype))
    return out.numel() * out.element_size()


def _tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _feature_map(p: Any) -> Any:
    image, weight = _tensor(p["x"])[None, None], _tensor(p["w"])[None, None]
    out = torch.nn.functional.conv2d(image, weight, stride=p["S"], padding=p["P"])
    return out[0, 0].round().long().tolist()


def _causal(p: Any) -> Any:
    length = p["D"] * p["K"]
    layer = torch.nn.Conv1d(1, 1, p["K"], dilation=p["D"])
    steps = torch.zeros(1, 1, length)
    pad = length - layer(steps).shape[-1]
    assert layer(torch.nn.functional.pad(steps, (pad, 0))).shape[-1] == length
    return pad


def _transposed(p: Any) -> Any:
    layer = torch.nn.ConvTranspose2d(1, 1, p["K"], p["S"], p["P"], p["OP"], dilation=p["D"])
    return layer(torch.zeros(1, 1, p["H"], p["H"])).shape[-1]


def _separable(p: Any) -> Any:
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(p["Ci"], p["Ci"], p["K"], groups=p["Ci"], bias=False, device="meta"),
        torch.nn.Conv2d(p["Ci"], p["Co"], 1, bias=False, device="meta"),
    )
    return sum(parameter.numel() for parameter in layers.parameters())


def _features(p: Any) -> Any:
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(p["Ci"], p["C1"], p["K"]),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(p["C1"], p["C2"], p["K"]),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
    )
    return layers(torch.zeros(p["N"], p["Ci"], p["H"], p["H"])).shape[-1]


def _interpolated(p: Any) -> Any:
    signal = _tensor(p["x"])[None, None]
    out = torch.nn.functional.interpolate(signal, p["n"], mode="linear", align_corners=p["align"])
    return out[0, 0].tolist()


def _alexnet(p: Any) -> Any:
    layers: list[torch.nn.Module] = []
    channels, width = p["Ci"], 256 * 6 * 6
    for filters, kernel in ((64, 11), (192, 5), (384, 3), (256, 3), (256, 3)):
        layers.append(torch.nn.Conv2d(channels, filters, kernel, device="meta"))
        channels = filters
    for units in (4096, 4096, p["classes"]):
        layers.append(torch.nn.Linear(width, units, device="meta"))
        width = units
    return sum(parameter.numel() for parameter in torch.nn.Sequential(*layers).parameters())


def _same(p: Any) -> Any:
    layer = torch.nn.Conv1d(1, 1, p["K"], p["S"])
    ends = (p["K"] - 1) // 2, p["K"] // 2
    return layer(torch.nn.functional.pad(torch.zeros(1, 1, p["H"]), ends)).shape[-1]


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "conv2d.strides_for_size": _strides,
    "conv2d.activation_bytes": _activation,
    "conv2d.feature_map": _feature_map,
    "conv1d.causal_padding": _causal,
    "conv_transpose2d.output_size": _transposed,
    "depthwise_separable.params": _separable,
    "flatten.features": _features,
    "interpolate.linear": _interpolated,
    "alexnet.params": _alexnet,
    "tf_same.output_size": _same,
}
