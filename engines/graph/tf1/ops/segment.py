"""Op table: sums and extremes of segments, counts of values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Kernel, Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, show_shape


def _count_of(number: Any) -> int | None:
    size = static_value(number)
    return None if size is None else int(size)


def _unsorted_shape(op: Operation) -> Shape:
    data, segments = op.inputs[0].shape, op.inputs[1].shape
    if data is None or segments is None:
        return None
    for size, other in zip(data, segments, strict=False):
        if size is not None and other is not None and size != other:
            raise ShapeProblem(f"Dimensions must be equal, but are {size} and {other}")
    return (_count_of(op.inputs[2]), *data[len(segments) :])


def _sorted_shape(op: Operation) -> Shape:
    data, segments = op.inputs[0].shape, op.inputs[1].shape
    if segments is not None and len(segments) != 1:
        raise ShapeProblem(f"Shape must be rank 1 but is rank {len(segments)}")
    return None if data is None else (None, *data[1:])


def _lowest(kind: torch.dtype) -> float:
    return torch.finfo(kind).min if kind.is_floating_point else torch.iinfo(kind).min


def _highest(kind: torch.dtype) -> float:
    return torch.finfo(kind).max if kind.is_floating_point else torch.iinfo(kind).max


_EMPTY_UNSORTED: dict[str, Callable[[torch.dtype], float]] = {
    "sum": lambda kind: 0,
    "prod": lambda kind: 1,
    "amax": _lowest,
    "amin": _highest,
}


def _combined(rows: Tensor, places: Tensor, size: int, how: str, empty: float) -> Tensor:
    """Return `size` rows, each of them the rows of one segment together; `empty` where none is."""
    check_shape((size, *rows.shape[1:]))
    start = torch.full((size, *rows.shape[1:]), empty, dtype=rows.dtype)
    if how == "sum":
        return start.index_add(0, places, rows)
    if how == "mean":
        total = start.index_add(0, places, rows)
        count = torch.zeros(size, dtype=rows.dtype).index_add(
            0, places, torch.ones(len(rows), dtype=rows.dtype)
        )
        share = count.clamp(min=1).reshape(-1, *[1] * (rows.dim() - 1))
        if rows.is_floating_point():
            return total / share
        return torch.div(total, share, rounding_mode="trunc")
    index = places.reshape(-1, *[1] * (rows.dim() - 1)).expand(rows.shape)
    return start.scatter_reduce(0, index, rows, how, include_self=False)


def _unsorted(how: str) -> Kernel:
    def kernel(op: Operation, data: Tensor, segments: Tensor, number: Tensor) -> Tensor:
        size, inner = int(number), data.shape[segments.dim() :]
        if size < 0:
            raise KernelFailure("Input num_segments == -1 must not be negative.")
        if data.shape[: segments.dim()] != segments.shape:
            raise KernelFailure(
                f"data.shape = {show_shape(tuple(data.shape))} does not start with"
                f" segment_ids.shape = {show_shape(tuple(segments.shape))}"
            )
        for place in (segments >= size).nonzero().tolist():
            shown = ",".join(map(str, place))
            raise KernelFailure(
                f"segment_ids[{shown}] = {int(segments[tuple(place)])} is out of range [0, {size})"
            )
        kept = segments.reshape(-1) >= 0
        rows = data.reshape(-1, *inner)[kept]
        places = segments.reshape(-1)[kept].long()
        empty = _EMPTY_UNSORTED[how](data.dtype)
        return _combined(rows, places, size, how, empty)

    return kernel


def _sorted(how: str) -> Kernel:
    def kernel(op: Operation, data: Tensor, segments: Tensor) -> Tensor:
        if segments.dim() != 1:
            raise KernelFailure("segment_ids should be a vector.")
        if data.dim() == 0 or data.shape[0] != segments.shape[0]:
            raise KernelFailure("segment_ids should be the same size as dimension 0 of input.")
        if not segments.numel():
            return data.new_zeros((0, *data.shape[1:]))
        size = int(segments[-1]) + 1
        if int(segments[0]) < 0:
            raise KernelFailure(
                f"Segment id {int(segments[0])} out of range [0, {size}), possibly because"
                " 'segment_ids' input is not sorted."
            )
        if bool((segments[1:] < segments[:-1]).any()):
            raise KernelFailure("segment ids are not increasing")
        return _combined(data, segments.long(), size, how, 1 if how == "prod" else 0)

    return kernel


def _bincount_shape(op: Operation) -> Shape:
    shape, size = op.inputs[0].shape, _count_of(op.inputs[1])
    if shape is None:
        return None
    return (*shape[:-1], size) if len(shape) == 2 else (size,)


def _bincount(op: Operation, values: Tensor, size: Tensor, weights: Tensor) -> Tensor:
    if bool((values < 0).any()):
        raise KernelFailure("Input arr must be non-negative!")
    length = int(size)
    check_shape((length,))
    kept = values < length
    places = values[kept].long()
    amounts = weights.reshape(-1)[kept] if weights.numel() else torch.ones(
        len(places), dtype=weights.dtype
    )  # fmt: skip
    return torch.zeros(length, dtype=weights.dtype).index_add(0, places, amounts)


def _histogram_shape(op: Operation) -> Shape:
    return (_count_of(op.inputs[2]),)


def _histogram(op: Operation, values: Tensor, bounds: Tensor, number: Tensor) -> Tensor:
    low, high = (float(bound) for bound in bounds)
    bins = int(number)
    if not low < high:
        raise KernelFailure(
            "value_range should satisfy value_range[0] < value_range[1], but got"
            f" '[{low:g}, {high:g}]'"
        )
    if bins <= 0:
        raise KernelFailure(f"nbins should be a positive number, but got '{bins}'")
    check_shape((bins,))
    step = (bounds[1] - bounds[0]) / bins
    places = ((values.reshape(-1) - bounds[0]) / step).double()
    counted = torch.bincount(places.clamp(0, bins - 1).long(), minlength=bins)
    return counted.to(op.attrs["dtype"].torch)


def _confusion_shape(op: Operation) -> Shape:
    size = _count_of(op.inputs[2])
    return (size, size)


def _confusion(
    op: Operation, labels: Tensor, found: Tensor, number: Tensor, weights: Tensor
) -> Tensor:
    size = int(number)
    check_shape((size, size))
    flat = torch.zeros(size * size, dtype=weights.dtype)
    places = labels * size + found
    return flat.index_add(0, places, weights.expand(places.shape)).reshape(size, size)


def _bounded_shape(op: Operation) -> Shape:
    return op.inputs[0].shape


def _bounded(op: Operation, value: Tensor, *limit: Tensor) -> Tensor:
    """Return `value`. Raises KernelFailure when an entry is negative or not below the limit."""
    wrong = value >= limit[0] if limit else value < 0
    if bool(wrong.any()):
        shown = " ".join(str(entry) for entry in value.reshape(-1)[:3].tolist())
        dots = "..." if value.numel() > 3 else ""
        source = op.attrs["source"]
        sign = "< y" if limit else ">= 0"
        parts = [
            op.attrs["message"],
            f"Condition x {sign} did not hold element-wise:",
            f"x ({source}) = ",
            f"{shown}{dots}",
        ]
        if limit:
            parts += [f"y ({op.attrs['limit']}) = ", str(int(limit[0]))]
        raise KernelFailure("assertion failed: " + " ".join(f"[{part}]" for part in parts))
    return value


_IDS = "segment_ids:int32"
_HOW = (("Sum", "sum"), ("Mean", "mean"), ("Prod", "prod"), ("Max", "amax"), ("Min", "amin"))

register(
    (
        *(OpDef(f"Segment{title}", f"data:T {_IDS}", _sorted_shape, 0, _sorted(how))
          for title, how in _HOW),
        *(OpDef(f"UnsortedSegment{title}", f"data:T {_IDS} num_segments:int32", _unsorted_shape, 0,
                _unsorted(how))
          for title, how in _HOW if title != "Mean"),
        OpDef("DenseBincount", "input:Tidx size:Tidx weights:T", _bincount_shape, 2, _bincount),
        OpDef("HistogramFixedWidth", "values:T value_range:T nbins:int32", _histogram_shape,
              "dtype", _histogram),
        OpDef("_ConfusionMatrix", "labels:L predictions:L classes:L weights:T", _confusion_shape, 3,
              _confusion),
        OpDef("_NonNegative", "x:T", _bounded_shape, 0, _bounded),
        OpDef("_Below", "x:T y:T", _bounded_shape, 0, _bounded),
    )
)  # fmt: skip
