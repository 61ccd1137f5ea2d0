"""Unfold, pixel shuffle and interpolation by torch's own modules and functions."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place, tensor, tolerance


def _run_unfold(params: Params, torch: ModuleType, device: str) -> Seen:
    batch, channels, side = (number(params, name) for name in ("N", "Ci", "H"))
    kernel, stride, pad = (number(params, name) for name in "KSP")
    where = place(device, _windows(params))
    layer = torch.nn.Unfold(kernel, stride=stride, padding=pad)
    out = layer(torch.zeros(batch, channels, side, side, device=where))
    call = f"Unfold({kernel}, stride={stride}, padding={pad})"
    return Seen(tuple(out.shape), call, device=where)


def _windows(params: Params) -> tuple[int, ...]:
    """Return a shape that surely holds the result and its padded input."""
    batch, channels, kernel = (number(params, name) for name in ("N", "Ci", "K"))
    padded = number(params, "H") + 2 * number(params, "P")
    return batch, channels, kernel, kernel, padded, padded


def _cost_unfold(params: Params) -> Cost:
    return cost.meta(_windows(params))


def _run_shuffle(params: Params, torch: ModuleType, device: str) -> Seen:
    shape = tuple(number(params, name) for name in "CHW")
    grow = number(params, "r")
    where = place(device, shape)
    out = torch.nn.PixelShuffle(grow)(torch.zeros(shape, device=where))
    return Seen(tuple(out.shape), f"PixelShuffle({grow})", device=where)


def _cost_shuffle(params: Params) -> Cost:
    return cost.meta(tuple(number(params, name) for name in "CHW"))


def _run_linear(params: Params, torch: ModuleType, device: str) -> Seen:
    signal = tensor(torch, params["x"], device)[None, None]
    size, align = number(params, "n"), flag(params, "align")
    out = torch.nn.functional.interpolate(signal, size, mode="linear", align_corners=align)
    call = f"F.interpolate(x, {size}, mode='linear', align_corners={align})"
    return Seen(as_value(out[0, 0]), call, tolerance(torch))


PROOFS = {
    "unfold.shape": Proof(_run_unfold, _cost_unfold),
    "pixel_shuffle.output_shape": Proof(_run_shuffle, _cost_shuffle),
    "interpolate.linear": Proof(_run_linear),
}
