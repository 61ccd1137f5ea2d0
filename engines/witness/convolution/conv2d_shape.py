"""The shape of a convolution's output: the real layer, on the meta device where it is large."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, pair
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.proof import Proof, Seen, place


def _layer(
    params: Params, channels: int, filters: int, batch: int, torch: ModuleType, device: str
) -> Seen:
    kernel, stride, pad, dilation = (pair(params, name) for name in "KSPD")
    high, wide = number(params, "H"), number(params, "W")
    padded = (batch, max(channels, filters), high + 2 * pad[0], wide + 2 * pad[1])
    weights = (channels, filters, *kernel)
    positions = batch * padded[2] * padded[3] // (stride[0] * stride[1])
    where = place(device, padded, weights, multiplies=positions * prod(weights))
    layer = torch.nn.Conv2d(channels, filters, kernel, stride, pad, dilation, device=where)
    out = layer(torch.zeros(batch, channels, high, wide, device=where))
    call = conv2d_call(
        channels,
        filters,
        _brief(kernel),
        stride=_brief(stride),
        padding=_brief(pad),
        dilation=_brief(dilation),
    )
    return Seen(tuple(out.shape), call, device=where)


def _brief(sizes: tuple[int, int]) -> int | tuple[int, int]:
    return sizes[0] if sizes[0] == sizes[1] else sizes


def _run_sides(params: Params, torch: ModuleType, device: str) -> Seen:
    seen = _layer(params, 1, 1, 1, torch, device)
    return replace(seen, value=seen.value[-2:])  # type: ignore[index]


def _run_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    channels, filters, batch = (number(params, name) for name in ("Ci", "Co", "N"))
    seen = _layer(params, channels, filters, batch, torch, device)
    return seen if batch > 1 else replace(seen, value=seen.value[1:])  # type: ignore[index]


def _cost_sides(params: Params) -> Cost:
    return _cost(params, 1, 1, 1)


def _cost_shape(params: Params) -> Cost:
    return _cost(params, *(number(params, name) for name in ("Ci", "Co", "N")))


def _cost(params: Params, channels: int, filters: int, batch: int) -> Cost:
    high, wide = number(params, "H"), number(params, "W")
    tall, broad = pair(params, "P")
    padded = (batch, max(channels, filters), high + 2 * tall, wide + 2 * broad)
    return cost.meta(padded, (channels, filters, *pair(params, "K")))


PROOFS = {
    "conv2d.spatial_size": Proof(_run_sides, _cost_sides),
    "conv2d.output_shape": Proof(_run_shape, _cost_shape),
}
