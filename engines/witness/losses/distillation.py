"""Distillation by torch.nn.functional.kl_div."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _loss(params: Params, torch: ModuleType, device: str) -> Seen:
    """The loss grows with T², and what is rounded with it."""
    heat = real(params, "T")
    teacher, student = (tensor(torch, params[name], device) / heat for name in "ts")
    divergence = torch.nn.functional.kl_div(
        torch.log_softmax(student, -1), torch.softmax(teacher, -1), reduction="sum"
    )
    call = "T**2 * F.kl_div(log_softmax(s / T), softmax(t / T), reduction='sum')"
    within = tolerance(torch) * max(1.0, heat * heat)
    return Seen(as_value(divergence * heat**2), call, within)


PROOFS = {"distillation.loss": Proof(_loss)}
