"""The shape of a convolution's output: the real layer on the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, pair
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.proof import Proof, Seen


def _layer(
    params: Params, channels: int, filters: int, batch: int, torch: ModuleType
) -> tuple[tuple[int, ...], str]:
    kernel, stride, pad, dilation = (pair(params, name) for name in "KSPD")
    high, wide = number(params, "H"), number(params, "W")
    layer = torch.nn.Conv2d(channels, filters, kernel, stride, pad, dilation, device="meta")
    out = layer(torch.empty(batch, channels, high, wide, device="meta"))
    call = conv2d_call(
        channels,
        filters,
        _brief(kernel),
        stride=_brief(stride),
        padding=_brief(pad),
        dilation=_brief(dilation),
    )
    return tuple(out.shape), call


def _brief(sizes: tuple[int, int]) -> int | tuple[int, int]:
    return sizes[0] if sizes[0] == sizes[1] else sizes


def _run_sides(params: Params, torch: ModuleType, _device: str) -> Seen:
    shape, call = _layer(params, 1, 1, 1, torch)
    return Seen(shape[-2:], call, device="meta")


def _run_shape(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters, batch = (number(params, name) for name in ("Ci", "Co", "N"))
    shape, call = _layer(params, channels, filters, batch, torch)
    return Seen(shape if batch > 1 else shape[1:], call, device="meta")


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
