"""A designed gate: the model answer's unit, run over the four inputs."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import word
from engines.families.perceptron import unit
from engines.families.perceptron.gate_design import DESIGN
from engines.family import Params
from engines.values import as_number
from engines.witness.perceptron.gate_read import fired, unit_call
from engines.witness.proof import Proof, Seen, as_whole


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    answer = DESIGN.truth(params).value
    if not isinstance(answer, tuple):
        raise TypeError("a design is three numbers")
    rule = word(params, "rule")
    weights = tuple(float(as_number(entry)) for entry in answer)
    table = as_whole(fired(torch, device, weights, rule).int())
    right = table == unit.GATES[word(params, "gate").upper()]
    return Seen(answer if right else "another gate", unit_call(answer, rule))


PROOFS = {"gate.design": Proof(_run)}
