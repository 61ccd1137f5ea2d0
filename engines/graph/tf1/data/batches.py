"""The stages that put several elements of a dataset into one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_cells, check_shape
from engines.graph.tf1.data.datasets import (
    Dataset,
    Element,
    Feed,
    TensorSpec,
    counted,
    leaves,
    mapped,
    nested,
    spent,
)
from engines.graph.tf1.data.stages import stage
from engines.graph.tf1.registry import KernelFailure
from engines.graph.tf1.shapes import show_shape


def batching(source: Dataset, batch_size: Any, drop_remainder: Any = False,
             num_parallel_calls: Any = None, deterministic: Any = None,
             name: Any = None) -> Dataset:  # fmt: skip
    """Return the dataset of several elements at a time, stacked."""
    size, more = counted(batch_size)
    rows = size if isinstance(size, int) and drop_remainder else None

    def start(feed: Feed) -> Iterator[Element]:
        length = _batch_length(feed, size)
        running = source.start(feed)
        while group := list(itertools.islice(running, length)):
            if len(group) == length or not drop_remainder:
                yield spent(tuple(_stacked(index, part) for index, part in enumerate(
                    zip(*group, strict=True))))  # fmt: skip

    spec = mapped(source.spec, lambda leaf: TensorSpec(
        leaf.dtype, None if leaf.shape is None else (rows, *leaf.shape)))  # fmt: skip
    return stage(source, "_BatchDataset", start, *more, spec=spec)


def _batch_length(feed: Feed, size: Any) -> int:
    length = feed.number(size)
    if length <= 0:
        raise KernelFailure("Batch size must be greater than zero.")
    return length


def _stacked(component: int, values: tuple[Any, ...]) -> Any:
    first = tuple(values[0].shape)
    check_cells(len(values))
    check_shape((len(values), *first))
    for index, value in enumerate(values):
        if tuple(value.shape) != first:
            raise KernelFailure(
                f"Cannot batch tensors with different shapes in component {component}. First"
                f" element had shape {show_shape(first)} and element {index} had shape"
                f" {show_shape(tuple(value.shape))}."
            )
    if isinstance(values[0], torch.Tensor):
        return torch.stack(values)
    return np.stack(values)


def padded_batching(source: Dataset, batch_size: Any, padded_shapes: Any = None,
                    padding_values: Any = None, drop_remainder: Any = False,
                    name: Any = None) -> Dataset:  # fmt: skip
    """Return the dataset of several elements at a time, each filled up to the largest."""
    size, more = counted(batch_size)
    count = len(leaves(source.spec))
    fills = [0] * count if padding_values is None else list(leaves(padding_values))
    rows = size if isinstance(size, int) and drop_remainder else None
    flat = leaves(source.spec)
    if padded_shapes is None:
        shapes = [list(leaf.shape or ()) for leaf in flat]
    elif isinstance(source.spec, (tuple, dict)):
        shapes = [list(entry) for entry in leaves(padded_shapes)]
    else:
        shapes = [list(padded_shapes)]
    shapes = [[None if length in (None, -1) else int(length) for length in shape]
              for shape in shapes]  # fmt: skip

    def start(feed: Feed) -> Iterator[Element]:
        length = _batch_length(feed, size)
        running = source.start(feed)
        while group := list(itertools.islice(running, length)):
            if len(group) == length or not drop_remainder:
                parts = zip(*group, strict=True)
                yield spent(tuple(
                    _stacked(index, _padded(part, shapes[index], fills[index]))
                    for index, part in enumerate(parts)
                ))  # fmt: skip

    spec = nested(source.spec, iter([
        TensorSpec(leaf.dtype, (rows, *shape)) for leaf, shape in zip(flat, shapes, strict=True)
    ]))  # fmt: skip
    return stage(source, "_PaddedBatchDataset", start, *more, spec=spec)


def _padded(values: tuple[Any, ...], shape: list[Any], fill: Any) -> tuple[Any, ...]:
    wanted = [
        max(value.shape[axis] for value in values) if length is None else length
        for axis, length in enumerate(shape)
    ]
    check_shape((len(values), *wanted))
    padded = []
    for value in values:
        if isinstance(value, torch.Tensor):
            room: Any = torch.full(wanted, float(fill)).to(value.dtype)
        else:
            room = np.full(wanted, fill if isinstance(fill, bytes) else b"", dtype=object)
        room[tuple(slice(0, length) for length in value.shape)] = value
        padded.append(room)
    return tuple(padded)
