"""What a convolution takes to run: PyTorch's own count of operations, and its output's bytes."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.proof import Proof, Seen

_DTYPES = {2: "bfloat16", 4: "float32"}


def _layer(params: Params, torch: ModuleType, dtype: Any) -> Any:
    channels, filters = number(params, "Ci"), number(params, "Co")
    kernel, stride, pad = (number(params, name) for name in "KSP")
    return torch.nn.Conv2d(
        channels, filters, kernel, stride, pad, bias=False, device="meta", dtype=dtype
    )


def _images(params: Params, torch: ModuleType, dtype: Any) -> Any:
    batch, channels, side = (number(params, name) for name in ("N", "Ci", "H"))
    return torch.empty(batch, channels, side, side, device="meta", dtype=dtype)


def _call(params: Params) -> str:
    channels, filters = number(params, "Ci"), number(params, "Co")
    kernel, stride, pad = (number(params, name) for name in "KSP")
    return conv2d_call(channels, filters, kernel, stride=stride, padding=pad, bias=False)


def _run_flops(params: Params, torch: ModuleType, _device: str) -> Seen:
    from torch.utils.flop_counter import FlopCounterMode

    layer, images = _layer(params, torch, None), _images(params, torch, None)
    with FlopCounterMode(display=False) as counter:
        layer(images)
    return Seen(counter.get_total_flops(), f"FLOPs of {_call(params)}", device="meta")


def _run_bytes(params: Params, torch: ModuleType, _device: str) -> Seen:
    name = _DTYPES[number(params, "bytes")]
    dtype = getattr(torch, name)
    out = _layer(params, torch, dtype)(_images(params, torch, dtype))
    size = out.numel() * out.element_size()
    return Seen(size, f"bytes out of {_call(params)} in {name}", device="meta")


def _cost(params: Params) -> Cost:
    batch, channels, filters = (number(params, name) for name in ("N", "Ci", "Co"))
    side, kernel = number(params, "H") + 2 * number(params, "P"), number(params, "K")
    return cost.meta((2, batch, channels, filters, side, side, kernel, kernel))


PROOFS = {
    "conv2d.flops": Proof(_run_flops, _cost),
    "conv2d.activation_bytes": Proof(_run_bytes, _cost),
}
