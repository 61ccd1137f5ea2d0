"""Transposed convolutions by torch.nn.ConvTranspose2d, on the meta device where they are large."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.convolution.places import square_cost, square_place
from engines.witness.proof import Proof, Seen


def _call(kernel: int, stride: int, pad: int, extra: int, dilation: int = 1) -> str:
    given = {"stride": stride, "padding": pad, "output_padding": extra, "dilation": dilation}
    plain = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}
    options = [f"{name}={value}" for name, value in given.items() if value != plain[name]]
    return f"ConvTranspose2d({', '.join(['1, 1', str(kernel), *options])})"


def _spread(side: int, stride: int, kernel: int, dilation: int) -> int:
    """Return a side that surely holds the output, padding and all."""
    return side * stride + dilation * kernel + 100


def _run_size(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride, pad, dilation = (number(params, name) for name in "HKSPD")
    extra = number(params, "OP")
    where = square_place(device, _spread(side, stride, kernel, dilation), kernel)
    layer = torch.nn.ConvTranspose2d(
        1, 1, kernel, stride, pad, extra, dilation=dilation, device=where
    )
    out = layer(torch.zeros(1, 1, side, side, device=where))
    return Seen(out.shape[-1], _call(kernel, stride, pad, extra, dilation), device=where)


def _cost_size(params: Params) -> Cost:
    side, kernel, stride, dilation = (number(params, name) for name in "HKSD")
    return square_cost(_spread(side, stride, kernel, dilation), kernel)


def _run_padding(params: Params, torch: ModuleType, device: str) -> Seen:
    """Run the convolution, then the transposed one with each output padding that it may have."""
    side, kernel, stride, pad = (number(params, name) for name in ("O", "K", "S", "P"))
    where = square_place(device, side + 2 * pad, kernel)
    small = torch.nn.Conv2d(1, 1, kernel, stride, pad, device=where)(
        torch.zeros(1, 1, side, side, device=where)
    )
    for extra in range(stride):
        layer = torch.nn.ConvTranspose2d(1, 1, kernel, stride, pad, extra, device=where)
        if layer(small).shape[-1] == side:
            return Seen(extra, _call(kernel, stride, pad, extra), device=where)
    raise RuntimeError("no output padding restores the side")


def _cost_padding(params: Params) -> Cost:
    return square_cost(number(params, "O") + 2 * number(params, "P"), number(params, "K"))


PROOFS = {
    "conv_transpose2d.output_size": Proof(_run_size, _cost_size),
    "conv_transpose2d.output_padding": Proof(_run_padding, _cost_padding),
}
