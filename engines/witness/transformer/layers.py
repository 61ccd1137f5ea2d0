"""Parameters of a transformer's parts: real layers on the meta device, counted."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def linears(torch: ModuleType, *sizes: tuple[int, int]) -> int:
    """Return the parameters of linear layers without biases, each given as (from, to)."""
    return sum(
        count_parameters(torch.nn.Linear(*size, bias=False, device="meta")) for size in sizes
    )


def _run_encoder(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, inner, heads = (number(params, name) for name in ("d", "ff", "h"))
    layer = torch.nn.TransformerEncoderLayer(width, heads, inner, device="meta")
    call = f"parameters of TransformerEncoderLayer({width}, {heads}, {inner})"
    return Seen(count_parameters(layer), call, device="meta")


def _run_swiglu(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, inner = number(params, "d"), number(params, "ff")
    count = linears(torch, (width, inner), (width, inner), (inner, width))
    call = f"2 Linear({width}, {inner}), 1 Linear({inner}, {width}), bias=False"
    return Seen(count, call, device="meta")


def _cost(params: Params) -> Cost:
    width = number(params, "d")
    return cost.meta((3, width, max(width, number(params, "ff"))))


def _run_grouped(params: Params, torch: ModuleType, _device: str) -> Seen:
    width, heads, keys = (number(params, name) for name in ("d", "h", "kv"))
    narrow = keys * (width // heads)
    count = linears(torch, (width, width), (width, narrow), (width, narrow), (width, width))
    call = f"2 Linear({width}, {width}), 2 Linear({width}, {narrow}), bias=False"
    return Seen(count, call, device="meta")


def _cost_grouped(params: Params) -> Cost:
    return cost.meta((number(params, "d"), number(params, "d")))


PROOFS = {
    "encoder_layer.params": Proof(_run_encoder, _cost),
    "swiglu.params": Proof(_run_swiglu, _cost),
    "grouped_query_attention.params": Proof(_run_grouped, _cost_grouped),
}
