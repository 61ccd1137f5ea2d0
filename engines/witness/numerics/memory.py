"""The memory of weights by a tensor on the meta device, which stores nothing."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, word
from engines.family import Params
from engines.values import BYTE_UNITS
from engines.witness.proof import Proof, Seen


def _taken(params: Params, torch: ModuleType, _device: str) -> Seen:
    name, count = word(params, "dtype"), number(params, "N") * 10**6
    weights = torch.empty(count, dtype=getattr(torch, name), device="meta")
    return Seen(weights.nbytes, f"empty({count}, dtype={name}).nbytes", device="meta")


def _cost_taken(params: Params) -> Cost:
    return cost.meta((number(params, "N"), 10**6, 8))


def _held(params: Params, torch: ModuleType, _device: str) -> Seen:
    """A stretch of bytes, viewed as weights: there are as many as fit."""
    name, size = word(params, "dtype"), number(params, "M") * BYTE_UNITS[word(params, "unit")]
    stretch = torch.empty(size - size % 8, dtype=torch.uint8, device="meta")
    call = f"empty({size}, dtype=uint8).view({name}).numel()"
    return Seen(stretch.view(getattr(torch, name)).numel(), call, device="meta")


def _cost_held(params: Params) -> Cost:
    return cost.meta((number(params, "M"), BYTE_UNITS[word(params, "unit")]))


PROOFS = {
    "model_memory.bytes": Proof(_taken, _cost_taken),
    "model_memory.params": Proof(_held, _cost_held),
}
