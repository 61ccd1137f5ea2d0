"""Adam's first step by torch.optim.Adam."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import (
    Batch,
    Proof,
    Seen,
    SeenMany,
    as_value,
    as_values,
    literal,
    stacked,
    tensor,
    tolerance,
)


def _stepped(params: Params, torch: ModuleType, weight: Any, gradient: Any) -> str:
    """Take one step of Adam on `weight` and return the call."""
    optimiser = torch.optim.Adam([weight], lr=real(params, "lr"))
    weight.grad = gradient
    optimiser.step()
    return f"Adam([w], lr={literal(params['lr'])}).step()"


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    call = _stepped(params, torch, weight, tensor(torch, params["g"], device))
    return Seen(as_value(weight.detach()), call, tolerance(torch))


def _run_many(many: Sequence[Params], torch: ModuleType, device: str) -> SeenMany:
    weights = stacked(torch, many, "w", device).requires_grad_()
    call = _stepped(many[0], torch, weights, stacked(torch, many, "g", device))
    return SeenMany(as_values(weights.detach()), call, tolerance(torch))


PROOFS = {"adam.first_step": Proof(_run, batch=Batch(_run_many, alike=("lr",)))}
