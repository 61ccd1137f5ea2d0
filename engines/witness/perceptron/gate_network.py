"""A 2-2-1 ReLU net by torch.nn.functional over the four inputs at once."""

from __future__ import annotations

from types import ModuleType

from engines.families.perceptron.unit import INPUTS
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, literal, tensor


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    functional = torch.nn.functional
    inputs = tensor(torch, INPUTS, device)
    first, bias, second = (tensor(torch, params[name], device) for name in ("W1", "b1", "w2"))
    hidden = functional.relu(functional.linear(inputs, first, bias))
    outputs = (functional.linear(hidden, second[None])[:, 0] > 0).int()
    matrix, shift, out = (literal(params[name]) for name in ("W1", "b1", "w2"))
    call = f"relu(x @ {matrix}.T + {shift}) @ {out} > 0"
    return Seen(as_whole(outputs), call)


PROOFS = {"gate.xor_two_layer": Proof(_run)}
