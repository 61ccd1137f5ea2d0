"""StepLR, ExponentialLR and PolynomialLR, stepped as in training."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.optimisation.schedules import drift, rate_after
from engines.witness.proof import Proof, Seen, literal


def _step_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    size, gamma, epoch = number(params, "s"), real(params, "gamma"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        epoch,
        lambda optimiser: torch.optim.lr_scheduler.StepLR(optimiser, size, gamma),
    )
    call = f"StepLR(optimiser, {size}, {literal(params['gamma'])}).step() × {epoch}"
    return Seen(rate, call, drift(torch, epoch))


def _exponential_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    gamma, epoch = real(params, "gamma"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        epoch,
        lambda optimiser: torch.optim.lr_scheduler.ExponentialLR(optimiser, gamma),
    )
    call = f"ExponentialLR(optimiser, {literal(params['gamma'])}).step() × {epoch}"
    return Seen(rate, call, drift(torch, epoch))


def _polynomial_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    total, power, epoch = number(params, "T"), real(params, "p"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        epoch,
        lambda optimiser: torch.optim.lr_scheduler.PolynomialLR(optimiser, total, power),
    )
    call = f"PolynomialLR(optimiser, {total}, {literal(params['p'])}).step() × {epoch}"
    return Seen(rate, call, drift(torch, epoch))


PROOFS = {
    "step_lr.value": Proof(_step_lr),
    "exponential_lr.value": Proof(_exponential_lr),
    "polynomial_lr.value": Proof(_polynomial_lr),
}
