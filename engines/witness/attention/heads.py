"""Multi-head attention by the real layer: parameters, head size, and the shape of its weights."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.attention.head_design import HEADS_DESIGN
from engines.families.given import flag, number
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, count_parameters, place


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, heads, bias = number(params, "d"), number(params, "h"), flag(params, "bias")
    layer = torch.nn.MultiheadAttention(width, heads, bias=bias, device="meta")
    call = f"parameters of MultiheadAttention({width}, {heads}{'' if bias else ', bias=False'})"
    return Seen(count_parameters(layer), call, device="meta")


def _cost_layer(params: Params) -> Cost:
    return cost.meta((3, number(params, "d"), number(params, "d")))


def _run_size(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, heads = number(params, "d"), number(params, "h")
    layer = torch.nn.MultiheadAttention(width, heads, device="meta")
    return Seen(layer.head_dim, f"MultiheadAttention({width}, {heads}).head_dim", device="meta")


def _run_design(params: Params, torch: ModuleType, _device: str) -> Seen:
    heads = int(as_number(HEADS_DESIGN.truth(params).value))
    width = number(params, "d")
    layer = torch.nn.MultiheadAttention(width, heads, device="meta")
    fits = number(params, "low") <= layer.head_dim <= number(params, "high")
    call = f"MultiheadAttention({width}, {heads}).head_dim is {layer.head_dim}"
    return Seen(heads if fits else "outside the range", call, device="meta")


def _weights_shape(params: Params, torch: ModuleType, device: str, queries: int, keys: int) -> Seen:
    """Return the shape of the weights, which is that of the scores, head by head."""
    batch, width, heads = (number(params, name) for name in ("B", "d", "h"))
    where = place(
        device,
        (batch, heads, queries, keys),
        (3, width, width),
        multiplies=batch * width * (queries + keys) * (2 * width + keys),
    )
    layer = torch.nn.MultiheadAttention(width, heads, batch_first=True, device=where)
    query = torch.zeros(batch, queries, width, device=where)
    key = query if keys == queries else torch.zeros(batch, keys, width, device=where)
    weights = layer(query, key, key, average_attn_weights=False)[1]
    call = f"weights of MultiheadAttention({width}, {heads}), not averaged"
    return Seen(tuple(weights.shape), call, device=where)


def _run_self(params: Params, torch: ModuleType, device: str) -> Seen:
    return _weights_shape(params, torch, device, number(params, "T"), number(params, "T"))


def _run_cross(params: Params, torch: ModuleType, device: str) -> Seen:
    return _weights_shape(params, torch, device, number(params, "Tq"), number(params, "Tk"))


def _weights_cost(params: Params, queries: int, keys: int) -> Cost:
    batch, width, heads = (number(params, name) for name in ("B", "d", "h"))
    longest = max(queries, keys)
    return cost.meta(
        (batch, heads, queries, keys, 8), (batch, longest, 3, width, 8), (3, width, width, 8)
    )


def _cost_self(params: Params) -> Cost:
    return _weights_cost(params, number(params, "T"), number(params, "T"))


def _cost_cross(params: Params) -> Cost:
    return _weights_cost(params, number(params, "Tq"), number(params, "Tk"))


PROOFS = {
    "multihead_attention.params": Proof(_run_params, _cost_layer),
    "multihead_attention.head_size": Proof(_run_size, _cost_layer),
    "multihead_attention.score_shape": Proof(_run_self, _cost_self),
    "multihead_attention.heads_design": Proof(_run_design, _cost_layer),
    "cross_attention.score_shape": Proof(_run_cross, _cost_cross),
}
