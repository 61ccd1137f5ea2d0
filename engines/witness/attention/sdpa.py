"""Attention by scaled_dot_product_attention; a mask's meaning by whatever takes the mask."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.attention.mask_meaning import SDPA
from engines.families.given import number, whole_rows, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _run_value(params: Params, torch: ModuleType, device: str) -> Seen:
    query, key, value = (tensor(torch, params[name], device) for name in "QKV")
    out = torch.nn.functional.scaled_dot_product_attention(query, key, value)
    return Seen(as_value(out), "F.scaled_dot_product_attention(Q, K, V)", tolerance(torch))


def _run_causal(params: Params, torch: ModuleType, device: str) -> Seen:
    """With the identity for keys and values the scores are the queries, the output the weights."""
    scores = tensor(torch, params["S"], device)
    eye = torch.eye(len(scores), dtype=scores.dtype, device=device)
    out = torch.nn.functional.scaled_dot_product_attention(
        scores, eye, eye, is_causal=True, scale=1.0
    )
    call = "F.scaled_dot_product_attention(S, I, I, is_causal=True, scale=1.)"
    return Seen(as_value(out), call, tolerance(torch))


def _run_mask(params: Params, torch: ModuleType, device: str) -> Seen:
    """All scores are 0: a key takes part where its weight is not."""
    mask = torch.tensor(whole_rows(params, "M"), dtype=torch.bool, device=device)
    query = number(params, "i")
    weights = (_by_sdpa if word(params, "where") == SDPA else _by_layer)(torch, mask, device)
    call = f"weights of {word(params, 'where')}(..., attn_mask=M)"
    return Seen(tuple(weights[query].gt(0).nonzero()[:, 0].tolist()), call)


def _by_sdpa(torch: ModuleType, mask: Any, device: str) -> Any:
    queries, keys = mask.shape
    return torch.nn.functional.scaled_dot_product_attention(
        torch.zeros(queries, 1, device=device),
        torch.zeros(keys, 1, device=device),
        torch.eye(keys, device=device),
        attn_mask=mask,
    )


def _by_layer(torch: ModuleType, mask: Any, device: str) -> Any:
    queries, keys = mask.shape
    layer = torch.nn.MultiheadAttention(1, 1, device=device)
    past = torch.zeros(keys, 1, device=device)
    return layer(torch.zeros(queries, 1, device=device), past, past, attn_mask=mask)[1]


PROOFS = {
    "attention.value": Proof(_run_value),
    "attention.causal_weights": Proof(_run_causal),
    "attention.mask_allowed": Proof(_run_mask),
}
