"""Group norm by torch.nn.GroupNorm, and its statistics by the operation beneath it."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place, tensor, tolerance

_SIDE = 8


def _group_norm(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device)[None]
    groups, channels = number(params, "G"), x.shape[1]
    layer = torch.nn.GroupNorm(groups, channels, device=device)
    with torch.no_grad():
        out = layer(x)[0, 0]
    return Seen(as_value(out), f"GroupNorm({groups}, {channels})(x[None])[0, 0]", tolerance(torch))


def _shape(params: Params) -> tuple[int, int, int, int]:
    return number(params, "N"), number(params, "C"), _SIDE, _SIDE


def _statistics(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, groups = _shape(params), number(params, "G")
    examples, channels, high, wide = shape
    where = place(device, shape)
    x = torch.zeros(shape, device=where)
    _, mean, _ = torch.native_group_norm(
        x, None, None, examples, channels, high * wide, groups, 1e-5
    )
    call = f"native_group_norm(x, ..., {groups}, 1e-5)[1].numel()"
    return Seen(mean.numel(), call, device=where)


def _statistics_cost(params: Params) -> Cost:
    examples, channels, high, wide = _shape(params)
    return Cost(2 * examples * channels * high * wide, meta=True)


PROOFS = {
    "group_norm.value": Proof(_group_norm),
    "group_norm.statistics": Proof(_statistics, _statistics_cost),
}
