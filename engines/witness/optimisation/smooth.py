"""CosineAnnealingLR, LinearLR, LambdaLR and OneCycleLR, stepped as in training."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.optimisation.schedules import drift, rate_after
from engines.witness.proof import Proof, Seen, literal


def _cosine_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    total, least, epoch = number(params, "T"), real(params, "min"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        epoch,
        lambda optimiser: torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, total, least),
    )
    call = f"CosineAnnealingLR(optimiser, {total}, {literal(params['min'])}).step() × {epoch}"
    return Seen(rate, call, drift(torch, epoch))


def _linear_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    start, end = real(params, "start"), real(params, "end")
    total, epoch = number(params, "T"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        epoch,
        lambda optimiser: torch.optim.lr_scheduler.LinearLR(optimiser, start, end, total),
    )
    options = f"{literal(params['start'])}, {literal(params['end'])}, {total}"
    return Seen(rate, f"LinearLR(optimiser, {options}).step() × {epoch}", drift(torch, epoch))


def _warmup(params: Params, torch: ModuleType, device: str) -> Seen:
    rise, total, step = number(params, "W"), number(params, "T"), number(params, "e")
    rate = rate_after(
        torch,
        device,
        real(params, "lr"),
        step,
        lambda optimiser: torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda t: min(t / rise, (total - t) / (total - rise))
        ),
    )
    call = f"LambdaLR(o, lambda t: min(t/{rise}, ({total}-t)/{total - rise})).step() × {step}"
    return Seen(rate, call, drift(torch, step))


def _one_cycle_lr(params: Params, torch: ModuleType, device: str) -> Seen:
    peak, total, pct = real(params, "lr"), number(params, "T"), real(params, "pct")
    step, how = number(params, "e"), word(params, "how")
    rate = rate_after(
        torch,
        device,
        peak,
        step,
        lambda optimiser: torch.optim.lr_scheduler.OneCycleLR(
            optimiser,
            peak,
            total,
            pct_start=pct,
            anneal_strategy=how,
            cycle_momentum=False,
            div_factor=real(params, "div"),
            final_div_factor=real(params, "final"),
        ),
    )
    options = f"{literal(params['lr'])}, {total}, pct_start={literal(params['pct'])}, ..."
    return Seen(rate, f"OneCycleLR(optimiser, {options}).step() × {step}", drift(torch, step))


PROOFS = {
    "cosine_lr.value": Proof(_cosine_lr),
    "linear_lr.value": Proof(_linear_lr),
    "warmup.value": Proof(_warmup),
    "one_cycle_lr.value": Proof(_one_cycle_lr),
}
