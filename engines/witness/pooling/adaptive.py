"""Adaptive and global pooling by torch's own layers."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import (
    Proof,
    Seen,
    as_value,
    count_parameters,
    place,
    tensor,
    tolerance,
)


def _run_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    shape = tuple(number(params, name) for name in "NCHW")
    out = number(params, "O")
    where = place(device, shape, (*shape[:2], out, out))
    found = torch.nn.AdaptiveAvgPool2d(out)(torch.zeros(shape, device=where))
    return Seen(tuple(found.shape), f"AdaptiveAvgPool2d({out})", device=where)


def _cost_shape(params: Params) -> Cost:
    batch, channels, high, wide, out = (number(params, name) for name in "NCHWO")
    return cost.meta((batch, channels, max(high, wide, out), max(high, wide, out)))


def _run_values(params: Params, torch: ModuleType, device: str) -> Seen:
    out = number(params, "n")
    found = torch.nn.AdaptiveAvgPool1d(out)(tensor(torch, params["x"], device)[None])
    return Seen(as_value(found[0]), f"AdaptiveAvgPool1d({out})", tolerance(torch))


def _run_head(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, classes = number(params, "C"), number(params, "classes")
    nn = torch.nn
    head = nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes, device="meta")
    )
    call = f"AdaptiveAvgPool2d(1), Flatten(), Linear({channels}, {classes})"
    return Seen(count_parameters(head), f"parameters of {call}", device="meta")


def _cost_head(params: Params) -> Cost:
    return cost.meta((number(params, "C"), number(params, "classes")))


PROOFS = {
    "adaptive_avg_pool2d.output_shape": Proof(_run_shape, _cost_shape),
    "adaptive_avg_pool1d.values": Proof(_run_values),
    "global_avg_pool.head_params": Proof(_run_head, _cost_head),
}
