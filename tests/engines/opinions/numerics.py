"""Second opinions on number formats, rounding, promotion and quantisation: NumPy's own types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _bfloat16(p: Mapping[str, Any]) -> float:
    """Try every bfloat16: the upper half of a float32's bits. The nearest one, even at a tie."""
    patterns = np.arange(0x7F80, dtype=np.uint32)
    held = (patterns << np.uint32(16)).view(np.float32).astype(np.float64)
    distance = np.abs(held - p["x"])
    nearest = np.flatnonzero(distance == distance.min())
    return float(held[next(index for index in nearest if len(nearest) == 1 or index % 2 == 0)])


def _pairwise_variance(p: Mapping[str, Any]) -> float:
    """Half the mean squared difference of all pairs of two different entries; no mean is needed."""
    x = np.array(p["x"], dtype=float)
    count = len(x)
    return float(((x[:, None] - x) ** 2).sum() / (2 * count * (count - 1)))


def _worst_error(p: Mapping[str, Any]) -> float:
    """Try a fine grid that holds the middles between the levels."""
    levels = np.linspace(p["lo"], p["hi"], 2 ** p["bits"])
    tried = np.linspace(p["lo"], p["hi"], 2 * 50 * (len(levels) - 1) + 1)
    return float(np.abs(tried[:, None] - levels).min(axis=1).max())


def _nearest_levels(p: Mapping[str, Any]) -> Any:
    """Look for the nearest of all levels."""
    whole = np.arange(-(2 ** (p["bits"] - 1)) + 1, 2 ** (p["bits"] - 1))
    x = np.array(p["x"])
    levels = whole * np.abs(x).max() / whole.max()
    return whole[np.abs(x[:, None] - levels).argmin(axis=1)]


def _naive_variance(p: Mapping[str, Any]) -> float:
    x = np.array([p["c"] - p["d"], p["c"] + p["d"]], dtype=np.float32)
    return float((x * x).sum() / np.float32(2) - (x.sum() / np.float32(2)) ** 2)


OPINIONS: dict[str, Opinion] = {
    # NVIDIA's, Arm's and Intel's paper of 2022 gives 448 and 57344 for the two.
    "finfo.max": ({"dtype": "float8_e4m3fn"}, lambda p: 448),
    "finfo.eps": (
        {"dtype": "float16", "x": 64},
        lambda p: float(np.nextafter(np.float16(64), np.float16(np.inf))) - 64,
    ),
    "cast.rounded": ({"x": 773, "dtype": "bfloat16"}, _bfloat16),
    "float32_sum.order": (
        {"a": 2 * 10**8, "b": 11, "c": -(10**8), "order": "(a + b) + c"},
        lambda p: float(np.float32(p["a"]) + np.float32(p["b"]) + np.float32(p["c"])),
    ),
    "integer.overflowed": (
        {"dtype": "int8", "a": 100, "b": -77, "op": "*"},
        lambda p: int(np.array(100 * -77).astype(np.int8)),
    ),
    "type_promotion.dtype": (
        # Neither holds the other; NumPy agrees with PyTorch on two arrays of whole numbers.
        {"a": "uint8", "b": "a tensor of shape (3,) and dtype int8"},
        lambda p: str(np.promote_types("uint8", "int8")),
    ),
    "division.dtype": (
        {"a": "uint8", "op": "//", "b": "int32"},
        lambda p: str((np.ones(3, np.uint8) // np.ones(3, np.int32)).dtype),
    ),
    "floor_divide.value": (
        {"a": -17, "b": 5, "mode": "trunc"},
        lambda p: int(np.trunc(p["a"] / p["b"])),
    ),
    "remainder.value": (
        {"op": "torch.fmod", "a": -17, "b": 5},
        lambda p: int(np.fmod(p["a"], p["b"])),
    ),
    "round.half_even": (
        {"x": (-1.5, -0.5, 3.5, 2.4)},
        lambda p: np.rint(np.array(p["x"])).astype(int),
    ),
    "variance.unbiased": ({"x": (3, 0.5, 8, -2)}, _pairwise_variance),
    "std.value": (
        {"x": (3, 0.5, 8, -2), "correction": 0},
        lambda p: float(np.std(np.array(p["x"]))),
    ),
    "affine_quantization.scale": (
        {"lo": -2.5, "hi": 6, "bits": 4},
        lambda p: float(np.linspace(p["lo"], p["hi"], 16)[1] - p["lo"]),
    ),
    "affine_quantization.zero_point": (
        {"lo": -2.5, "hi": 6, "bits": 8},
        lambda p: int(np.abs(np.linspace(p["lo"], p["hi"], 256)).argmin()),
    ),
    "affine_quantization.quantized": (
        {"x": -1.23, "s": 0.05, "z": 64},
        lambda p: int(np.abs((np.arange(256) - p["z"]) * p["s"] - p["x"]).argmin()),
    ),
    "affine_quantization.dequantized": (
        {"q": 30, "s": 0.05, "z": 64},
        lambda p: float(np.cumsum(np.full(p["z"] - p["q"], -p["s"]))[-1]),
    ),
    "affine_quantization.error_bound": ({"lo": -2, "hi": 4, "bits": 3}, _worst_error),
    "symmetric_quantization.scale": (
        {"x": (0.3, -2.54, 1), "bits": 8},
        # 2.54 in 127 steps.
        lambda p: 0.02,
    ),
    "symmetric_quantization.quantized": ({"x": (0.3, -2.1, 1.6), "bits": 4}, _nearest_levels),
    # 6.35 is 127 steps of 0.05 and the error must stay below 0.035, so s is from 0.05 to 0.07.
    "quantization.scale_design": ({"lo": -1, "hi": 6.35, "error": 0.035}, lambda p: (0.06,)),
    "loss_scaling.surviving": (
        {"e": (-20, -28, -29, -33), "k": 4},
        lambda p: int(np.count_nonzero(np.float16(np.exp2(np.array(p["e"]) + p["k"])))),
    ),
    "loss_scaling.smallest_scale": (
        {"g": 3e-10},
        lambda p: next(2**k for k in range(40) if np.float16(p["g"] * 2**k) > 0),
    ),
    "log1p.float32": (
        {"x": 3e-7, "call": "torch.log(1 + x)"},
        lambda p: float(np.log(np.float64(np.float32(1) + np.float32(p["x"])))),
    ),
    "softplus.float32": (
        {"x": -16, "call": "torch.log(1 + torch.exp(x))"},
        lambda p: float(np.log(np.float64(np.float32(1) + np.exp(np.float32(p["x"]))))),
    ),
    "variance.float32": ({"c": 10000, "d": 3, "way": "mean(x²) − mean(x)²"}, _naive_variance),
    # As published: GPT-2's 124 million weights in float32 are 496 MB.
    "model_memory.bytes": ({"N": 124, "dtype": "float32", "unit": "MB"}, lambda p: 496_000_000),
    # A GiB of 2-byte numbers.
    "model_memory.params": ({"M": 1, "unit": "GiB", "dtype": "bfloat16"}, lambda p: 2**29),
}
