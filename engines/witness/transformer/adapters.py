"""Adapters as pairs of linear layers on the meta device, and merging by addmm."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance
from engines.witness.transformer.layers import linears


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    out, inputs, rank, many = (number(params, name) for name in ("d", "k", "r", "n"))
    count = many * linears(torch, (inputs, rank), (rank, out))
    call = f"{many} times Linear({inputs}, {rank}), Linear({rank}, {out}), bias=False"
    return Seen(count, call, device="meta")


def _run_rank(params: Params, torch: ModuleType, _device: str) -> Seen:
    """An adapter of rank 1 tells what a rank costs; the whole one shows that it fits."""
    out, inputs, most, many = (number(params, name) for name in ("d", "k", "N", "n"))
    one = many * linears(torch, (inputs, 1), (1, out))
    rank = most // one
    found = many * linears(torch, (inputs, rank), (rank, out))
    fits = found <= most < found + one
    call = f"{many} times Linear({inputs}, {rank}), Linear({rank}, {out}) fit"
    return Seen(rank if fits else "another rank", call, device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta((number(params, "d"), number(params, "k")))


def _run_merged(params: Params, torch: ModuleType, device: str) -> Seen:
    weights, high, low = (tensor(torch, params[name], device) for name in ("W", "B", "A"))
    merged = torch.addmm(weights, high, low, alpha=float(as_number(params["alpha"])) / len(low))
    return Seen(as_value(merged), "addmm(W, B, A, alpha=alpha / r)", tolerance(torch))


PROOFS = {
    "lora.params": Proof(_run_params, _cost),
    "lora.rank": Proof(_run_rank, _cost),
    "lora.merged": Proof(_run_merged),
}
