"""Adagrad, RMSprop and Adam by torch.optim."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.optimisation.stepping import steps_of
from engines.witness.proof import literal


def _adagrad(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    optimiser = torch.optim.Adagrad(weights, lr=real(params, "lr"))
    return optimiser, f"Adagrad([w], lr={literal(params['lr'])})"


def _rmsprop(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    optimiser = torch.optim.RMSprop(weights, lr=real(params, "lr"), alpha=real(params, "alpha"))
    options = f"lr={literal(params['lr'])}, alpha={literal(params['alpha'])}"
    return optimiser, f"RMSprop([w], {options})"


def _adam(weights: list[Any], params: Params, torch: ModuleType) -> tuple[Any, str]:
    betas = real(params, "beta1"), real(params, "beta2")
    optimiser = torch.optim.Adam(weights, lr=real(params, "lr"), betas=betas)
    shown = f"({literal(params['beta1'])}, {literal(params['beta2'])})"
    return optimiser, f"Adam([w], lr={literal(params['lr'])}, betas={shown})"


PROOFS = {
    "adagrad.steps": steps_of(_adagrad, "lr"),
    "rmsprop.steps": steps_of(_rmsprop, "lr", "alpha"),
    "adam.steps": steps_of(_adam, "lr", "beta1", "beta2"),
}
