"""Losses of two classes by binary_cross_entropy_with_logits, and the focal loss by its formula."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _with_logits(params: Params, torch: ModuleType, device: str) -> Seen:
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        tensor(torch, params["z"], device), tensor(torch, params["y"], device)
    )
    call = "F.binary_cross_entropy_with_logits(z, y)"
    return Seen(as_value(loss), call, tolerance(torch))


def _pos_weight(params: Params, torch: ModuleType, device: str) -> Seen:
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        tensor(torch, params["z"], device),
        tensor(torch, params["y"], device),
        pos_weight=tensor(torch, params["w"], device),
    )
    call = f"BCEWithLogitsLoss(pos_weight=tensor({floats(params['w'])}))(z, y)"
    return Seen(as_value(loss), call, tolerance(torch))


def _focal(params: Params, torch: ModuleType, device: str) -> Seen:
    right = tensor(torch, params["p"], device)
    loss = -real(params, "alpha") * (1 - right) ** real(params, "gamma") * torch.log(right)
    return Seen(as_value(loss), "-alpha * (1 - p)**gamma * log(p)", tolerance(torch))


PROOFS = {
    "bce.with_logits": Proof(_with_logits),
    "bce.pos_weight": Proof(_pos_weight),
    "focal_loss.value": Proof(_focal),
}
