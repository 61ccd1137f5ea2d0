"""ReLU's relatives by torch.nn.functional; PReLU's parameters counted in its layers."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import real, wholes, word
from engines.family import Params
from engines.witness.activations.single import value_of
from engines.witness.proof import (
    Proof,
    Seen,
    as_value,
    count_parameters,
    floats,
    literal,
    tensor,
    tolerance,
)


def _leaky(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device)
    value = torch.nn.functional.leaky_relu(x, real(params, "a"))
    call = f"leaky_relu(tensor({floats(params['x'])}), {literal(params['a'])})"
    return Seen(as_value(value), call, tolerance(torch))


def _elu(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device)
    value = torch.nn.functional.elu(x, real(params, "alpha"))
    call = f"elu(tensor({floats(params['x'])}), {literal(params['alpha'])})"
    return Seen(as_value(value), call, tolerance(torch))


def _prelu(params: Params, torch: ModuleType, device: str) -> Seen:
    channels, layer = wholes(params, "C"), word(params, "layer")
    shared = layer == "nn.PReLU()"
    layers = [torch.nn.PReLU(1 if shared else count, device=device) for count in channels]
    call = f"parameters of {layer} for C in {literal(params['C'])}"
    return Seen(sum(map(count_parameters, layers)), call)


def _prelu_cost(params: Params) -> Cost:
    return Cost(sum(wholes(params, "C")))


PROOFS = {
    "leaky_relu.value": Proof(_leaky),
    "prelu.params": Proof(_prelu, _prelu_cost),
    "elu.value": Proof(_elu),
    "selu.value": Proof(value_of("selu", lambda torch, x: torch.selu(x))),
}
