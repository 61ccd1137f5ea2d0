"""Activations of one number by torch, their slopes by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, as_whole, floats, tensor, tolerance


def _sigmoid(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.sigmoid(tensor(torch, params["x"], device))
    return Seen(as_value(value), f"sigmoid(tensor({floats(params['x'])}))", tolerance(torch))


def _relu(params: Params, torch: ModuleType, device: str) -> Seen:
    inputs = tensor(torch, params["x"], device, requires_grad=True)
    torch.relu(inputs).sum().backward()
    call = f"relu(x).sum().backward(); x.grad for x = tensor({floats(params['x'])})"
    return Seen(as_whole(inputs.grad), call)


PROOFS = {"sigmoid.value": Proof(_sigmoid), "relu.grad": Proof(_relu)}
