"""Max pooling by torch.nn.MaxPool2d."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, place, tensor


def pool_call(name: str, kernel: int, stride: int, pad: int = 0, *, ceil: bool = False) -> str:
    """Return the layer as a person would write it: what is as the default is left out."""
    given = [str(kernel)]
    given += [f"stride={stride}"] if stride != kernel else []
    given += [f"padding={pad}"] if pad else []
    given += ["ceil_mode=True"] if ceil else []
    return f"{name}({', '.join(given)})"


def _run_size(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride, pad = (number(params, name) for name in "HKSP")
    ceil = flag(params, "ceil")
    layer = torch.nn.MaxPool2d(kernel, stride, pad, ceil_mode=ceil)
    where = place(device, (side, side), multiplies=(side * kernel) ** 2)
    out = layer(torch.zeros(1, 1, side, side, device=where))
    call = pool_call("MaxPool2d", kernel, stride, pad, ceil=ceil)
    return Seen(out.shape[-1], call, device=where)


def _cost_size(params: Params) -> Cost:
    side = number(params, "H") + 2 * number(params, "P")
    return cost.meta((side, side))


def _run_values(params: Params, torch: ModuleType, device: str) -> Seen:
    kernel, stride = number(params, "K"), number(params, "S")
    out = torch.nn.MaxPool2d(kernel, stride)(tensor(torch, params["x"], device)[None])
    return Seen(as_whole(out[0]), pool_call("MaxPool2d", kernel, stride))


PROOFS = {
    "max_pool2d.output_size": Proof(_run_size, _cost_size),
    "max_pool2d.values": Proof(_run_values),
}
