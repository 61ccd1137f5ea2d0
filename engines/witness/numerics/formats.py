"""Number formats by torch.finfo, by their bits, and by a cast."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen

_BITS = {
    "float16": "int16",
    "bfloat16": "int16",
    "float32": "int32",
    "float8_e4m3fn": "int8",
    "float8_e5m2": "int8",
}
"""The whole numbers of a format's width."""


def _largest(params: Params, torch: ModuleType, _device: str) -> Seen:
    name = word(params, "dtype")
    return Seen(torch.finfo(getattr(torch, name)).max, f"finfo({name}).max", device="cpu")


def _gap(params: Params, torch: ModuleType, device: str) -> Seen:
    """The bits of a positive number, read as a whole number and plus one, are the next number's."""
    name, x = word(params, "dtype"), number(params, "x")
    bits = _BITS[name]
    start = torch.tensor(float(x), device=device).to(getattr(torch, name))
    after = (start.view(getattr(torch, bits)) + 1).view(start.dtype)
    gap = (after.float() - start.float()).item()
    return Seen(gap, f"(tensor({x}., dtype={name}).view({bits}) + 1).view({name}) - {x}")


def _cast(params: Params, torch: ModuleType, device: str) -> Seen:
    name, x = word(params, "dtype"), number(params, "x")
    held = torch.tensor(float(x), device=device).to(getattr(torch, name))
    return Seen(held.item(), f"tensor({x}.).to({name})")


PROOFS = {"finfo.max": Proof(_largest), "finfo.eps": Proof(_gap), "cast.rounded": Proof(_cast)}
