"""Smooth activations by torch.nn.functional."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.activations.single import value_of
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _gelu_tanh(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.nn.functional.gelu(tensor(torch, params["x"], device), approximate="tanh")
    call = f"gelu(tensor({floats(params['x'])}), approximate='tanh')"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {
    "gelu.value": Proof(value_of("gelu", lambda torch, x: torch.nn.functional.gelu(x))),
    "gelu.tanh_value": Proof(_gelu_tanh),
    "silu.value": Proof(value_of("silu", lambda torch, x: torch.nn.functional.silu(x))),
    "hardswish.value": Proof(
        value_of("hardswish", lambda torch, x: torch.nn.functional.hardswish(x))
    ),
    "softplus.value": Proof(value_of("softplus", lambda torch, x: torch.nn.functional.softplus(x))),
}
