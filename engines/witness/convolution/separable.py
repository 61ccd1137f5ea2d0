"""Convolutions that save weights: the real layers' parameters, on the meta device."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.proof import Proof, Seen, count_parameters


def _sizes(params: Params) -> tuple[int, int, int]:
    channels, filters, kernel = (number(params, name) for name in ("Ci", "Co", "K"))
    return channels, filters, kernel


def _separable(params: Params, torch: ModuleType) -> Any:
    channels, filters, kernel = _sizes(params)
    return torch.nn.Sequential(
        torch.nn.Conv2d(channels, channels, kernel, groups=channels, bias=False, device="meta"),
        torch.nn.Conv2d(channels, filters, 1, bias=False, device="meta"),
    )


def _run_separable(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters, kernel = _sizes(params)
    layers = _separable(params, torch)
    first = conv2d_call(channels, channels, kernel, groups=channels)
    call = f"parameters of {first} and {conv2d_call(channels, filters, 1)}"
    return Seen(count_parameters(layers), call, device="meta")


def _run_ratio(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters, kernel = _sizes(params)
    ordinary = torch.nn.Conv2d(channels, filters, kernel, bias=False, device="meta")
    ratio = count_parameters(_separable(params, torch)) / count_parameters(ordinary)
    call = f"depthwise and pointwise against {conv2d_call(channels, filters, kernel)}"
    return Seen(ratio, call, tolerance=1e-15, device="meta")


def _run_grouped(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters, kernel = _sizes(params)
    groups = number(params, "g")
    layer = torch.nn.Conv2d(channels, filters, kernel, groups=groups, device="meta")
    call = f"{conv2d_call(channels, filters, kernel, groups=groups)}.weight.shape"
    return Seen(tuple(layer.weight.shape), call, device="meta")


def _cost(params: Params) -> Cost:
    channels, filters, kernel = _sizes(params)
    return cost.meta((channels, filters, kernel, kernel))


def _run_pointwise(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters = number(params, "Ci"), number(params, "Co")
    layer = torch.nn.Conv2d(channels, filters, 1, device="meta")
    call = f"parameters of {conv2d_call(channels, filters, 1)}"
    return Seen(count_parameters(layer), call, device="meta")


def _cost_pointwise(params: Params) -> Cost:
    return cost.meta((number(params, "Ci"), number(params, "Co")))


PROOFS = {
    "depthwise_separable.params": Proof(_run_separable, _cost),
    "depthwise_separable.ratio": Proof(_run_ratio, _cost),
    "conv2d.grouped_weight_shape": Proof(_run_grouped, _cost),
    "conv1x1.params": Proof(_run_pointwise, _cost_pointwise),
}
