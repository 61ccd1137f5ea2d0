"""Default initialisation by the real layers, on the meta device."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.initialisation.spy import uniform_bound
from engines.witness.proof import Proof, Seen, tolerance


def _linear(params: Params, torch: ModuleType, _device: str) -> Seen:
    fans = number(params, "fan_in"), number(params, "fan_out")
    bound = uniform_bound(torch, lambda: torch.nn.Linear(*fans, device="meta"))
    call = f"bound that nn.Linear{fans} draws its weight with"
    return Seen(bound, call, tolerance(torch), device="meta")


def _linear_cost(params: Params) -> Cost:
    return cost.meta((number(params, "fan_in"), number(params, "fan_out")))


def _fan(index: int) -> Callable[[Params, ModuleType, str], Seen]:
    """Return the run that reads fan_in (0) or fan_out (1) of a convolution's weight."""

    def run(params: Params, torch: ModuleType, _device: str) -> Seen:
        into, out, kernel, groups = (number(params, name) for name in ("Ci", "Co", "K", "g"))
        layer = torch.nn.Conv2d(into, out, kernel, groups=groups, device="meta")
        fans = torch.nn.init._calculate_fan_in_and_fan_out(layer.weight)
        made = f"Conv2d({into}, {out}, {kernel}, groups={groups}).weight"
        return Seen(fans[index], f"fan_{('in', 'out')[index]} of {made}", device="meta")

    return run


def _conv_cost(params: Params) -> Cost:
    into, out, kernel, groups = (number(params, name) for name in ("Ci", "Co", "K", "g"))
    return cost.meta((out, into // groups, kernel, kernel))


PROOFS = {
    "linear.default_bound": Proof(_linear, _linear_cost),
    "conv2d.fan_in": Proof(_fan(0), _conv_cost),
    "conv2d.fan_out": Proof(_fan(1), _conv_cost),
}
