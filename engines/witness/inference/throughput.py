"""Traffic by the bytes of real tensors and work by PyTorch's own count, on the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, literal, tolerance

_STORED = {4: "uint8", 8: "int8", 16: "bfloat16", 32: "float32"}


def _weights(params: Params, torch: ModuleType) -> tuple[int, str]:
    """Return the bytes of all weights, and how that is written; two of 4 bits share a byte."""
    bits = number(params, "bits")
    count = round(real(params, "N") * 10**9) // max(8 // bits, 1)
    name = _STORED[bits]
    weights = torch.empty(count, dtype=getattr(torch, name), device="meta")
    return weights.nbytes, f"empty({count}, dtype={name}).nbytes"


def _speed(params: Params, torch: ModuleType, _device: str) -> Seen:
    size, written = _weights(params, torch)
    bandwidth, batch = real(params, "BW"), number(params, "B")
    call = f"{batch} * {literal(params['BW'])}e9 / {written}"
    return Seen(batch * bandwidth * 1e9 / size, call, tolerance(torch), "meta")


def _bandwidth(params: Params, torch: ModuleType, _device: str) -> Seen:
    size, written = _weights(params, torch)
    rate, batch = real(params, "rate"), number(params, "B")
    call = f"{literal(params['rate'])} / {batch} * {written} / 1e9"
    return Seen(rate / batch * size / 1e9, call, tolerance(torch), "meta")


def _cost_weights(params: Params) -> Cost:
    return cost.meta((round(real(params, "N") * 10**9), 4))


def _matmul(params: Params, torch: ModuleType, _device: str) -> Seen:
    from torch.utils.flop_counter import FlopCounterMode

    rows, inner, columns = (number(params, name) for name in "MKN")
    dtype = getattr(torch, word(params, "dtype"))
    a = torch.empty(rows, inner, dtype=dtype, device="meta")
    b = torch.empty(inner, columns, dtype=dtype, device="meta")
    with FlopCounterMode(display=False) as counter:
        c = a @ b
    value = counter.get_total_flops() / (a.nbytes + b.nbytes + c.nbytes)
    call = f"FLOPs of a({rows}, {inner}) @ b({inner}, {columns}) / nbytes of all three"
    return Seen(value, call, tolerance(torch), "meta")


def _cost_matmul(params: Params) -> Cost:
    rows, inner, columns = (number(params, name) for name in "MKN")
    return cost.meta((rows, inner, columns, 2))


def _decode(params: Params, torch: ModuleType, _device: str) -> Seen:
    """The product runs in bfloat16, for which integer weights are converted as they are read."""
    from torch.utils.flop_counter import FlopCounterMode

    side, batch, name = number(params, "d"), number(params, "B"), word(params, "dtype")
    weights = torch.empty(side, side, dtype=getattr(torch, name), device="meta")
    tokens = torch.empty(batch, side, dtype=torch.bfloat16, device="meta")
    with FlopCounterMode(display=False) as counter:
        torch.nn.functional.linear(tokens, weights.bfloat16())
    call = f"FLOPs of linear(x({batch}, {side}), W) / W.nbytes, W of {name}"
    return Seen(counter.get_total_flops() / weights.nbytes, call, tolerance(torch), "meta")


def _cost_decode(params: Params) -> Cost:
    side = number(params, "d")
    return cost.meta((number(params, "B"), side, side, 4))


PROOFS = {
    "decoding.tokens_per_second": Proof(_speed, _cost_weights),
    "decoding.bandwidth": Proof(_bandwidth, _cost_weights),
    "arithmetic_intensity.matmul": Proof(_matmul, _cost_matmul),
    "arithmetic_intensity.decode": Proof(_decode, _cost_decode),
}
