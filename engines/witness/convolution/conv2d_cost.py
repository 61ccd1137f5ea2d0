"""What a convolution costs: the real layer's parameters, and PyTorch's own count of operations."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number, pair
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.proof import Proof, Seen, count_parameters


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, filters, groups = (number(params, name) for name in ("Ci", "Co", "g"))
    kernel, bias = pair(params, "K"), flag(params, "bias")
    layer = torch.nn.Conv2d(channels, filters, kernel, groups=groups, bias=bias, device="meta")
    brief = kernel[0] if kernel[0] == kernel[1] else kernel
    call = conv2d_call(channels, filters, brief, groups=groups, bias=bias)
    return Seen(count_parameters(layer), f"parameters of {call}", device="meta")


def _cost_params(params: Params) -> Cost:
    return cost.meta((number(params, "Ci"), number(params, "Co"), *pair(params, "K")))


def _run_macs(params: Params, torch: ModuleType, _device: str) -> Seen:
    from torch.utils.flop_counter import FlopCounterMode

    channels, filters, side = (number(params, name) for name in ("Ci", "Co", "H"))
    kernel, stride, pad = (number(params, name) for name in "KSP")
    layer = torch.nn.Conv2d(channels, filters, kernel, stride, pad, bias=False, device="meta")
    image = torch.empty(1, channels, side, side, device="meta")
    with FlopCounterMode(display=False) as counter:
        layer(image)
    call = conv2d_call(channels, filters, kernel, stride=stride, padding=pad, bias=False)
    return Seen(counter.get_total_flops() // 2, f"FLOPs of {call}, halved", device="meta")


def _cost_macs(params: Params) -> Cost:
    channels, filters, kernel = (number(params, name) for name in ("Ci", "Co", "K"))
    side = number(params, "H") + 2 * number(params, "P")
    return cost.meta((channels, filters, side, side, kernel, kernel, 2))


PROOFS = {
    "conv2d.params": Proof(_run_params, _cost_params),
    "conv2d.grouped_params": Proof(_run_params, _cost_params),
    "conv2d.macs": Proof(_run_macs, _cost_macs),
}
