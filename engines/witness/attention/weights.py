"""Attention weights by scaled_dot_product_attention, with the identity for values."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

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
    query, keys = tensor(torch, params["q"], device), tensor(torch, params["K"], device)
    identity = torch.eye(keys.shape[0], dtype=keys.dtype, device=device)
    out = torch.nn.functional.scaled_dot_product_attention(
        query[None, None], keys[None], identity[None]
    )
    given = f"tensor([{floats(params['q'])}]), tensor({floats(params['K'])}), eye({len(keys)})"
    call = f"F.scaled_dot_product_attention({given})"
    return Seen(as_value(out[0, 0]), call, tolerance(torch))


def _run_many(many: Sequence[Params], torch: ModuleType, device: str) -> SeenMany:
    queries, keys = stacked(torch, many, "q", device), stacked(torch, many, "K", device)
    identity = torch.eye(keys.shape[1], dtype=keys.dtype, device=device).expand(len(many), -1, -1)
    out = torch.nn.functional.scaled_dot_product_attention(queries[:, None], keys, identity)
    call = f"F.scaled_dot_product_attention on {len(many)} queries, each with its keys"
    return SeenMany(as_values(out[:, 0]), call, tolerance(torch))


PROOFS = {"attention.weights": Proof(_run, batch=Batch(_run_many))}
