"""Padding by torch.nn.functional.pad."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place
from engines.witness.tensors.making import cost_of, made


def _widest(params: Params) -> tuple[int, ...]:
    """Return a shape that is at least as large as the padded one."""
    more = sum(wholes(params, "pad"))
    return tuple(size + more for size in wholes(params, "shape"))


def _run_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, pad = wholes(params, "shape"), wholes(params, "pad")
    where = place(device, _widest(params))
    found = tuple(torch.nn.functional.pad(torch.empty(shape, device=where), pad).shape)
    return Seen(found, f"F.pad({made(shape)}, {pad})", device=where)


def _cost_shape(params: Params) -> Cost:
    return cost_of(_widest(params))


def _run_values(params: Params, torch: ModuleType, device: str) -> Seen:
    pad, fill = wholes(params, "pad"), number(params, "v")
    found = torch.nn.functional.pad(torch.tensor(params["x"], device=device), pad, value=fill)
    return Seen(as_value(found), f"F.pad(x, {pad}, value={fill})")


PROOFS = {
    "pad.shape": Proof(_run_shape, _cost_shape),
    "pad.values": Proof(_run_values),
}
