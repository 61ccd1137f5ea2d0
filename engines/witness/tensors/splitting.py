"""Pieces of a dimension by torch.split and torch.chunk."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen
from engines.witness.tensors.making import cost_of, made


def _run(name: str, wanted: str, params: Params, torch: ModuleType, device: str) -> Seen:
    length, many = number(params, "L"), number(params, wanted)
    pieces = getattr(torch, name)(torch.empty(length, device=device), many)
    return Seen(tuple(len(piece) for piece in pieces), f"{name}({made((length,))}, {many})")


def _run_split(params: Params, torch: ModuleType, device: str) -> Seen:
    return _run("split", "size", params, torch, device)


def _run_chunk(params: Params, torch: ModuleType, device: str) -> Seen:
    return _run("chunk", "n", params, torch, device)


def _cost(params: Params) -> Cost:
    return cost_of((number(params, "L"),))


PROOFS = {"split.sizes": Proof(_run_split, _cost), "chunk.sizes": Proof(_run_chunk, _cost)}
