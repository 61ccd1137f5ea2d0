"""How many entries the layers of torch.nn.functional give: convolutions, pools, padding, products.

The formulas are those of the documentation of torch.nn.Conv2d, ConvTranspose2d, MaxPool2d, Unfold.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.torch_language.arguments import each, given

Rule = Callable[[list[Any], dict[str, Any]], int]


def _windows(length: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how many windows fit along an axis."""
    return max((length + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1, 0)


def convolved(
    shape: tuple[int, ...], out_channels: int, kernel: tuple[int, ...], stride: Any, padding: Any,
    dilation: Any,
) -> int:  # fmt: skip
    """Return the size of a convolution of an input of `shape` over its last `len(kernel)` axes."""
    axes = len(kernel)
    if padding == "same":
        return math.prod(shape[: -axes - 1]) * out_channels * math.prod(shape[-axes:])
    pads = (0,) * axes if padding == "valid" else each(padding, axes)
    steps, spreads = each(stride, axes), each(dilation, axes)
    spatial = zip(shape[-axes:], kernel, steps, pads, spreads, strict=True)
    lengths = [_windows(*axis) for axis in spatial]
    return math.prod(shape[: -axes - 1]) * out_channels * math.prod(lengths)


def transposed(
    shape: tuple[int, ...], out_channels: int, kernel: tuple[int, ...], stride: Any, padding: Any,
    output_padding: Any, dilation: Any,
) -> int:  # fmt: skip
    """Return the size of a transposed convolution, padding counted as if it added nothing off."""
    axes = len(kernel)
    steps, extra, spreads = (each(value, axes) for value in (stride, output_padding, dilation))
    lengths = [
        max((length - 1) * step + spread * (size - 1) + more + 1, 0)
        for length, size, step, more, spread in zip(
            shape[-axes:], kernel, steps, extra, spreads, strict=True
        )
    ]
    return math.prod(shape[: -axes - 1]) * out_channels * math.prod(lengths)


def _convolution(axes: int, arguments: list[Any], named: dict[str, Any]) -> int:
    value, weight = arguments[0], given(arguments, named, 1, "weight", None)
    return convolved(
        tuple(value.shape), weight.shape[0], tuple(weight.shape[-axes:]),
        given(arguments, named, 3, "stride", 1), given(arguments, named, 4, "padding", 0),
        given(arguments, named, 5, "dilation", 1),
    )  # fmt: skip


def _transposed(axes: int, arguments: list[Any], named: dict[str, Any]) -> int:
    value, weight = arguments[0], given(arguments, named, 1, "weight", None)
    groups = int(given(arguments, named, 6, "groups", 1))
    return transposed(
        tuple(value.shape), weight.shape[1] * groups, tuple(weight.shape[-axes:]),
        given(arguments, named, 3, "stride", 1), 0,
        given(arguments, named, 5, "output_padding", 0),
        given(arguments, named, 7, "dilation", 1),
    )  # fmt: skip


def adapted(shape: tuple[int, ...], axes: int, wanted: Any) -> int:
    """Return the size of an adaptive pool, where None keeps the length of an axis."""
    sizes = wanted if isinstance(wanted, (list, tuple)) else (wanted,) * axes
    lengths = [
        length if size is None else int(size)
        for size, length in zip(sizes, shape[-axes:], strict=True)
    ]
    return math.prod(shape[:-axes]) * math.prod(lengths)


def _adapted(axes: int, arguments: list[Any], named: dict[str, Any]) -> int:
    wanted = given(arguments, named, 1, "output_size", None)
    return adapted(tuple(arguments[0].shape), axes, wanted)


def scaled(shape: tuple[int, ...], size: Any, factor: Any) -> int:
    """Return the size of an interpolation to `size`, or by `factor`."""
    axes = len(shape) - 2
    if size is not None:
        return math.prod(shape[:2]) * math.prod(each(size, axes))
    factors = factor if isinstance(factor, (list, tuple)) else (factor,) * axes
    return math.prod(shape[:2]) * math.prod(
        math.ceil(length * float(each_factor))
        for length, each_factor in zip(shape[2:], factors, strict=True)
    )


def _scaled(arguments: list[Any], named: dict[str, Any]) -> int:
    return scaled(
        tuple(arguments[0].shape), given(arguments, named, 1, "size", None),
        given(arguments, named, 2, "scale_factor", None),
    )  # fmt: skip


def padded(shape: tuple[int, ...], pads: Any) -> int:
    """Return the size after padding: pairs of widths, the last axis first."""
    lengths = list(shape)
    for axis in range(len(pads) // 2):
        lengths[-1 - axis] += int(pads[2 * axis]) + int(pads[2 * axis + 1])
    return math.prod(max(length, 0) for length in lengths)


def _padded(arguments: list[Any], named: dict[str, Any]) -> int:
    return padded(tuple(arguments[0].shape), given(arguments, named, 1, "pad", None))


def unfolded(shape: tuple[int, ...], kernel: Any, dilation: Any, padding: Any, stride: Any) -> int:
    """Return the size of the columns that the windows of an image fill."""
    sizes = each(kernel, 2)
    windows = convolved(shape, 1, sizes, stride, padding, dilation)
    return windows * shape[-3] * math.prod(sizes)


def _unfolded(arguments: list[Any], named: dict[str, Any]) -> int:
    return unfolded(
        tuple(arguments[0].shape), given(arguments, named, 1, "kernel_size", None),
        given(arguments, named, 2, "dilation", 1), given(arguments, named, 3, "padding", 0),
        given(arguments, named, 4, "stride", 1),
    )  # fmt: skip


def _folded(arguments: list[Any], named: dict[str, Any]) -> int:
    wanted = each(given(arguments, named, 1, "output_size", None), 2)
    return int(math.prod(arguments[0].shape[:-1])) * math.prod(wanted)


def _linear(arguments: list[Any], named: dict[str, Any]) -> int:
    value, weight = arguments[0], given(arguments, named, 1, "weight", None)
    rows = math.prod(value.shape[:-1])
    return int(rows * weight.shape[0]) if weight.dim() > 1 else int(rows)


def _bilinear(arguments: list[Any], named: dict[str, Any]) -> int:
    rows = math.prod(arguments[0].shape[:-1])
    return int(rows * given(arguments, named, 2, "weight", None).numel())


def _embedded(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0].numel() * given(arguments, named, 1, "weight", None).shape[1])


def _attended(arguments: list[Any], named: dict[str, Any]) -> int:
    query, key = arguments[0], given(arguments, named, 1, "key", None)
    batch = np.broadcast_shapes(tuple(query.shape[:-2]), tuple(key.shape[:-2]))
    scores = math.prod(batch) * int(query.shape[-2] * key.shape[-2])
    return max(scores, int(query.numel()))


def _sampled(arguments: list[Any], named: dict[str, Any]) -> int:
    grid = given(arguments, named, 1, "grid", None)
    return int(math.prod(arguments[0].shape[:2]) * math.prod(grid.shape[1:-1]))


def _grid(arguments: list[Any], named: dict[str, Any]) -> int:
    size = list(given(arguments, named, 1, "size", None))
    return math.prod(max(int(length), 1) for length in [*size[:1], *size[2:]]) * 4


def _einsum(arguments: list[Any], named: dict[str, Any]) -> int:
    """Return the size of the result, or of all labels together where steps between may be larger.

    With more than two operands torch multiplies them one after the other.
    """
    equation = str(arguments[0]).replace(" ", "")
    given_ones = arguments[1:]
    values = list(given_ones[0]) if isinstance(given_ones[0], (list, tuple)) else given_ones
    left, arrow, right = equation.partition("->")
    lengths: dict[str, int] = {}
    batches: list[tuple[int, ...]] = []
    for labels, value in zip(left.split(","), values, strict=True):
        before, dots, after = labels.partition("...")
        shape = tuple(value.shape)
        hidden = shape[len(before) : len(shape) - len(after)] if dots else ()
        batches.append(hidden)
        for label, size in zip(before + after, shape[: len(before)] + shape[len(before)
                               + len(hidden) :], strict=True):  # fmt: skip
            lengths[label] = max(lengths.get(label, 1), size)
    lengths["..."] = math.prod(np.broadcast_shapes(*batches))
    if len(values) > 2:
        return math.prod(lengths.values())
    if not arrow:
        right = "..." + "".join(label for label in set(left) if left.count(label) == 1)
    kept = [label for label in lengths if label in right]
    return math.prod(lengths[label] for label in kept)


RULES: dict[str, Rule] = {
    **{f"conv{axes}d": functools.partial(_convolution, axes) for axes in (1, 2, 3)},
    **{f"conv_transpose{axes}d": functools.partial(_transposed, axes) for axes in (1, 2)},
    **{f"adaptive_avg_pool{axes}d": functools.partial(_adapted, axes) for axes in (1, 2)},
    **{f"adaptive_max_pool{axes}d": functools.partial(_adapted, axes) for axes in (1, 2)},
    "interpolate": _scaled,
    "pad": _padded,
    "unfold": _unfolded,
    "fold": _folded,
    "linear": _linear,
    "bilinear": _bilinear,
    "embedding": _embedded,
    "scaled_dot_product_attention": _attended,
    "grid_sample": _sampled,
    "affine_grid": _grid,
    "einsum": _einsum,
}
