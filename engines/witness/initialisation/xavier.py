"""Xavier initialisation by torch.nn.init, on weights of the meta device."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, real
from engines.families.initialisation.xavier import FAN_OUT
from engines.family import Params
from engines.witness.initialisation.spy import normal_std, uniform_bound
from engines.witness.proof import Proof, Seen, literal, tolerance


def _run(
    filler: str, seen: Callable[[ModuleType, Callable[[], object]], float], word: str
) -> Callable[[Params, ModuleType, str], Seen]:
    """Return the run of one of torch's initialisers, of which `seen` reads the spread."""

    def run(params: Params, torch: ModuleType, _device: str) -> Seen:
        fans = number(params, "fan_out"), number(params, "fan_in")
        weight = torch.empty(fans, device="meta")
        spread = seen(torch, lambda: getattr(torch.nn.init, filler)(weight))
        call = f"{word} that nn.init.{filler}(empty{fans}) draws with"
        return Seen(spread, call, tolerance(torch), device="meta")

    return run


def _fan_out(params: Params, torch: ModuleType, _device: str) -> Seen:
    """Fill a layer of the size that the closed form gives; it is right where the bound is a."""
    answer = FAN_OUT.truth(params).value
    fans = answer, number(params, "fan_in")
    weight = torch.empty(fans, device="meta")
    bound = uniform_bound(torch, lambda: torch.nn.init.xavier_uniform_(weight))
    right = isclose(bound, real(params, "a"), rel_tol=1e-9)
    call = f"nn.init.xavier_uniform_(empty{fans}) draws up to {literal(params['a'])}"
    return Seen(answer if right else 0, call, device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta((number(params, "fan_out"), number(params, "fan_in")))


def _fan_out_cost(params: Params) -> Cost:
    return cost.meta((round(6 / real(params, "a") ** 2), number(params, "fan_in")))


PROOFS = {
    "xavier.bound": Proof(_run("xavier_uniform_", uniform_bound, "bound"), _cost),
    "xavier.std": Proof(_run("xavier_normal_", normal_std, "std"), _cost),
    "xavier.fan_out": Proof(_fan_out, _fan_out_cost),
}
