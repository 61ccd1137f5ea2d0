"""Variance and standard deviation by torch.var and torch.std."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, floats, tensor, tolerance


def _variance(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.var(tensor(torch, params["x"], device)).item()
    return Seen(value, f"var(tensor({floats(params['x'])}))", tolerance(torch))


def _deviation(params: Params, torch: ModuleType, device: str) -> Seen:
    correction = number(params, "correction")
    value = torch.std(tensor(torch, params["x"], device), correction=correction).item()
    call = f"std(tensor({floats(params['x'])}), correction={correction})"
    return Seen(value, call, tolerance(torch))


PROOFS = {"variance.unbiased": Proof(_variance), "std.value": Proof(_deviation)}
