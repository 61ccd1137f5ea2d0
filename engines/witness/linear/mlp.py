"""A multilayer perceptron's parameters by the real modules."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def _params(params: Params, torch: ModuleType, _device: str) -> Seen:
    sizes = list(pairwise(wholes(params, "sizes")))
    net = torch.nn.Sequential(*(torch.nn.Linear(*pair, device="meta") for pair in sizes))
    layers = ", ".join(f"Linear({into}, {out})" for into, out in sizes)
    return Seen(count_parameters(net), f"parameters of Sequential({layers})", device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta(*pairwise(wholes(params, "sizes")))


PROOFS = {"mlp.params": Proof(_params, _cost)}
