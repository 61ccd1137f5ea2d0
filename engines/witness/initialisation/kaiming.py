"""Kaiming initialisation by torch.nn.init, on weights of the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.initialisation.spy import normal_std
from engines.witness.proof import Proof, Seen, literal, tolerance


def _gain(params: Params, torch: ModuleType, _device: str) -> Seen:
    name = word(params, "f")
    options = f", {literal(params['slope'])}" if name == "leaky_relu" else ""
    gain = torch.nn.init.calculate_gain(name, real(params, "slope"))
    return Seen(gain, f"nn.init.calculate_gain('{name}'{options})", tolerance(torch), "cpu")


def _std(params: Params, torch: ModuleType, _device: str) -> Seen:
    weight = torch.empty(number(params, "fan_out"), number(params, "fan_in"), device="meta")
    mode, name = word(params, "mode"), word(params, "f")
    fill = torch.nn.init.kaiming_normal_
    std = normal_std(torch, lambda: fill(weight, mode=mode, nonlinearity=name))
    call = f"std of init.kaiming_normal_(w, mode='{mode}', nonlinearity='{name}')"
    return Seen(std, call, tolerance(torch), device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta((number(params, "fan_out"), number(params, "fan_in")))


PROOFS = {"kaiming.gain": Proof(_gain), "kaiming.std": Proof(_std, _cost)}
