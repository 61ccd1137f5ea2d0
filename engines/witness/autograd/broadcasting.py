"""The gradient of a broadcast operand by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    full = tensor(torch, params["A"], device)
    rows, columns = full.shape
    size = {"(1, C)": (1, columns), "(R, 1)": (rows, 1), "(1, 1)": (1, 1)}[word(params, "shape")]
    b = torch.ones(size, device=device, requires_grad=True)
    (full * b).sum().backward()
    call = f"b = ones{size}; (A * b).sum().backward(); b.grad"
    return Seen(as_value(b.grad.flatten()), call)


PROOFS = {"broadcast.grad": Proof(_run)}
