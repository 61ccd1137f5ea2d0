"""Threshold units by a torch.nn.Linear with these weights, over the four inputs at once."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real, word
from engines.families.perceptron import unit
from engines.family import Params
from engines.values import Value
from engines.witness.proof import Proof, Seen, as_whole, literal


def fired(torch: ModuleType, device: str, weights: tuple[float, ...], rule: str) -> Any:
    """Return the outputs of the unit (w1, w2, b) for the four inputs, as a tensor of 0 and 1."""
    first, second, bias = weights
    inputs = torch.tensor(unit.INPUTS, dtype=torch.float64, device=device)
    layer = torch.nn.Linear(2, 1, dtype=torch.float64, device=device)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[first, second]], dtype=torch.float64))
        layer.bias.fill_(bias)
        sums = layer(inputs)[:, 0]
    return (sums > 0) if rule == unit.STRICT else (sums >= 0)


def unit_call(weights: tuple[Value, ...], rule: str) -> str:
    """Return the run as a person would write it."""
    first, second, bias = map(literal, weights)
    return f"Linear(2, 1) with weight [{first}, {second}], bias {bias}: output {rule}"


def _outputs(params: Params, torch: ModuleType, device: str) -> tuple[unit.Table, str]:
    rule = word(params, "rule")
    found = as_whole(
        fired(torch, device, tuple(real(params, n) for n in ("w1", "w2", "b")), rule).int()
    )
    if not isinstance(found, tuple):
        raise TypeError("four outputs were expected")
    table = tuple(1 if entry else 0 for entry in found)
    return table, unit_call((params["w1"], params["w2"], params["b"]), rule)


def _table(params: Params, torch: ModuleType, device: str) -> Seen:
    table, call = _outputs(params, torch, device)
    return Seen(table, call)


def _name(params: Params, torch: ModuleType, device: str) -> Seen:
    table, call = _outputs(params, torch, device)
    return Seen(unit.name_of(table) or "none", call)


_STEPS = 200


def _separable(params: Params, torch: ModuleType, device: str) -> Seen:
    """Run the perceptron rule: it comes to rest exactly where a line exists (Novikoff 1962)."""
    wanted = torch.tensor(
        [int(d) for d in word(params, "table")], dtype=torch.float64, device=device
    )
    inputs = torch.tensor([(*x, 1) for x in unit.INPUTS], dtype=torch.float64, device=device)
    weights = torch.zeros(3, dtype=torch.float64, device=device)
    for _ in range(_STEPS):
        errors = wanted - (inputs @ weights > 0).double()
        if not errors.any():
            return Seen("yes", f"perceptron rule on {word(params, 'table')}: no errors left")
        place = int(errors.abs().argmax())
        weights = weights + errors[place] * inputs[place]
    call = f"perceptron rule on {word(params, 'table')}: errors after {_STEPS} updates"
    return Seen("no", call)


PROOFS = {
    "gate.truth_table": Proof(_table),
    "gate.identify": Proof(_name),
    "gate.separable": Proof(_separable),
}
