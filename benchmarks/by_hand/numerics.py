"""Number formats, rounding and quantisation as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float32)


def _gap(p: Any) -> Any:
    start = torch.tensor(float(p["x"])).to(torch.bfloat16)
    after = (start.view(torch.int16) + 1).view(torch.bfloat16)
    return (after.float() - start.float()).item()


def _sum(p: Any) -> Any:
    a, b, c = _tensor([p["a"], p["b"], p["c"]])
    return ((a + b) + c).item()


def _divided(p: Any) -> Any:
    return torch.div(torch.tensor(p["a"]), torch.tensor(p["b"]), rounding_mode=p["mode"]).item()


def _quantised(p: Any) -> Any:
    steps = torch.round(_tensor(p["x"]) / p["s"])
    return torch.clamp(steps + p["z"], 0, 255).item()


def _largest_error(p: Any) -> Any:
    return (torch.linspace(p["lo"], p["hi"], 2 ** p["bits"]).diff().max() / 2).item()


def _symmetric(p: Any) -> Any:
    x = _tensor(p["x"])
    return torch.round(x / (x.abs().max() / (2 ** (p["bits"] - 1) - 1))).long().tolist()


def _surviving(p: Any) -> Any:
    return (torch.exp2(_tensor(p["e"])) * 2 ** p["k"]).half().count_nonzero().item()


def _log(p: Any) -> Any:
    return torch.log(1 + _tensor(p["x"])).item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "finfo.eps": _gap,
    "float32_sum.order": _sum,
    "floor_divide.value": _divided,
    "variance.unbiased": lambda p: torch.var(_tensor(p["x"])).item(),
    "affine_quantization.quantized": _quantised,
    "affine_quantization.error_bound": _largest_error,
    "symmetric_quantization.quantized": _symmetric,
    "loss_scaling.surviving": _surviving,
    "log1p.float32": _log,
}
