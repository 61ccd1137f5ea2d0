"""A GRU layer's parameters on the meta device, and a GRU cell with chosen weights."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, count_parameters, tensor, tolerance


def _count(params: Params, torch: ModuleType, _device: str) -> Seen:
    inputs, hidden = number(params, "I"), number(params, "H")
    layer = torch.nn.GRU(inputs, hidden, device="meta")
    return Seen(count_parameters(layer), f"parameters of GRU({inputs}, {hidden})", device="meta")


def _count_cost(params: Params) -> Cost:
    inputs, hidden = number(params, "I"), number(params, "H")
    return cost.meta((3 * hidden, max(inputs, hidden)))


def _cell(params: Params, torch: ModuleType, device: str) -> Seen:
    """An input of 1 meets the wanted sums as weights."""
    cell = torch.nn.GRUCell(1, 1, bias=False, device=device)
    sums = ((params["r"],), (params["z"],), (params["a"],))
    with torch.no_grad():
        cell.weight_ih.copy_(tensor(torch, sums, device))
        cell.weight_hh.copy_(tensor(torch, ((0,), (0,), (params["u"],)), device))
        new = cell(torch.ones(1, device=device), tensor(torch, (params["h"],), device))
    return Seen(as_value(new[0]), "GRUCell(1, 1, bias=False)(x, h)", tolerance(torch))


PROOFS = {"gru.params": Proof(_count, _count_cost), "gru.cell": Proof(_cell)}
