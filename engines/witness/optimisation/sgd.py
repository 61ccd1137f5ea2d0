"""Plain and Nesterov's SGD by torch.optim.SGD."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.optimisation.stepping import steps_of
from engines.witness.proof import literal


def _plain(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    optimiser = torch.optim.SGD(weights, lr=real(params, "lr"))
    return optimiser, f"SGD([w], lr={literal(params['lr'])})"


def _nesterov(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    rate, momentum = real(params, "lr"), real(params, "mu")
    optimiser = torch.optim.SGD(weights, lr=rate, momentum=momentum, nesterov=True)
    options = f"lr={literal(params['lr'])}, momentum={literal(params['mu'])}, nesterov=True"
    return optimiser, f"SGD([w], {options})"


PROOFS = {
    "sgd.step": steps_of(_plain, "lr"),
    "nesterov.steps": steps_of(_nesterov, "lr", "mu"),
}
