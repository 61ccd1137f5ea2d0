"""Embeddings: parameters on the meta device, and a backward pass with padding."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, wholes, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, count_parameters, literal


def _count(params: Params, torch: ModuleType, _device: str) -> Seen:
    rows, width = number(params, "V"), number(params, "d")
    layer = torch.nn.Embedding(rows, width, padding_idx=0, device="meta")
    call = f"Embedding({rows}, {width}, padding_idx=0).weight.numel()"
    return Seen(layer.weight.numel(), call, device="meta")


def _tied(params: Params, torch: ModuleType, _device: str) -> Seen:
    """A module counts a parameter that is shared once."""
    rows, width = number(params, "V"), number(params, "d")
    bias = word(params, "head") == "with a bias"
    embedding = torch.nn.Embedding(rows, width, device="meta")
    head = torch.nn.Linear(width, rows, bias=bias, device="meta")
    head.weight = embedding.weight
    both = torch.nn.ModuleList((embedding, head))
    call = "head.weight = embedding.weight; parameters of both"
    return Seen(count_parameters(both), call, device="meta")


def _table_cost(params: Params) -> Cost:
    return cost.meta((number(params, "V"), number(params, "d")))


def _padding(params: Params, torch: ModuleType, device: str) -> Seen:
    rows, pad = number(params, "V"), number(params, "pad")
    layer = torch.nn.Embedding(rows, 2, padding_idx=pad, device=device)
    layer(torch.tensor(wholes(params, "tokens"), device=device)).sum().backward()
    call = f"e = Embedding({rows}, 2, padding_idx={pad}); e({literal(params['tokens'])})"
    return Seen(as_value(layer.weight.grad[:, 0]), call)


def _padding_cost(params: Params) -> Cost:
    return Cost(2 * number(params, "V") + 2 * len(wholes(params, "tokens")))


PROOFS = {
    "embedding.params": Proof(_count, _table_cost),
    "embedding.tied_params": Proof(_tied, _table_cost),
    "embedding.padding_grad": Proof(_padding, _padding_cost),
}
