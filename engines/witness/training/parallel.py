"""A ring all-reduce and a pipeline, simulated with tensors slot by slot."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import exact, number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tolerance


def _all_reduce(params: Params, torch: ModuleType, device: str) -> Seen:
    """Row d holds device d's pieces; each round every device sends one to the next device."""
    size, devices = number(params, "P") * 10**6, number(params, "n")
    held = torch.arange(devices * devices, device=device).reshape(devices, devices)
    wanted = held.sum(0).expand(devices, -1)
    here = torch.arange(devices, device=device)
    after = here.roll(-1)
    sent = 0
    for turn in range(2 * (devices - 1)):
        gathering = turn >= devices - 1
        piece = (here - turn) % devices
        moving = held[here, piece]
        held[after, piece] = moving if gathering else held[after, piece] + moving
        sent += 1
    if not torch.equal(held, wanted):
        raise RuntimeError("the ring did not sum up the pieces")
    call = f"ring of {devices} rows: {sent} pieces sent by each, then torch.equal(held, sums)"
    return Seen(size // devices * sent, call)


def _slots(torch: ModuleType, device: str, stages: int, batches: int) -> Any:
    """Return stages by slots: whether a stage works then; batch b is at stage s in slot s + b."""
    slot = torch.arange(stages + batches - 1, device=device)
    batch = slot - torch.arange(stages, device=device)[:, None]
    return (batch >= 0) & (batch < batches)


def _bubble(params: Params, torch: ModuleType, device: str) -> Seen:
    busy = _slots(torch, device, number(params, "p"), number(params, "m"))
    found = 1 - busy.mean(dtype=torch.get_default_dtype())
    return Seen(as_value(found), "1 - busy.float().mean() over stages × slots", tolerance(torch))


def _slots_cost(params: Params) -> Cost:
    stages, batches = number(params, "p"), number(params, "m")
    return Cost(3 * stages * (stages + batches), 3 * stages * (stages + batches))


def _microbatches(params: Params, torch: ModuleType, device: str) -> Seen:
    """Halve the range of possible numbers: the bubble shrinks as they grow."""
    stages, share = number(params, "p"), exact(params, "s")
    low, high = 0, 128 * stages
    while high - low > 1:
        middle = (low + high) // 2
        busy = _slots(torch, device, stages, middle)
        idle = busy.numel() - int(busy.sum())
        low, high = (low, middle) if idle <= share * busy.numel() else (middle, high)
    return Seen(high, "smallest m with (~busy).sum() <= s * busy.numel()")


def _search_cost(params: Params) -> Cost:
    stages = number(params, "p")
    return Cost(3 * stages * 129 * stages, 60 * stages * 129 * stages)


PROOFS = {
    "all_reduce.bytes": Proof(
        _all_reduce, lambda params: Cost(3 * number(params, "n") ** 2, 8 * number(params, "n") ** 2)
    ),
    "pipeline.bubble": Proof(_bubble, _slots_cost),
    "pipeline.microbatches": Proof(_microbatches, _search_cost),
}
