"""Quantised weights: the bytes of packed weights and of scales, on the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, tolerance


def _sized(params: Params, torch: ModuleType, _device: str) -> Seen:
    count, bits, group = (
        number(params, "N") * 10**6,
        number(params, "bits"),
        number(params, "group"),
    )
    packed = torch.empty(count * bits // 8, dtype=torch.uint8, device="meta")
    scales = torch.empty(count // group, dtype=torch.float16, device="meta")
    call = f"empty({packed.numel()}, dtype=uint8).nbytes + empty({scales.numel()}).half().nbytes"
    return Seen(packed.nbytes + scales.nbytes, call, device="meta")


def _cost_sized(params: Params) -> Cost:
    return cost.meta((number(params, "N"), 10**6, 8))


def _effective(params: Params, torch: ModuleType, _device: str) -> Seen:
    """All bits that eight groups store, whole bytes, over the weights in them."""
    bits, group = number(params, "bits"), number(params, "group")
    shared = number(params, "scale") + number(params, "zero")
    weights = torch.empty(8 * group, device="meta")
    stored = torch.empty(bits * group + shared, dtype=torch.uint8, device="meta")
    call = f"8 * empty({bits} * {group} + {shared}, dtype=uint8).nbytes / (8 * {group})"
    return Seen(8 * stored.nbytes / weights.numel(), call, tolerance(torch), "meta")


PROOFS = {
    "quantized_model.bytes": Proof(_sized, _cost_sized),
    "quantized_model.bits": Proof(_effective),
}
