"""One update of the perceptron by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    weights, bias, inputs = (tensor(torch, params[name], device) for name in "wbx")
    output = (torch.dot(weights, inputs) + bias > 0).to(weights.dtype)
    error = real(params, "eta") * (number(params, "y") - output)
    new = torch.cat([weights + error * inputs, (bias + error)[None]])
    call = f"w + {literal(params['eta'])} * (y - (w @ x + b > 0)) * x, and b likewise"
    return Seen(as_value(new), call, tolerance(torch))


PROOFS = {"perceptron.update": Proof(_run)}
