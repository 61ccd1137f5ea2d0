"""Mixtures of experts: topk and softmax, experts on the meta device, capacity in float64."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance
from engines.witness.transformer.layers import linears


def _run_gate(params: Params, torch: ModuleType, device: str) -> Seen:
    logits, count = tensor(torch, params["z"], device), number(params, "k")
    kept, places = logits.topk(count)
    weights = torch.zeros_like(logits).scatter(0, places, kept.softmax(-1))
    call = f"v, i = z.topk({count}); zeros_like(z).scatter(0, i, v.softmax(-1))"
    return Seen(as_value(weights), call, tolerance(torch))


def _run_active(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, inner, experts, count = (number(params, name) for name in ("d", "ff", "E", "k"))
    expert = linears(torch, (width, inner), (width, inner), (inner, width))
    router = linears(torch, (width, experts))
    call = f"{count} SwiGLU({width}, {inner}), Linear({width}, {experts}), no bias"
    return Seen(count * expert + router, call, device="meta")


def _cost_active(params: Params) -> Cost:
    width = number(params, "d")
    return cost.meta((width, max(number(params, "ff"), number(params, "E"))))


def _run_capacity(params: Params, torch: ModuleType, device: str) -> Seen:
    """float64 holds the product exactly: the factors are multiples of a quarter."""
    tokens, experts, count = (number(params, name) for name in ("T", "E", "k"))
    factor = float(as_number(params["cf"]))
    room = torch.tensor(factor * tokens * count, dtype=torch.float64, device=device) / experts
    call = f"ceil(tensor({factor} * {tokens} * {count}) / {experts})"
    return Seen(int(room.ceil().item()), call)


PROOFS = {
    "moe.gate_weights": Proof(_run_gate),
    "moe.active_params": Proof(_run_active, _cost_active),
    "moe.capacity": Proof(_run_capacity),
}
