"""Pooling at the edges by torch's own layers."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.pooling.max_pool2d import pool_call
from engines.witness.proof import Proof, Seen, as_value, place, tensor, tolerance


def _run_ceil(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride, pad = (number(params, name) for name in "HKSP")
    where = place(device, (side, side), multiplies=(side * kernel) ** 2)
    layer = torch.nn.MaxPool2d(kernel, stride, pad, ceil_mode=True)
    out = layer(torch.zeros(1, 1, side, side, device=where))
    call = pool_call("MaxPool2d", kernel, stride, pad, ceil=True)
    return Seen(out.shape[-1], call, device=where)


def _cost_ceil(params: Params) -> Cost:
    side = number(params, "H") + 2 * number(params, "P") + number(params, "S")
    return cost.meta((side, side))


def _run_padded(params: Params, torch: ModuleType, device: str) -> Seen:
    kernel, stride, pad = (number(params, name) for name in "KSP")
    out = torch.nn.AvgPool1d(kernel, stride, pad)(tensor(torch, params["x"], device)[None])
    return Seen(as_value(out[0]), pool_call("AvgPool1d", kernel, stride, pad), tolerance(torch))


PROOFS = {
    "max_pool2d.ceil_output_size": Proof(_run_ceil, _cost_ceil),
    "avg_pool1d.padded_values": Proof(_run_padded),
}
