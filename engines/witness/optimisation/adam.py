"""Adam's first step by torch.optim.Adam."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.optimisation.stepping import steps_of
from engines.witness.proof import literal


def _adam(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    optimiser = torch.optim.Adam(weights, lr=real(params, "lr"))
    return optimiser, f"Adam([w], lr={literal(params['lr'])})"


PROOFS = {"adam.first_step": steps_of(_adam, "lr")}
