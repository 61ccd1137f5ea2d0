"""Cross-entropy by torch.nn.functional.cross_entropy."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    right = number(params, "y")
    logits = tensor(torch, params["z"], device)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(right, device=device))
    call = f"F.cross_entropy(tensor({floats(params['z'])}), tensor({right}))"
    return Seen(as_value(loss), call, tolerance(torch))


PROOFS = {"ce.value": Proof(_run)}
