"""Calls that raise on some shapes: they are made, and what torch says is seen."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import whole_rows, wholes
from engines.families.tensors.errors import MERGES
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of, cost_of_shape, made


def _works(call: Callable[..., Any], *given: Any) -> int:
    """Return 1 if the call works and 0 if torch refuses it with a RuntimeError."""
    try:
        call(*given)
    except RuntimeError:
        return 0
    return 1


def _run_view(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, dims = wholes(params, "shape"), wholes(params, "dims")
    where = place(device, shape)
    y = torch.empty(shape, device=where).permute(dims)
    asked = ((-1, y.size(2)), (y.size(0), -1), (-1,))
    found = tuple(_works(y.view, sizes) for sizes in asked)
    return Seen(found, f"y = {made(shape)}.permute{dims}; {'; '.join(MERGES)}", device=where)


def _widest(params: Params) -> list[tuple[int, ...]]:
    """Return a shape for each sum that holds at least as many numbers as its result."""
    return [(*wholes(params, "a"), *other) for other in whole_rows(params, "others")]


def _run_add(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, others = wholes(params, "a"), whole_rows(params, "others")
    where = place(device, *_widest(params))
    a = torch.empty(shape, device=where)
    found = tuple(_works(torch.add, a, torch.empty(b, device=where)) for b in others)
    return Seen(found, f"{made(shape)} + empty(b)", device=where)


def _cost_add(params: Params) -> Cost:
    return cost_of(*_widest(params))


PROOFS = {
    "view.works": Proof(_run_view, cost_of_shape),
    "broadcast.works": Proof(_run_add, _cost_add),
}
