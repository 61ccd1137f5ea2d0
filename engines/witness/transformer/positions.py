"""Positions as the papers' code computes them, and a learned table on the meta device."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters, tolerance


def _run_sinusoid(params: Params, torch: ModuleType, device: str) -> Seen:
    position, entry, width = (number(params, name) for name in ("pos", "j", "d"))
    angles = position / 10_000 ** (torch.arange(0, width, 2, device=device) / width)
    encoding = torch.stack((angles.sin(), angles.cos()), -1).flatten()
    call = f"a = {position} / 10000 ** (arange(0, {width}, 2) / {width}); sin, cos"
    return Seen(encoding[entry].item(), call, tolerance(torch) * max(1, position))


def _run_table(params: Params, torch: ModuleType, _device: str) -> Seen:
    positions, width = number(params, "C"), number(params, "d")
    table = torch.nn.Embedding(positions, width, device="meta")
    return Seen(
        count_parameters(table), f"parameters of Embedding({positions}, {width})", device="meta"
    )


def _cost_table(params: Params) -> Cost:
    return cost.meta((number(params, "C"), number(params, "d")))


def _slopes(torch: ModuleType, heads: int, device: str) -> Any:
    return 2.0 ** (-8 / heads * torch.arange(1, heads + 1, device=device))


def _run_slope(params: Params, torch: ModuleType, device: str) -> Seen:
    heads, head = number(params, "h"), number(params, "i")
    slopes = _slopes(torch, heads, device)
    call = f"(2 ** (-8 / {heads} * arange(1, {heads + 1})))[{head - 1}]"
    return Seen(slopes[head - 1].item(), call, tolerance(torch))


def _run_bias(params: Params, torch: ModuleType, device: str) -> Seen:
    """The biases of one query in all heads, as they are added to its scores."""
    heads, head, query, key = (number(params, name) for name in ("h", "i", "q", "k"))
    distances = torch.arange(query + 1, device=device) - query
    biases = _slopes(torch, heads, device)[:, None] * distances
    call = f"(slopes[:, None] * (arange({query + 1}) - {query}))[{head - 1}, {key}]"
    return Seen(biases[head - 1, key].item(), call, tolerance(torch))


def _cost_bias(params: Params) -> Cost:
    elements = number(params, "h") * (number(params, "q") + 1)
    return Cost(elements, elements)


PROOFS = {
    "sinusoidal.value": Proof(_run_sinusoid, lambda params: Cost(2 * number(params, "d"))),
    "position_embedding.params": Proof(_run_table, _cost_table),
    "alibi.slope": Proof(_run_slope, lambda params: Cost(number(params, "h"))),
    "alibi.bias": Proof(_run_bias, _cost_bias),
}
