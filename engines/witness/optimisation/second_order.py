"""Newton's step by torch.func.grad, applied once and twice."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _step(params: Params, torch: ModuleType, device: str) -> Seen:
    a, b, c = (real(params, name) for name in ("a", "b", "c"))

    def function(w: Any) -> Any:
        return a * w**3 + b * w**2 + c * w

    weight = tensor(torch, params["w"], device)
    slope = torch.func.grad(function)
    new = weight - slope(weight) / torch.func.grad(slope)(weight)
    return Seen(as_value(new), "w - grad(f)(w) / grad(grad(f))(w)", tolerance(torch))


PROOFS = {"newton.step": Proof(_step)}
