"""Dropout by torch.nn.Dropout in training mode, on many copies of one activation."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_COPIES = 1024
"""At the highest p none of so many is kept once in 10^22 runs."""


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = torch.nn.Dropout(real(params, "p"))
    after = layer(tensor(torch, params["x"], device).expand(_COPIES))
    kept = after[after != 0]
    call = f"Dropout(p={literal(params['p'])}) in training, on {_COPIES} copies: those kept"
    return Seen(as_value(kept[0]), call, tolerance(torch))


PROOFS = {"dropout.scale": Proof(_run)}
