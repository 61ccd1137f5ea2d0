"""Gated linear units by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, wholes
from engines.family import Params
from engines.witness.activations.single import value_of
from engines.witness.proof import Proof, Seen, as_value, place, tensor, tolerance


def _swiglu(params: Params, torch: ModuleType, device: str) -> Seen:
    gate, passed = (tensor(torch, params[name], device) for name in "gu")
    value = torch.nn.functional.silu(gate) * passed
    return Seen(as_value(value), "silu(g) * u", tolerance(torch))


def _shape(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, dim = wholes(params, "shape"), number(params, "dim")
    where = place(device, shape)
    found = torch.nn.functional.glu(torch.empty(shape, device=where), dim)
    call = f"glu(empty({', '.join(map(str, shape))}), dim={dim}).shape"
    return Seen(tuple(found.shape), call, device=where)


def _shape_cost(params: Params) -> Cost:
    return cost.meta(wholes(params, "shape"))


PROOFS = {
    "glu.value": Proof(value_of("glu", lambda torch, x: torch.nn.functional.glu(x))),
    "swiglu.value": Proof(_swiglu),
    "glu.output_shape": Proof(_shape, _shape_cost),
}
