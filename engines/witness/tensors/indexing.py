"""Indexing, gathering and slicing on real tensors of whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number, wholes, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place
from engines.witness.tensors.making import cost_of, cost_of_shape

FORMS: Mapping[str, Callable[[Any, Any], Any]] = {
    "x[i]": lambda x, i: x[i],
    "x[:, i]": lambda x, i: x[:, i],
    "x[i, j]": lambda x, i: x[i, i],
    "x[:, i, j]": lambda x, i: x[:, i, i],
    "x[i, :, j]": lambda x, i: x[i, :, i],
    "x[i[:, None], j]": lambda x, i: x[i[:, None], i],
}


def _run_gather(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = number(params, "dim")
    x, index = (torch.tensor(params[name], device=device) for name in ("x", "index"))
    return Seen(as_value(torch.gather(x, dim, index)), f"torch.gather(x, {dim}, index)")


def _run_scatter(params: Params, torch: ModuleType, device: str) -> Seen:
    rows, columns, dim = (number(params, name) for name in ("R", "C", "dim"))
    index, src = (torch.tensor(params[name], device=device) for name in ("index", "src"))
    z = torch.zeros(rows, columns, dtype=torch.int64, device=device)
    return Seen(as_value(z.scatter_(dim, index, src)), f"z.scatter_({dim}, index, src)")


def _run_select(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = number(params, "dim")
    x, index = (torch.tensor(params[name], device=device) for name in ("x", "index"))
    found = torch.index_select(x, dim, index)
    return Seen(as_value(found), f"torch.index_select(x, {dim}, index)")


def _run_advanced_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, many, form = wholes(params, "shape"), number(params, "n"), word(params, "form")
    where = place(device, *_indexed(params))
    index = torch.zeros(many, dtype=torch.int64, device=where)
    found = FORMS[form](torch.empty(shape, device=where), index)
    return Seen(tuple(found.shape), f"{form}.shape", device=where)


def _indexed(params: Params) -> tuple[tuple[int, ...], ...]:
    """Return the shape of x and one that is at least as large as any result."""
    shape, many = wholes(params, "shape"), number(params, "n")
    return shape, (many, many, *shape)


def _cost_advanced_shape(params: Params) -> Cost:
    return cost_of(*_indexed(params))


def _run_advanced_values(params: Params, torch: ModuleType, device: str) -> Seen:
    x, i, j = (torch.tensor(params[name], device=device) for name in "xij")
    return Seen(as_value(x[i, j]), "x[i, j]")


def _run_mask(params: Params, torch: ModuleType, device: str) -> Seen:
    x, limit = torch.tensor(params["x"], device=device), number(params, "t")
    return Seen(as_value(x[x > limit]), f"x[x > {limit}]")


def _run_slice_values(params: Params, torch: ModuleType, device: str) -> Seen:
    start, stop, step = (number(params, name) for name in ("start", "stop", "step"))
    x = torch.tensor(params["x"], device=device)
    return Seen(as_value(x[start:stop:step]), f"x[{start}:{stop}:{step}]")


def _run_slice_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    shape = wholes(params, "shape")
    row, start, stop, step = (number(params, name) for name in ("row", "start", "stop", "step"))
    where = place(device, shape)
    found = tuple(torch.empty(shape, device=where)[row, start:stop:step].shape)
    return Seen(found, f"x[{row}, {start}:{stop}:{step}].shape", device=where)


PROOFS = {
    "gather.values": Proof(_run_gather),
    "scatter.values": Proof(_run_scatter),
    "index_select.values": Proof(_run_select),
    "advanced_indexing.shape": Proof(_run_advanced_shape, _cost_advanced_shape),
    "advanced_indexing.values": Proof(_run_advanced_values),
    "boolean_mask.values": Proof(_run_mask),
    "slice.values": Proof(_run_slice_values),
    "slice.shape": Proof(_run_slice_shape, cost_of_shape),
}
