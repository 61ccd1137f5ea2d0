"""Cosine similarity and its loss by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_EPSILON = 1e-9
"""PyTorch adds 1e-12 to the squared norms in this loss, which are at least 0.01."""


def _similarity(params: Params, torch: ModuleType, device: str) -> Seen:
    pair = (tensor(torch, params[name], device) for name in "uv")
    found = torch.nn.functional.cosine_similarity(*pair, dim=0)
    return Seen(as_value(found), "F.cosine_similarity(u, v, dim=0)", tolerance(torch))


def _embedding(params: Params, torch: ModuleType, device: str) -> Seen:
    loss = torch.nn.functional.cosine_embedding_loss(
        *(tensor(torch, params[name], device) for name in "uv"),
        torch.tensor(number(params, "y"), device=device),
        margin=real(params, "margin"),
    )
    call = f"CosineEmbeddingLoss(margin={literal(params['margin'])})(u, v, y)"
    return Seen(as_value(loss), call, max(tolerance(torch), _EPSILON))


PROOFS = {
    "cosine_similarity.value": Proof(_similarity),
    "cosine_embedding_loss.value": Proof(_embedding),
}
