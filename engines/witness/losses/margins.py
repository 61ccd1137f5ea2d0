"""Losses with a margin by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _hinge(params: Params, torch: ModuleType, device: str) -> Seen:
    """The ranking loss of a score beside 0 is max(0, −y·(s − 0) + margin)."""
    scores = tensor(torch, params["s"], device)
    loss = torch.nn.functional.margin_ranking_loss(
        scores, torch.zeros_like(scores), tensor(torch, params["y"], device), margin=1.0
    )
    call = "F.margin_ranking_loss(s, zeros_like(s), y, margin=1)"
    return Seen(as_value(loss), call, tolerance(torch))


def _multi_margin(params: Params, torch: ModuleType, device: str) -> Seen:
    loss = torch.nn.functional.multi_margin_loss(
        tensor(torch, params["s"], device),
        torch.tensor(number(params, "y"), device=device),
        margin=real(params, "margin"),
    )
    call = f"F.multi_margin_loss(s, y, margin={literal(params['margin'])})"
    return Seen(as_value(loss), call, tolerance(torch))


def _triplet(params: Params, torch: ModuleType, device: str) -> Seen:
    points = [tensor(torch, params[name], device) for name in "apn"]
    loss = torch.nn.functional.triplet_margin_loss(*points, margin=real(params, "margin"), eps=0)
    call = f"F.triplet_margin_loss(a, p, n, margin={literal(params['margin'])}, eps=0)"
    return Seen(as_value(loss), call, tolerance(torch))


PROOFS = {
    "hinge.value": Proof(_hinge),
    "multi_margin.value": Proof(_multi_margin),
    "triplet_margin.value": Proof(_triplet),
}
