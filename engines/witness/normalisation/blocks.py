"""The norms of a transformer as torch.nn modules."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters, place


def _norms(params: Params) -> int:
    return 2 * number(params, "L") + (word(params, "placing") == "pre-norm")


def _counted(params: Params, torch: ModuleType, device: str) -> Seen:
    width, kind, count = number(params, "d"), word(params, "norm"), _norms(params)
    norm = getattr(torch.nn, kind)
    where = place(device, (2 * count, width))
    norms = torch.nn.ModuleList(norm(width, device=where) for _ in range(count))
    call = f"ModuleList({kind}({width}) for _ in range({count})), parameters"
    return Seen(count_parameters(norms), call, device=where)


def _cost(params: Params) -> Cost:
    return Cost(2 * _norms(params) * number(params, "d"), meta=True)


PROOFS = {"transformer_norms.params": Proof(_counted, _cost)}
