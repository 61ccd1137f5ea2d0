"""Pixels normalised and restored by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real
from engines.family import Params
from engines.values import show_value
from engines.witness.proof import Proof, Seen, as_value, as_whole, tensor, tolerance


def _normalised(params: Params, torch: ModuleType, device: str) -> Seen:
    pixel = torch.tensor(number(params, "x"), dtype=torch.uint8, device=device)
    value = (pixel / 255 - real(params, "m")) / real(params, "s")
    mean, deviation = show_value(params["m"]), show_value(params["s"])
    call = f"(tensor({pixel}, dtype=uint8) / 255 - {mean}) / {deviation}"
    return Seen(as_value(value), call, tolerance(torch))


def _restored(params: Params, torch: ModuleType, device: str) -> Seen:
    level = tensor(torch, params["z"], device) * real(params, "s") + real(params, "m")
    byte = (level * 255).round().clamp(0, 255)
    z, mean, deviation = (show_value(params[name]) for name in ("z", "m", "s"))
    call = f"((tensor({z}) * {deviation} + {mean}) * 255).round().clamp(0, 255)"
    return Seen(as_whole(byte), call)


PROOFS = {"image.normalized": Proof(_normalised), "image.denormalized": Proof(_restored)}
