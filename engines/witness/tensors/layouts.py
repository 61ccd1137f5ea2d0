"""Layouts of images and weights: the permuted tensors themselves."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import wholes
from engines.families.tensors.layouts import HWIO, NHWC
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of_shape, made


def _run_images(params: Params, torch: ModuleType, device: str) -> Seen:
    shape = wholes(params, "shape")
    where = place(device, shape)
    found = tuple(torch.empty(shape, device=where).permute(NHWC).shape)
    return Seen(found, f"{made(shape)}.permute{NHWC}", device=where)


def _run_weights(params: Params, torch: ModuleType, device: str) -> Seen:
    filters, channels, high, wide = shape = wholes(params, "shape")
    kernel = (high, wide)
    where = place(device, shape)
    layer = torch.nn.Conv2d(channels, filters, kernel, bias=False, device=where)
    call = f"Conv2d({channels}, {filters}, {kernel}).weight.permute{HWIO}"
    return Seen(tuple(layer.weight.permute(HWIO).shape), call, device=where)


PROOFS = {
    "layout.nchw_to_nhwc": Proof(_run_images, cost_of_shape),
    "layout.oihw_to_hwio": Proof(_run_weights, cost_of_shape),
}
