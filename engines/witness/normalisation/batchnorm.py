"""Batch normalisation by torch.nn.BatchNorm1d in training mode."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import (
    Batch,
    Proof,
    Seen,
    SeenMany,
    as_value,
    as_values,
    floats,
    stacked,
    tensor,
    tolerance,
)


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = torch.nn.BatchNorm1d(1, device=device)
    with torch.no_grad():
        layer.weight.fill_(real(params, "gamma"))
        layer.bias.fill_(real(params, "beta"))
        out = layer(tensor(torch, params["x"], device)[:, None])[:, 0]
    call = f"BatchNorm1d(1) in training, on tensor({floats(params['x'])})[:, None]"
    return Seen(as_value(out), call, tolerance(torch))


def _run_many(many: Sequence[Params], torch: ModuleType, device: str) -> SeenMany:
    """Each variant is a channel."""
    layer = torch.nn.BatchNorm1d(len(many), device=device)
    with torch.no_grad():
        layer.weight.copy_(stacked(torch, many, "gamma", device))
        layer.bias.copy_(stacked(torch, many, "beta", device))
        out = layer(stacked(torch, many, "x", device).T).T
    call = f"BatchNorm1d({len(many)}) in training, a channel each"
    return SeenMany(as_values(out), call, tolerance(torch))


PROOFS = {"batchnorm.train": Proof(_run, batch=Batch(_run_many))}
