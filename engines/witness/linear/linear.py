"""A linear layer by torch.nn.functional.linear, its parameters by the real layer."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, count_parameters, floats, tensor


def _forward(params: Params, torch: ModuleType, device: str) -> Seen:
    weight, bias, inputs = (tensor(torch, params[name], device) for name in "Wbx")
    out = torch.nn.functional.linear(inputs, weight, bias)
    texts = [floats(params[name]) for name in "xWb"]
    call = f"F.linear(tensor({texts[0]}), tensor({texts[1]}), tensor({texts[2]}))"
    return Seen(as_whole(out), call)


def _params(params: Params, torch: ModuleType, _device: str) -> Seen:
    inputs, outputs, bias = number(params, "n_in"), number(params, "n_out"), flag(params, "bias")
    layer = torch.nn.Linear(inputs, outputs, bias=bias, device="meta")
    call = f"parameters of Linear({inputs}, {outputs}{'' if bias else ', bias=False'})"
    return Seen(count_parameters(layer), call, device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta((number(params, "n_in"), number(params, "n_out")))


PROOFS = {"linear.forward": Proof(_forward), "linear.params": Proof(_params, _cost)}
