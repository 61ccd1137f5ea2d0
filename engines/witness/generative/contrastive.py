"""SimCLR's negatives, counted in a batch of labels."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value


def _negatives(params: Params, torch: ModuleType, device: str) -> Seen:
    images = number(params, "N")
    views = torch.arange(images, device=device).repeat(2)
    call = f"views = arange({images}).repeat(2); (views != views[0]).sum()"
    return Seen(as_value((views != views[0]).sum()), call)


def _cost(params: Params) -> Cost:
    return Cost(4 * number(params, "N"))


PROOFS = {"simclr.negatives": Proof(_negatives, _cost)}
