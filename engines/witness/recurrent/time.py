"""Gradients through time by autograd, and torch's packing of sequences."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _factor(params: Params, torch: ModuleType, device: str) -> Seen:
    weight, steps = real(params, "w"), number(params, "T")
    h = start = tensor(torch, 0, device, requires_grad=True)
    for _ in range(steps):
        h = weight * h + 1
    h.backward()
    call = f"h = {literal(params['w'])} * h + x, {steps} times; h.backward(); h0.grad"
    return Seen(as_value(start.grad), call, tolerance(torch))


def _factor_cost(params: Params) -> Cost:
    return Cost(number(params, "T"))


def _packed(params: Params, torch: ModuleType, device: str) -> Seen:
    lengths = wholes(params, "lengths")
    padded = torch.zeros(max(lengths), len(lengths), 1, device=device)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        padded, torch.tensor(lengths), enforce_sorted=False
    )
    return Seen(as_value(packed.batch_sizes), "pack_padded_sequence(x, lengths).batch_sizes")


def _packed_cost(params: Params) -> Cost:
    lengths = wholes(params, "lengths")
    return Cost(max(lengths) * len(lengths))


PROOFS = {
    "bptt.factor": Proof(_factor, _factor_cost),
    "packed_sequence.batch_sizes": Proof(_packed, _packed_cost),
}
