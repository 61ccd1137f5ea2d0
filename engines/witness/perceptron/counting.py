"""Boolean functions, listed one by one by torch.cartesian_prod and counted."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, place


def _listed(torch: ModuleType, digits: int, where: str) -> int:
    """Return how many words of so many binary digits there are, by listing them."""
    bits = torch.tensor([0, 1], device=where)
    return len(torch.cartesian_prod(*[bits] * digits))


def _rows(params: Params, torch: ModuleType, device: str) -> Seen:
    inputs = number(params, "n")
    call = f"len(cartesian_prod(*[tensor([0, 1])] * {inputs}))"
    return Seen(_listed(torch, inputs, device), call)


def _rows_cost(params: Params) -> Cost:
    inputs = number(params, "n")
    return Cost(inputs * 2**inputs)


def _functions(params: Params, torch: ModuleType, device: str) -> Seen:
    rows = _listed(torch, number(params, "n"), device)
    where = place(device, (2**rows, rows))
    call = f"len(cartesian_prod(*[tensor([0, 1])] * 2**{number(params, 'n')}))"
    return Seen(_listed(torch, rows, where), call, device=where)


def _functions_cost(params: Params) -> Cost:
    rows = 2 ** number(params, "n")
    return cost.meta((2**rows, rows))


PROOFS = {
    "truth_table.rows": Proof(_rows, _rows_cost),
    "boolean_function.count": Proof(_functions, _functions_cost),
}
