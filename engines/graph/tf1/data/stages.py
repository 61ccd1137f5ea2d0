"""The stages that turn one dataset into another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import convert
from engines.graph.tf1.convert import to_torch
from engines.graph.tf1.data.datasets import (
    Dataset,
    Element,
    Feed,
    Start,
    TensorSpec,
    counted,
    leaves,
    mapped,
    nested,
    spec_of,
    spent,
    trace,
)
from engines.graph.tf1.graph import default_graph
from engines.graph.tf1.registry import KernelFailure
from engines.graph.tf1.shapes import common


def stage(source: Dataset, kind: str, start: Start, *more: Any, spec: Any = None) -> Dataset:
    """Return the dataset that one stage makes of another; `more` are the tensors it needs too."""
    inputs = tuple(dict.fromkeys((*source.inputs, *more)))
    return Dataset(kind, source.spec if spec is None else spec, inputs, start)


def mapping(source: Dataset, map_func: Any, num_parallel_calls: Any = None,
            deterministic: Any = None, name: Any = None) -> Dataset:  # fmt: skip
    """Return the dataset of what a function makes of each element."""
    function = trace(map_func, source.spec)

    def start(feed: Feed) -> Iterator[Element]:
        for element in source.start(feed):
            yield spent(function(feed, element))

    return stage(source, "_MapDataset", start, *function.inputs, spec=spec_of(function.result))


def filtering(source: Dataset, predicate: Any, name: Any = None) -> Dataset:
    """Return the dataset of the elements for which a function gives true."""
    function = trace(predicate, source.spec)
    spec = spec_of(function.result)
    if (
        not isinstance(spec, TensorSpec)
        or spec.dtype is not dt.BOOL
        or spec.shape not in ((), None)
    ):
        raise failure(
            "ValueError",
            "Invalid `predicate`. `predicate` must return a `tf.bool` scalar tensor, but its"
            f" return type is {spec!r}.",
        )

    def start(feed: Feed) -> Iterator[Element]:
        for element in source.start(feed):
            if bool(function(feed, spent(element))[0]):
                yield element

    return stage(source, "_FilterDataset", start, *function.inputs)


def flat_mapping(source: Dataset, map_func: Any, name: Any = None) -> Dataset:
    """Return the elements of the datasets that a function makes, one after the other."""
    function = trace(map_func, source.spec)
    made = function.result
    if not isinstance(made, Dataset):
        kind = type(made).__name__
        raise failure("TypeError", "Invalid `map_func`. `map_func` must return a `Dataset` object."
                      f" Got {kind}")  # fmt: skip

    def start(feed: Feed) -> Iterator[Element]:
        for element in source.start(feed):
            values = function(feed, spent(element))
            given = {**feed.values, **dict(zip(function.outputs, values, strict=True))}
            inner = Feed(given, feed.execution)
            for found in made.start(inner):
                yield spent(found)
                inner.execution = feed.execution

    return stage(source, "_FlatMapDataset", start, *function.inputs, spec=made.spec)


def repeating(source: Dataset, count: Any = None, name: Any = None) -> Dataset:
    """Return the dataset several times over, for ever without a count."""
    times, more = counted(-1 if count is None else count)

    def start(feed: Feed) -> Iterator[Element]:
        left = feed.number(times)
        while left:
            empty = True
            for element in source.start(feed):
                empty = False
                yield spent(element)
            if empty:
                return
            left -= 1

    return stage(source, "_RepeatDataset", start, *more)


def taking(source: Dataset, count: Any, name: Any = None) -> Dataset:
    """Return the first elements; all of them for -1."""
    number, more = counted(count)

    def start(feed: Feed) -> Iterator[Element]:
        limit = feed.number(number)
        yield from itertools.islice(source.start(feed), None if limit < 0 else limit)

    return stage(source, "_TakeDataset", start, *more)


def skipping(source: Dataset, count: Any, name: Any = None) -> Dataset:
    """Return the dataset without its first elements; empty for -1."""
    number, more = counted(count)

    def start(feed: Feed) -> Iterator[Element]:
        limit = feed.number(number)
        for index, element in enumerate(source.start(feed)):
            if limit >= 0 and index >= limit:
                yield element
            else:
                spent(element)

    return stage(source, "_SkipDataset", start, *more)


def sharding(source: Dataset, num_shards: Any, index: Any, name: Any = None) -> Dataset:
    """Return every n-th element, from the given one on."""
    number, more = counted(num_shards)
    place, others = counted(index)

    def start(feed: Feed) -> Iterator[Element]:
        every, first = feed.number(number), feed.number(place)
        if every <= 0:
            raise KernelFailure(
                f"Number of shards must be greater than zero (currently num_shards = {every})."
            )
        for position, element in enumerate(source.start(feed)):
            if position % every == first:
                yield element
            else:
                spent(element)

    return stage(source, "_ShardDataset", start, *more, *others)


def shuffling(source: Dataset, buffer_size: Any, seed: Any = None,
              reshuffle_each_iteration: Any = None, name: Any = None) -> Dataset:  # fmt: skip
    """Return the elements in a random order, drawn from a buffer of that many."""
    size, more = counted(buffer_size)
    graph_seed = default_graph().seed
    generator = torch.Generator()
    generator.manual_seed((seed or 0) * 7919 + (graph_seed or 0) * 104729 + 1)

    def start(feed: Feed) -> Iterator[Element]:
        limit = feed.number(size)
        held: list[Element] = []
        for element in source.start(feed):
            held.append(spent(element))
            check_cells(len(held))
            if len(held) >= limit:
                yield held.pop(_drawn(generator, len(held)))
        while held:
            yield held.pop(_drawn(generator, len(held)))

    return stage(source, "_ShuffleDataset", start, *more)


def _drawn(generator: torch.Generator, bound: int) -> int:
    return int(torch.randint(bound, (1,), generator=generator))


def concatenating(source: Dataset, dataset: Any, name: Any = None) -> Dataset:
    """Return the elements of one dataset and then those of another."""
    mine, others = leaves(source.spec), leaves(dataset.spec)
    if [leaf.dtype for leaf in mine] != [leaf.dtype for leaf in others]:
        raise failure(
            "TypeError",
            "Incompatible type specs of datasets being concatenated: "
            f"{source.spec!r} and {dataset.spec!r}",
        )

    def start(feed: Feed) -> Iterator[Element]:
        yield from source.start(feed)
        yield from dataset.start(feed)

    spec = nested(source.spec, iter([
        TensorSpec(a.dtype, common(a.shape, b.shape)) for a, b in zip(mine, others, strict=True)
    ]))  # fmt: skip
    return stage(source, "_ConcatenateDataset", start, *dataset.inputs, spec=spec)


def prefetching(source: Dataset, buffer_size: Any = None, name: Any = None) -> Dataset:
    """Return the same dataset; nothing runs ahead here."""
    return stage(source, "_PrefetchDataset", source.start)


def caching(source: Dataset, filename: Any = "", name: Any = None) -> Dataset:
    """Return the same dataset; its elements are computed again on each pass."""
    if filename:
        raise failure("NotImplementedError", "a cache file cannot be written")
    return stage(source, "CacheDataset", source.start)


def zipping(datasets: Any, name: Any = None) -> Dataset:
    """Return the dataset whose elements combine one of each dataset."""
    parts: list[Dataset] = leaves(datasets)

    def start(feed: Feed) -> Iterator[Element]:
        for group in zip(*(part.start(feed) for part in parts), strict=False):
            yield spent(tuple(value for element in group for value in element))

    inputs = tuple(dict.fromkeys(tensor for part in parts for tensor in part.inputs))
    return Dataset("_ZipDataset", mapped(datasets, lambda part: part.spec), inputs, start)


def numbering(source: Dataset, start: Any = 0, name: Any = None) -> Dataset:
    """Return pairs of a running number and an element."""
    first = int(start)

    def begin(feed: Feed) -> Iterator[Element]:
        for index, element in enumerate(source.start(feed), first):
            yield (torch.tensor(index), *element)

    return stage(source, "_ZipDataset", begin, spec=(TensorSpec(dt.INT64, ()), source.spec))


def unbatching(source: Dataset, name: Any = None) -> Dataset:
    """Return the rows of the elements one by one."""

    def start(feed: Feed) -> Iterator[Element]:
        for element in source.start(feed):
            for row in zip(*(_rows(value) for value in element), strict=True):
                yield spent(row)

    spec = mapped(source.spec, lambda leaf: TensorSpec(
        leaf.dtype, None if leaf.shape is None else leaf.shape[1:]))  # fmt: skip
    return stage(source, "_UnbatchDataset", start, spec=spec)


def _rows(value: Any) -> list[Any]:
    if isinstance(value, torch.Tensor):
        return list(value)
    return [to_torch(np.array(row, dtype=object)) for row in value]


def constant_components(tensors: Any) -> Any:
    """Return nested values as tensors; a list is one tensor."""
    if isinstance(tensors, dict):
        return {key: constant_components(entry) for key, entry in tensors.items()}
    if isinstance(tensors, tuple):
        return tuple(constant_components(entry) for entry in tensors)
    return convert(tensors, None, "component_0")


rows_of = _rows
