"""Loss scaling by casts to float16."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, literal, tensor

_POWERS = 41


def _surviving(params: Params, torch: ModuleType, device: str) -> Seen:
    scale = number(params, "k")
    gradients = torch.exp2(tensor(torch, params["e"], device))
    kept = (gradients * 2**scale).half().count_nonzero()
    call = f"(exp2(tensor({literal(params['e'])})) * 2**{scale}).half().count_nonzero()"
    return Seen(kept.item(), call)


def _smallest(params: Params, torch: ModuleType, device: str) -> Seen:
    """All powers of 2 at once; argmax finds the first at which the gradient is not 0."""
    scales = torch.exp2(torch.arange(_POWERS, device=device, dtype=torch.float32))
    first = (scales * real(params, "g")).half().ne(0).int().argmax()
    call = f"(exp2(arange({_POWERS})) * {literal(params['g'])}).half().ne(0).int().argmax()"
    return Seen(2 ** int(first.item()), f"2 ** {call}")


PROOFS = {
    "loss_scaling.surviving": Proof(_surviving),
    "loss_scaling.smallest_scale": Proof(_smallest),
}
