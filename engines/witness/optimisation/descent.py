"""Gradient descent by autograd and torch.optim.SGD."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.optimisation.stepping import steps_of
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


def _descended(params: Params, torch: ModuleType, weight: Any, a: Any, c: Any) -> str:
    """Take one step of SGD on the parabola of every entry of `weight` and return the call."""
    optimiser = torch.optim.SGD([weight], lr=real(params, "lr"))
    (a * (weight - c) ** 2).sum().backward()
    optimiser.step()
    return f"SGD([w], lr={literal(params['lr'])}).step() after backward()"


def _parabola(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w"], device, requires_grad=True)
    call = _descended(params, torch, weight, real(params, "a"), real(params, "c"))
    return Seen(as_value(weight.detach()), call, tolerance(torch))


def _parabolas(many: Sequence[Params], torch: ModuleType, device: str) -> SeenMany:
    a, c, weights = (stacked(torch, many, name, device) for name in "acw")
    call = _descended(many[0], torch, weights.requires_grad_(), a, c)
    return SeenMany(as_values(weights.detach()), call, tolerance(torch))


def _momentum(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    optimiser = torch.optim.SGD(weights, lr=real(params, "lr"), momentum=real(params, "mu"))
    options = f"lr={literal(params['lr'])}, momentum={literal(params['mu'])}"
    return optimiser, f"SGD([w], {options})"


PROOFS = {
    "gradient_descent.parabola_step": Proof(_parabola, batch=Batch(_parabolas, alike=("lr",))),
    "momentum.steps": steps_of(_momentum, "lr", "mu"),
}
