"""Symmetric quantisation by tensor operations, and a designed scale tried on a whole range."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real
from engines.families.numerics.scale_design import DESIGN
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import (
    Proof,
    Seen,
    as_value,
    floats,
    literal,
    tensor,
    tolerance,
)

_TRIED = 1001


def _scale(params: Params, torch: ModuleType, device: str) -> Seen:
    top = 2 ** (number(params, "bits") - 1) - 1
    scale = tensor(torch, params["x"], device).abs().max() / top
    return Seen(
        as_value(scale), f"tensor({floats(params['x'])}).abs().max() / {top}", tolerance(torch)
    )


def _quantised(params: Params, torch: ModuleType, device: str) -> Seen:
    top = 2 ** (number(params, "bits") - 1) - 1
    x = tensor(torch, params["x"], device)
    value = torch.round(x / (x.abs().max() / top))
    call = f"x = tensor({floats(params['x'])}); round(x / (x.abs().max() / {top}))"
    return Seen(as_value(value.long()), call)


def _designed(params: Params, torch: ModuleType, device: str) -> Seen:
    answer = DESIGN.truth(params).value
    if not isinstance(answer, tuple):
        raise TypeError("a design is one number")
    scale = float(as_number(answer[0]))
    x = torch.linspace(real(params, "lo"), real(params, "hi"), _TRIED, device=device)
    q = torch.round(x / scale)
    fits = (x / scale).abs().max() <= 127
    fine = (q * scale - x).abs().max() < real(params, "error")
    ends = f"{literal(params['lo'])}, {literal(params['hi'])}"
    call = f"x = linspace({ends}, {_TRIED}); round(x / {scale:.6g})"
    return Seen(answer if (fits & fine).item() else "clipped, or too coarse", call)


def _cost_of_trial(_params: Params) -> Cost:
    return Cost(_TRIED * 4)


PROOFS = {
    "symmetric_quantization.scale": Proof(_scale),
    "symmetric_quantization.quantized": Proof(_quantised),
    "quantization.scale_design": Proof(_designed, _cost_of_trial),
}
