"""The side of a convolution's output: the real layer, on the meta device where it is large."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, place


def conv2d_call(channels_in: int, channels_out: int, kernel: object, **options: object) -> str:
    """Return the layer as a person would write it: what is as the default is left out."""
    defaults = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True}
    given = [f"{name}={value}" for name, value in options.items() if value != defaults[name]]
    return f"Conv2d({', '.join([str(channels_in), str(channels_out), str(kernel), *given])})"


def _place(where: str, side: int, kernel: int, pad: int) -> str:
    padded = side + 2 * pad
    return place(where, (padded, padded), (kernel, kernel), multiplies=(padded * kernel) ** 2)


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride, pad, dilation = (number(params, name) for name in "HKSPD")
    where = _place(device, side, kernel, pad)
    layer = torch.nn.Conv2d(
        1, 1, kernel, stride=stride, padding=pad, dilation=dilation, device=where
    )
    out = layer(torch.zeros(1, 1, side, side, device=where))
    call = conv2d_call(1, 1, kernel, stride=stride, padding=pad, dilation=dilation)
    return Seen(out.shape[-1], call, device=where)


def _cost(params: Params) -> Cost:
    side, kernel, pad = (number(params, name) for name in "HKP")
    return cost.meta((side + 2 * pad, side + 2 * pad), (kernel, kernel))


def _run_padding(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride, wanted = (number(params, name) for name in ("H", "K", "S", "O"))
    where = _place(device, side, kernel, kernel)
    image = torch.zeros(1, 1, side, side, device=where)
    for pad in range(kernel):
        if side + 2 * pad < kernel:
            continue
        layer = torch.nn.Conv2d(1, 1, kernel, stride=stride, padding=pad, device=where)
        if layer(image).shape[-1] == wanted:
            return Seen(pad, conv2d_call(1, 1, kernel, stride=stride, padding=pad), device=where)
    raise RuntimeError("no padding below the kernel's size gives this side")


def _cost_padding(params: Params) -> Cost:
    side, kernel = number(params, "H"), number(params, "K")
    return cost.meta((side + 2 * kernel, side + 2 * kernel), (kernel, kernel))


PROOFS = {
    "conv2d.output_size": Proof(_run, _cost),
    "conv2d.dilated_output_size": Proof(_run, _cost),
    "conv2d.padding_for_size": Proof(_run_padding, _cost_padding),
}
