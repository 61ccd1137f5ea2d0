"""CTC by torch.unique_consecutive and torch.nn.functional.ctc_loss."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import wholes
from engines.family import Params
from engines.witness.proof import EXACT, Proof, Seen, as_value, as_whole, literal, tensor, tolerance


def _collapsed(params: Params, torch: ModuleType, device: str) -> Seen:
    merged = torch.unique_consecutive(torch.tensor(wholes(params, "path"), device=device))
    call = f"x = unique_consecutive(tensor({literal(params['path'])})); x[x > 0]"
    return Seen(as_whole(merged[merged > 0]), call, EXACT)


def _probability(params: Params, torch: ModuleType, device: str) -> Seen:
    letter = tensor(torch, params["p"], device)
    logs = torch.stack([1 - letter, letter], dim=-1).log()
    target = torch.ones(1, dtype=torch.long, device=device)
    loss = torch.nn.functional.ctc_loss(logs, target, (len(logs),), (1,), reduction="sum")
    call = f"exp(-F.ctc_loss(logs, tensor([1]), ({len(logs)},), (1,), reduction='sum'))"
    return Seen(as_value(torch.exp(-loss)), call, tolerance(torch))


PROOFS = {"ctc.collapsed": Proof(_collapsed), "ctc.probability": Proof(_probability)}
