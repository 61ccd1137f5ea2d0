"""A receptive field by autograd: the inputs whose gradient from one output is not zero."""

from __future__ import annotations

from math import prod
from types import ModuleType

from engines.cost import Cost
from engines.families.given import wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen


def _length(params: Params) -> int:
    """Return a length that surely holds the field: all kernels, each at the widest spacing."""
    return sum(wholes(params, "K")) * prod(wholes(params, "S"))


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    signal = torch.ones(1, 1, _length(params), device=device, requires_grad=True)
    out = signal
    layers = list(zip(wholes(params, "K"), wholes(params, "S"), strict=True))
    for kernel, stride in layers:
        ones = torch.ones(1, 1, kernel, device=device)
        out = torch.nn.functional.conv1d(out, ones, stride=stride)
    out[0, 0, 0].backward()
    call = " -> ".join(f"Conv1d(1, 1, {kernel}, stride={stride})" for kernel, stride in layers)
    seen = signal.grad[0, 0].nonzero()
    return Seen(int(seen[-1] - seen[0]) + 1, f"inputs with a gradient, first to last, in {call}")


def _cost(params: Params) -> Cost:
    length = _length(params)
    return Cost(2 * length, 4 * length * sum(wholes(params, "K")))


PROOFS = {"receptive_field.size": Proof(_run, _cost)}
