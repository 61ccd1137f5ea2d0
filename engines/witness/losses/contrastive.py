"""Contrastive losses by torch.nn.functional.cross_entropy."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _info_nce(params: Params, torch: ModuleType, device: str) -> Seen:
    scores = tensor(torch, params["s"], device) / real(params, "tau")
    right = torch.tensor(number(params, "y"), device=device)
    loss = torch.nn.functional.cross_entropy(scores, right)
    call = f"F.cross_entropy(s / {literal(params['tau'])}, tensor({params['y']}))"
    return Seen(as_value(loss), call, tolerance(torch))


def _clip(params: Params, torch: ModuleType, device: str) -> Seen:
    scores = tensor(torch, params["S"], device) / real(params, "tau")
    diagonal = torch.arange(len(scores), device=device)
    cross_entropy = torch.nn.functional.cross_entropy
    loss = (cross_entropy(scores, diagonal) + cross_entropy(scores.T, diagonal)) / 2
    call = "(F.cross_entropy(S / tau, y) + F.cross_entropy(S.T / tau, y)) / 2"
    return Seen(as_value(loss), call, tolerance(torch))


PROOFS = {"info_nce.value": Proof(_info_nce), "clip_loss.value": Proof(_clip)}
