"""Steps of a torch optimiser with given gradients: one weight, or the weights of many variants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from engines.family import Params
from engines.witness.proof import (
    Batch,
    Proof,
    Seen,
    SeenMany,
    as_value,
    as_values,
    stacked,
    tensor,
    tolerance,
)

Make = Callable[[list[Any], Params, ModuleType], tuple[Any, str]]
"""Weights, parameters and torch -> the optimiser and how a person would write it."""


def steps_of(make: Make, *alike: str) -> Proof:
    """Return the proof of a family with the weight `w` and the gradient, or gradients, `g`.

    `alike` names the parameters that the optimiser takes, which one run has in common.
    """

    def run(params: Params, torch: ModuleType, device: str) -> Seen:
        weight = tensor(torch, params["w"], device, requires_grad=True)
        call = _walk(weight, tensor(torch, params["g"], device), make, params, torch)
        return Seen(as_value(weight), call, tolerance(torch))

    def run_many(many: Sequence[Params], torch: ModuleType, device: str) -> SeenMany:
        weights = stacked(torch, many, "w", device).requires_grad_()
        call = _walk(weights, stacked(torch, many, "g", device), make, many[0], torch)
        return SeenMany(as_values(weights), call, tolerance(torch))

    return Proof(run, batch=Batch(run_many, alike))


def _walk(weight: Any, gradients: Any, make: Make, params: Params, torch: ModuleType) -> str:
    """Take a step for each gradient, along the last dimension where there are several, and return
    the call."""
    optimiser, written = make([weight], params, torch)
    if gradients.dim() == weight.dim():
        weight.grad = gradients
        optimiser.step()
        return f"{written}.step()"
    for gradient in gradients.unbind(-1):
        weight.grad = gradient
        optimiser.step()
    return f"{written}.step() × {gradients.shape[-1]}"
