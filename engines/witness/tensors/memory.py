"""Strides and storages, as torch reports them."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, wholes, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of, cost_of_shape, made


def _run_strides(params: Params, torch: ModuleType, device: str) -> Seen:
    shape = wholes(params, "shape")
    where = place(device, shape)
    return Seen(torch.empty(shape, device=where).stride(), f"{made(shape)}.stride()", device=where)


def _run_expand(params: Params, torch: ModuleType, device: str) -> Seen:
    rows, columns, dtype = number(params, "R"), number(params, "C"), word(params, "dtype")
    where = place(device, (rows, 1))
    x = torch.zeros(rows, 1, dtype=getattr(torch, dtype), device=where)
    found = x.expand(rows, columns).untyped_storage().nbytes()
    call = f"zeros({rows}, 1).expand({rows}, {columns}).untyped_storage().nbytes()"
    return Seen(found, call, device=where)


def _cost_expand(params: Params) -> Cost:
    return cost_of((number(params, "R"), number(params, "C")))


def _run_repeat(params: Params, torch: ModuleType, device: str) -> Seen:
    rows, columns, down, across = (number(params, name) for name in "RCab")
    where = place(device, (rows * down, columns * across))
    x = torch.zeros(rows, columns, dtype=getattr(torch, word(params, "dtype")), device=where)
    found = x.repeat(down, across).untyped_storage().nbytes()
    call = f"zeros({rows}, {columns}).repeat({down}, {across}).untyped_storage().nbytes()"
    return Seen(found, call, device=where)


def _cost_repeat(params: Params) -> Cost:
    return cost_of(tuple(number(params, name) for name in "RCab"))


PROOFS = {
    "tensor.strides": Proof(_run_strides, cost_of_shape),
    "expand.bytes": Proof(_run_expand, _cost_expand),
    "repeat.bytes": Proof(_run_repeat, _cost_repeat),
}
