"""A designed bias: the model answer's unit, run over the four inputs."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real, word
from engines.families.perceptron import unit
from engines.families.perceptron.gate_bias import middle_bias
from engines.family import Params
from engines.witness.perceptron.gate_read import fired, unit_call
from engines.witness.proof import Proof, Seen


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    bias, rule = middle_bias(params), word(params, "rule")
    weights = (real(params, "w1"), real(params, "w2"), float(bias))
    table = tuple(fired(torch, device, weights, rule).int().tolist())
    right = table == unit.GATES[word(params, "gate")]
    call = unit_call((params["w1"], params["w2"], bias), rule)
    return Seen((bias if right else float("nan"),), call)


PROOFS = {"gate.bias_design": Proof(_run)}
