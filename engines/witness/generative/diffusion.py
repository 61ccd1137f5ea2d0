"""Diffusion by tensor operations: torch.cumprod, torch.lerp."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, real
from engines.family import Params
from engines.values import show_value
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _kept(params: Params, torch: ModuleType, device: str) -> Any:
    betas = tensor(torch, params["beta"], device)
    return torch.cumprod(1 - betas, 0)[number(params, "t") - 1]


def _alpha_bar(params: Params, torch: ModuleType, device: str) -> Seen:
    call = f"torch.cumprod(1 - beta, 0)[{number(params, 't') - 1}]"
    return Seen(as_value(_kept(params, torch, device)), call, tolerance(torch))


def _snr(params: Params, torch: ModuleType, device: str) -> Seen:
    kept = _kept(params, torch, device)
    call = f"abar = cumprod(1 - beta, 0)[{number(params, 't') - 1}]; abar / (1 - abar)"
    return Seen(as_value(kept / (1 - kept)), call, tolerance(torch))


def _noised(params: Params, torch: ModuleType, device: str) -> Seen:
    kept = tensor(torch, params["abar"], device)
    value = kept.sqrt() * real(params, "x0") + (1 - kept).sqrt() * real(params, "eps")
    start, drawn = show_value(params["x0"]), show_value(params["eps"])
    call = f"abar.sqrt() * {start} + (1 - abar).sqrt() * {drawn}"
    return Seen(as_value(value), call, tolerance(torch))


def _guided(params: Params, torch: ModuleType, device: str) -> Seen:
    free, bound = (tensor(torch, params[name], device) for name in "uc")
    value = torch.lerp(free, bound, real(params, "s"))
    call = (
        f"torch.lerp(tensor({floats(params['u'])}), tensor({floats(params['c'])}), "
        f"{show_value(params['s'])})"
    )
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {
    "ddpm.alpha_bar": Proof(_alpha_bar),
    "ddpm.noised": Proof(_noised),
    "ddpm.snr": Proof(_snr),
    "classifier_free_guidance.value": Proof(_guided),
}
