"""A point's distance from a decision boundary by torch's dot product and norm."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _distance(params: Params, torch: ModuleType, device: str) -> Seen:
    weights, bias, point = (tensor(torch, params[name], device) for name in "wbx")
    distance = (weights @ point + bias).abs() / weights.norm()
    call = f"(w @ x + b).abs() / w.norm(), w = tensor({floats(params['w'])})"
    return Seen(as_value(distance), call, tolerance(torch))


PROOFS = {"decision_boundary.distance": Proof(_distance)}
