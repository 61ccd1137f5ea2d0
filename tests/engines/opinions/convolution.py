"""Second opinions on convolutions: windows counted one by one, NumPy, published numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _starts(size: int, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1) -> int:
    """Count the starts at which every cell of the kernel lies in the padded side."""
    cells = range(-pad, size + pad)
    return sum(start + dilation * (kernel - 1) in cells for start in cells[::stride])


def _keeping(kernel: int, dilation: int) -> int:
    """Try paddings until a long side keeps its size."""
    return next(
        pad for pad in itertools.count() if _starts(500, kernel, pad=pad, dilation=dilation) == 500
    )


def _working_strides(p: Mapping[str, Any]) -> list[int]:
    tried = range(1, p["H"] + 2 * p["P"])
    return [s for s in tried if _starts(p["H"], p["K"], s, p["P"]) == p["O"]]


def _loops(p: Mapping[str, Any]) -> int:
    """Count the products of a convolution of a batch done with loops, and as many additions."""
    side = range(_starts(p["H"], p["K"], p["S"], p["P"]))
    kernel = range(p["K"])
    channels = itertools.product(range(p["N"]), range(p["Co"]), range(p["Ci"]))
    one = sum(1 for _ in itertools.product(side, side, kernel, kernel))
    return 2 * one * sum(1 for _ in channels)


def _output_bytes(p: Mapping[str, Any]) -> int:
    side = _starts(p["H"], p["K"], p["S"], p["P"])
    return int(
        np.zeros((p["N"], p["Co"], side, side), {2: np.float16, 4: np.float32}[p["bytes"]]).nbytes
    )


def _correlated(p: Mapping[str, Any], stride: int = 1, pad: int = 0) -> Any:
    """Every window times the kernel at once, by a strided view."""
    kernel = np.array(p["w"])
    views = np.lib.stride_tricks.sliding_window_view(np.pad(np.array(p["x"]), pad), kernel.shape)
    return np.einsum("ijuv,uv->ij", views[::stride, ::stride], kernel)


def _spread(p: Mapping[str, Any]) -> int:
    """Lay a kernel down for every input cell and measure what is covered, less the padding."""
    cells = {i * p["S"] + k * p["D"] for i in range(p["H"]) for k in range(p["K"])}
    return len(range(p["P"], max(cells) + 1 - p["P"])) + int(p["OP"])


def _restoring(p: Mapping[str, Any]) -> int:
    """Try output paddings on the transposed map of what the convolution leaves."""
    small = _starts(p["O"], p["K"], p["S"], p["P"])
    return next(
        extra
        for extra in range(p["S"])
        if _spread({**p, "H": small, "D": 1, "OP": extra}) == p["O"]
    )


def _looks_back(p: Mapping[str, Any]) -> int:
    """Where the first cell of the kernel lies while the last one lies on step 0."""
    return -min(int(-p["D"] * k) for k in range(p["K"]))


def _reaching(p: Mapping[str, Any]) -> int:
    """Add layers until the cells that one output needs are enough."""
    needed, layers = {0}, 0
    while len(needed) < p["R"]:
        needed = {cell + offset for cell in needed for offset in range(p["K"])}
        layers += 1
    return layers


def _left(p: Mapping[str, Any]) -> int:
    """Slice an array as the layers would, and see what is left of it."""
    shape = np.empty((p["H"], p["H"]))
    for _ in range(2):
        shape = shape[p["K"] - 1 :, p["K"] - 1 :]
        shape = shape[1::2, 1::2]
    return shape.size * int(p["C2"])


def _unfolded(p: Mapping[str, Any]) -> Any:
    """Cut every window out of every image with NumPy and flatten it."""
    images = np.zeros((p["N"], p["Ci"], p["H"], p["H"]))
    padded = np.pad(images, ((0, 0), (0, 0), (p["P"],) * 2, (p["P"],) * 2))
    views = np.lib.stride_tricks.sliding_window_view(padded, (p["K"], p["K"]), axis=(2, 3))
    views = views[:, :, :: p["S"], :: p["S"]]
    batch, channels, high, wide, *kernel = views.shape
    return batch, channels * kernel[0] * kernel[1], high * wide


def _interpolated(p: Mapping[str, Any]) -> Any:
    """Middles of cells on the unit interval, read off by NumPy."""
    middles = (np.arange(len(p["x"])) + 0.5) / len(p["x"])
    return np.interp((np.arange(p["n"]) + 0.5) / p["n"], middles, p["x"])


def _same_ends(p: Mapping[str, Any]) -> Any:
    """Add a cell after, then before, and so on, until every stride has its position."""
    wanted = len(range(0, p["H"], p["S"]))
    ends = [0, 0]
    while _starts(sum(ends) + p["H"], p["K"], p["S"]) < wanted:
        ends[ends[0] == ends[1]] += 1
    return tuple(ends)


OPINIONS: dict[str, Opinion] = {
    "conv2d.same_padding": ({"K": 4, "D": 6}, lambda p: _keeping(p["K"], p["D"])),
    "conv2d.same_padding_design": (
        {"H": 40, "Kh": 5, "Kw": 9, "D": 3},
        lambda p: (_keeping(p["Kh"], p["D"]), _keeping(p["Kw"], p["D"])),
    ),
    "conv2d.stride_design": (
        {"H": 41, "K": 7, "P": 3, "O": 3},
        lambda p: min(_working_strides(p)),
    ),
    "conv2d.strides_for_size": (
        {"H": 41, "K": 7, "P": 3, "O": 3},
        lambda p: tuple(_working_strides(p)),
    ),
    "conv2d.flops": ({"N": 3, "Ci": 2, "Co": 3, "H": 7, "K": 3, "S": 2, "P": 1}, _loops),
    "conv2d.activation_bytes": (
        {"N": 4, "Ci": 3, "Co": 5, "H": 31, "K": 7, "S": 2, "P": 3, "bytes": 2},
        _output_bytes,
    ),
    "conv2d.value": (
        {
            "x": ((1, -2, 3, 0), (4, 0, 5, 1), (2, 2, -1, 3)),
            "w": ((2, -1, 3),),
            "b": -4,
            "i": 2,
            "j": 1,
        },
        lambda p: int(_correlated(p)[p["i"], p["j"]]) + p["b"],
    ),
    "conv2d.feature_map": (
        {"x": ((1, -2, 3, 0), (4, 0, 5, 1), (2, 2, -1, 3)), "w": ((2, -1), (0, 3)), "S": 2, "P": 1},
        lambda p: _correlated(p, p["S"], p["P"]),
    ),
    "conv1d.output_size": (
        {"L": 57, "K": 4, "S": 3, "P": 2, "D": 3},
        lambda p: _starts(p["L"], p["K"], p["S"], p["P"], p["D"]),
    ),
    "conv1d.causal_padding": ({"K": 6, "D": 5}, _looks_back),
    "conv3d.output_shape": (
        {"Ci": 2, "Co": 5, "T": 9, "H": 21, "W": 30, "K": 4, "S": 3, "P": 1},
        lambda p: (p["Co"], *(_starts(p[a], p["K"], p["S"], p["P"]) for a in "THW")),
    ),
    "dilation.effective_kernel": (
        {"K": 6, "D": 5},
        lambda p: int(np.ptp(np.arange(1000)[:: p["D"]][: p["K"]])) + 1,
    ),
    "conv_transpose2d.output_size": (
        {"H": 9, "K": 5, "S": 3, "P": 2, "OP": 2, "D": 2},
        _spread,
    ),
    "conv_transpose2d.output_padding": ({"O": 41, "K": 5, "S": 4, "P": 1}, _restoring),
    "depthwise_separable.params": (
        {"Ci": 6, "Co": 10, "K": 5},
        lambda p: np.ones((6, 1, 5, 5)).size + np.ones((10, 6, 1, 1)).size,
    ),
    "depthwise_separable.ratio": (
        {"Ci": 6, "Co": 10, "K": 5},
        lambda p: (np.ones((6, 1, 5, 5)).size + 60) / np.ones((10, 6, 5, 5)).size,
    ),
    # ResNeXt-50 (32×4d): the first grouped layer, Conv2d(128, 128, 3, groups=32).
    "conv2d.grouped_weight_shape": (
        {"Ci": 128, "Co": 128, "K": 3, "g": 32},
        lambda p: np.concatenate(np.split(np.empty((128, 128, 3, 3)), 32, axis=1)[:1]).shape,
    ),
    # A linear layer over the channels: GoogLeNet's head takes 1024 to 1000, 1,025,000 in all.
    "conv1x1.params": ({"Ci": 1024, "Co": 1000, "H": 7}, lambda p: 1_025_000),
    # VGG's own example: three 3×3 layers have 27 C² weights, one 7×7 layer 49 C².
    "stacked_conv.params": ({"C": 100, "K": 7}, lambda p: 27 * p["C"] ** 2),
    "stacked_conv.layers": ({"K": 4, "R": 33}, _reaching),
    "flatten.features": (
        {"N": 2, "Ci": 3, "H": 41, "K": 4, "C1": 5, "C2": 7},
        _left,
    ),
    "unfold.shape": ({"N": 2, "Ci": 3, "H": 9, "K": 4, "S": 2, "P": 1}, _unfolded),
    "pixel_shuffle.output_shape": (
        {"C": 18, "H": 4, "W": 5, "r": 3},
        lambda p: np.zeros((2, 3, 3, 4, 5)).transpose(0, 3, 1, 4, 2).reshape(2, 12, 15).shape,
    ),
    "interpolate.linear": ({"x": (3, -2, 7, 1), "n": 7, "align": False}, _interpolated),
    # As torchvision documents them for 1000 classes, and the usual count of LeNet-5.
    "vgg16.params": ({"Ci": 3, "classes": 1000}, lambda p: 138_357_544),
    "alexnet.params": ({"Ci": 3, "classes": 1000}, lambda p: 61_100_840),
    "lenet5.params": ({"Ci": 1, "classes": 10}, lambda p: 61_706),
    "tf_same.output_size": (
        {"H": 31, "K": 4, "S": 3},
        lambda p: sum(1 for _ in range(0, p["H"], p["S"])),
    ),
    "tf_valid.output_size": (
        {"H": 31, "K": 4, "S": 3},
        lambda p: _starts(p["H"], p["K"], p["S"]),
    ),
    "tf_same.padding": ({"H": 31, "K": 6, "S": 3}, _same_ends),
}
