"""Two linear layers as one: what they make of each unit vector is a column of their matrix."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, tensor


def _collapsed(params: Params, torch: ModuleType, device: str) -> Seen:
    linear = torch.nn.functional.linear
    first, second = (tensor(torch, params[name], device) for name in ("W1", "W2"))
    units = torch.eye(first.shape[1], device=device)
    columns = linear(linear(units, first), second)
    return Seen(as_whole(columns.T), f"F.linear(F.linear(eye({first.shape[1]}), W1), W2).T")


PROOFS = {"linear_stack.collapsed": Proof(_collapsed)}
