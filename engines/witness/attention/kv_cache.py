"""A key-value cache's memory by two real tensors on the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen

_DTYPES = {1: "int8", 2: "bfloat16", 4: "float32"}


def _shape(params: Params) -> tuple[int, ...]:
    return tuple(number(params, name) for name in ("L", "B", "kv", "T", "dh"))


def _run(params: Params, torch: ModuleType, _device: str) -> Seen:
    dtype = _DTYPES[number(params, "bytes")]
    keys = torch.empty(_shape(params), dtype=getattr(torch, dtype), device="meta")
    values = torch.empty_like(keys)
    size = sum(part.numel() * part.element_size() for part in (keys, values))
    sizes = ", ".join(map(str, _shape(params)))
    call = f"bytes of keys and values, each empty({sizes}, dtype={dtype})"
    return Seen(size, call, device="meta")


def _cost(params: Params) -> Cost:
    return cost.meta((*_shape(params), 8))


PROOFS = {"kv_cache.bytes": Proof(_run, _cost)}
