"""Key-value caches as real tensors on the meta device."""

from __future__ import annotations

from types import ModuleType
from typing import Any

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


def _layers(params: Params, tokens: int) -> tuple[int, ...]:
    """Return the sizes of all keys: layers, batch, heads, tokens, size of a head."""
    layers, batch, heads, size = (number(params, name) for name in ("L", "B", "kv", "dh"))
    return layers, batch, heads, tokens, size


def _dtype(params: Params, torch: ModuleType) -> Any:
    return getattr(torch, _DTYPES[number(params, "bytes")])


def _run_window(params: Params, torch: ModuleType, _device: str) -> Seen:
    shape = _layers(params, number(params, "T"))
    keys = torch.empty(shape, dtype=_dtype(params, torch), device="meta")
    window = number(params, "w")
    held = keys[..., -window:, :]
    call = f"2 * keys[..., -{window}:, :].nbytes"
    return Seen(2 * held.nbytes, call, device="meta")


def _cost_window(params: Params) -> Cost:
    return cost.meta((*_layers(params, number(params, "T")), 8))


def _run_tokens(params: Params, torch: ModuleType, _device: str) -> Seen:
    """One token's keys and values tell how many fit; the whole cache shows that they do."""
    memory, dtype = number(params, "M"), _dtype(params, torch)
    one = torch.empty(2, *_layers(params, 1), dtype=dtype, device="meta")
    tokens = memory // one.nbytes
    cache = torch.empty(2, *_layers(params, tokens), dtype=dtype, device="meta")
    fits = cache.nbytes <= memory < cache.nbytes + one.nbytes
    sizes = ", ".join(map(str, cache.shape))
    call = f"bytes of empty({sizes}) fit, one token more does not"
    return Seen(tokens if fits else "another number of tokens", call, device="meta")


def _cost_tokens(params: Params) -> Cost:
    return cost.meta((*_layers(params, 1), 8), (number(params, "M"), 8))


PROOFS = {
    "kv_cache.bytes": Proof(_run, _cost),
    "kv_cache.window_bytes": Proof(_run_window, _cost_window),
    "kv_cache.tokens": Proof(_run_tokens, _cost_tokens),
}
