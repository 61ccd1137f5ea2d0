"""Transposed and permuted tensors: the views that torch makes, with their strides."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, whole_rows, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of_shape, made


def _x(params: Params, torch: ModuleType, device: str) -> tuple[Any, str, str]:
    """Return x, how it is written, and where it is."""
    shape = wholes(params, "shape")
    where = place(device, shape)
    return torch.empty(shape, device=where), made(shape), where


def _run_transpose(params: Params, torch: ModuleType, device: str) -> Seen:
    x, call, where = _x(params, torch, device)
    first, second = number(params, "dim0"), number(params, "dim1")
    found = tuple(x.transpose(first, second).shape)
    return Seen(found, f"{call}.transpose({first}, {second})", device=where)


def _permuted(params: Params, torch: ModuleType, device: str) -> tuple[Any, str, str]:
    x, call, where = _x(params, torch, device)
    dims = wholes(params, "dims")
    return x.permute(dims), f"{call}.permute{dims}", where


def _run_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    out, call, where = _permuted(params, torch, device)
    return Seen(tuple(out.shape), call, device=where)


def _run_strides(params: Params, torch: ModuleType, device: str) -> Seen:
    out, call, where = _permuted(params, torch, device)
    return Seen(out.stride(), f"{call}.stride()", device=where)


def _run_contiguous(params: Params, torch: ModuleType, device: str) -> Seen:
    x, call, where = _x(params, torch, device)
    found = tuple(int(x.permute(dims).is_contiguous()) for dims in whole_rows(params, "orders"))
    return Seen(found, f"{call}.permute(order).is_contiguous()", device=where)


PROOFS = {
    "transpose.shape": Proof(_run_transpose, cost_of_shape),
    "permute.shape": Proof(_run_shape, cost_of_shape),
    "permute.strides": Proof(_run_strides, cost_of_shape),
    "permute.contiguous": Proof(_run_contiguous, cost_of_shape),
}
