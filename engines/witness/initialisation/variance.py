"""Signals through initial weights, run so that the mean square comes out exactly.

An orthogonal matrix with gain √(n · Var(w)) has entries of mean square Var(w) and stretches every
input alike; with each layer also run with the opposite sign, ReLU keeps just half.
"""

from __future__ import annotations

from math import sqrt
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tolerance


def _after_layers(params: Params, torch: ModuleType, device: str) -> Seen:
    width, layers = number(params, "n"), number(params, "L")
    gain = sqrt(width * real(params, "var_w"))
    weight = torch.nn.init.orthogonal_(torch.empty(width, width, device=device), gain)
    signal = torch.full((1, width), sqrt(real(params, "v")), device=device)
    for _ in range(layers):
        signal = signal @ weight.T
        if word(params, "f") == "ReLU":
            signal = torch.relu(torch.cat((signal, -signal)))
    scaled = f"gain=sqrt({width} * {literal(params['var_w'])})"
    call = f"x @ W.T × {layers}, W by nn.init.orthogonal_ with {scaled}"
    return Seen(as_value(signal.square().mean()), call, tolerance(torch))


def _after_cost(params: Params) -> Cost:
    width, rows = number(params, "n"), 2 ** number(params, "L")
    return Cost(width * (width + rows), 4 * width**3 + 4 * rows * width**2)


_WRITES = ("out_proj.weight", "linear2.weight")
"""The last weight of attention, and of the MLP, by torch's names."""


def _residual(params: Params, torch: ModuleType, _device: str) -> Seen:
    block = torch.nn.TransformerEncoderLayer(2, 1, 2, device="meta")
    blocks = torch.nn.ModuleList([block] * number(params, "L"))
    names = [name for name, _ in blocks.named_parameters(remove_duplicate=False)]
    writes = sum(name.endswith(_WRITES) for name in names)
    call = f"{literal(params['s'])} / sqrt(N), N counted in {len(blocks)} TransformerEncoderLayers"
    return Seen(real(params, "s") / sqrt(writes), call, tolerance(torch), device="meta")


def _residual_cost(params: Params) -> Cost:
    return cost.meta((number(params, "L"), 64))


PROOFS = {
    "activation_variance.after_layers": Proof(_after_layers, _after_cost),
    "residual_projection.std": Proof(_residual, _residual_cost),
}
