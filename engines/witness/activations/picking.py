"""Positions of the largest entries by torch.argmax and torch.topk."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor


def _argmax(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = word(params, "dim")
    x = tensor(torch, params["x"], device)
    found = torch.argmax(x, dim=None if dim == "None" else int(dim))
    return Seen(as_value(found.reshape(-1)), f"argmax(x, dim={dim})")


def _topk(params: Params, torch: ModuleType, device: str) -> Seen:
    count = number(params, "k")
    found = torch.topk(tensor(torch, params["z"], device), count).indices
    return Seen(as_value(found), f"topk(tensor({floats(params['z'])}), {count}).indices")


PROOFS = {"argmax.indices": Proof(_argmax), "topk.indices": Proof(_topk)}
