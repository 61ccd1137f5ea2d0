"""Affine quantisation by tensor operations; PyTorch's quantised dtypes are deprecated."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, literal, tensor, tolerance


def _ends(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any, int]:
    lo, hi = tensor(torch, (params["lo"], params["hi"]), device)
    return lo, hi, 2 ** number(params, "bits") - 1


def _scale(params: Params, torch: ModuleType, device: str) -> Seen:
    lo, hi, steps = _ends(params, torch, device)
    call = f"(tensor({floats(params['hi'])}) - tensor({floats(params['lo'])})) / {steps}"
    return Seen(((hi - lo) / steps).item(), call, tolerance(torch))


def _zero_point(params: Params, torch: ModuleType, device: str) -> Seen:
    lo, hi, steps = _ends(params, torch, device)
    zero = torch.round(-lo / ((hi - lo) / steps))
    width = f"({literal(params['hi'])} - {literal(params['lo'])}) / {steps}"
    return Seen(int(zero.item()), f"round(tensor({floats(params['lo'])}).neg() / ({width}))")


def _quantised(params: Params, torch: ModuleType, device: str) -> Seen:
    zero = number(params, "z")
    steps = torch.round(tensor(torch, params["x"], device) / real(params, "s"))
    value = torch.clamp(steps + zero, 0, 255)
    scale = literal(params["s"])
    call = f"clamp(round(tensor({floats(params['x'])}) / {scale}) + {zero}, 0, 255)"
    return Seen(int(value.item()), call)


def _restored(params: Params, torch: ModuleType, device: str) -> Seen:
    q, zero = number(params, "q"), number(params, "z")
    value = (torch.tensor(q, device=device) - zero) * tensor(torch, params["s"], device)
    call = f"(tensor({q}) - {zero}) * {literal(params['s'])}"
    return Seen(as_value(value), call, tolerance(torch))


def _largest_error(params: Params, torch: ModuleType, device: str) -> Seen:
    """Half the widest gap of the levels: no number is farther from the nearest one."""
    levels = 2 ** number(params, "bits")
    options = {"device": device, "dtype": torch.get_default_dtype()}
    grid = torch.linspace(real(params, "lo"), real(params, "hi"), levels, **options)
    ends = f"{literal(params['lo'])}, {literal(params['hi'])}"
    call = f"linspace({ends}, {levels}).diff().max() / 2"
    return Seen(as_value(grid.diff().max() / 2), call, tolerance(torch))


def _cost_of_grid(params: Params) -> Cost:
    return Cost(2 ** number(params, "bits"))


PROOFS = {
    "affine_quantization.scale": Proof(_scale),
    "affine_quantization.zero_point": Proof(_zero_point),
    "affine_quantization.quantized": Proof(_quantised),
    "affine_quantization.dequantized": Proof(_restored),
    "affine_quantization.error_bound": Proof(_largest_error, _cost_of_grid),
}
