"""Batch normalisation by torch.nn.BatchNorm1d in training mode."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = torch.nn.BatchNorm1d(1, device=device)
    with torch.no_grad():
        layer.weight.fill_(real(params, "gamma"))
        layer.bias.fill_(real(params, "beta"))
        out = layer(tensor(torch, params["x"], device)[:, None])[:, 0]
    call = f"BatchNorm1d(1) in training, on tensor({floats(params['x'])})[:, None]"
    return Seen(as_value(out), call, tolerance(torch))


PROOFS = {"batchnorm.train": Proof(_run)}
