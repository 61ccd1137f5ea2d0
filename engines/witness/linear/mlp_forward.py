"""A two-layer perceptron's output by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tolerance

_NUMBERS = ("x", "W1", "b1", "w2", "b2")


def _forward(params: Params, torch: ModuleType, device: str) -> Seen:
    linear = torch.nn.functional.linear
    kind = torch.get_default_dtype()
    inputs, first, bias, second, last = (
        torch.tensor(params[name], dtype=kind, device=device) for name in _NUMBERS
    )
    name = word(params, "f").lower()
    hidden = getattr(torch, name)(linear(inputs, first, bias))
    call = f"F.linear({name}(F.linear(x, W1, b1)), w2, b2)"
    return Seen(as_value(linear(hidden, second, last)), call, tolerance(torch))


PROOFS = {"mlp.forward": Proof(_forward)}
