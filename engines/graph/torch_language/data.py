"""torch.utils.data in snippets: datasets of tensors and loaders of batches, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split

from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_cells
from engines.graph.operators import collect
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.guard import refuse_functions
from engines.graph.torch_language.modules import attempt

_LOADER_ARGUMENTS = ("batch_size", "shuffle", "drop_last", "generator")
_DATA = {
    TensorDataset: ("tensors",),
    Subset: ("indices", "dataset"),
    DataLoader: ("batch_size", "dataset", "drop_last"),
}


def _tensors(*tensors: Any) -> Any:
    refuse_functions("TensorDataset", tensors)
    return attempt(TensorDataset, *tensors)


def _subset(dataset: Any, indices: Any) -> Any:
    return attempt(Subset, dataset, collect(current_run(), indices))


def _loader(dataset: Any, batch_size: Any = 1, shuffle: Any = None, **named: Any) -> Any:
    for name in named:
        if name not in _LOADER_ARGUMENTS:
            raise CapReached(name, f"`{name}=` of DataLoader is not supported")
    if isinstance(dataset, (list, tuple, range)):
        weigh(dataset)
        refuse_functions("DataLoader", dataset)
    elif not isinstance(dataset, (torch.Tensor, TensorDataset, Subset)):
        raise CapReached("DataLoader", "`DataLoader` takes tensors, a TensorDataset or a list")
    return attempt(DataLoader, dataset, batch_size, shuffle, **named)


def _split(dataset: Any, lengths: Any, generator: Any = None) -> Any:
    if not isinstance(dataset, (TensorDataset, Subset, list, range, torch.Tensor)):
        raise CapReached("random_split", "`random_split` takes a dataset of tensors or a list")
    check_cells(len(dataset))
    current_run().budget.spend(len(dataset) // 4)
    weigh(lengths)
    if generator is None:
        return attempt(random_split, dataset, lengths)
    return attempt(random_split, dataset, lengths, generator)


def is_data(value: Any) -> bool:
    """Return whether `value` is a dataset or a loader."""
    return isinstance(value, (DataLoader, TensorDataset, Subset))


def is_indexed(value: Any) -> bool:
    """Return whether `value` is a dataset, whose entries have numbers."""
    return isinstance(value, (TensorDataset, Subset))


def of_data(value: Any, name: str) -> Any:
    """Return an allow-listed attribute of a dataset or a loader."""
    for kind, names in _DATA.items():
        if isinstance(value, kind) and name in names:
            return getattr(value, name)
    if hasattr(value, name):
        raise CapReached(name, f"`{name}` is not supported in snippets")
    kind_name = type(value).__name__
    raise failure("AttributeError", f"'{kind_name}' object has no attribute '{name}'")


def batches(value: Any) -> Iterator[Any]:
    """Iterate over a dataset or the batches of a loader, each one counted."""
    run = current_run()
    entries = iter(value) if isinstance(value, DataLoader) else _entries(value)
    while True:
        run.budget.spend(32)
        entry = attempt(next, entries, _END)
        if entry is _END:
            return
        size = value.batch_size if isinstance(value, DataLoader) and value.batch_size else 1
        run.budget.spend(2 * size + sum(part.numel() for part in tensors_in((entry,))) // 200)
        yield entry


_END = object()


def _entries(value: Any) -> Iterator[Any]:
    for index in range(len(value)):
        yield attempt(value.__getitem__, index)


DATA = Namespace(
    "torch.utils.data",
    {
        "TensorDataset": TypeValue(
            "TensorDataset", "torch.utils.data.dataset", (TensorDataset,),
            Builtin("TensorDataset", _tensors),
        ),
        "Subset": TypeValue(
            "Subset", "torch.utils.data.dataset", (Subset,), Builtin("Subset", _subset)
        ),
        "Dataset": TypeValue("Dataset", "torch.utils.data.dataset", (Dataset,)),
        "DataLoader": TypeValue(
            "DataLoader", "torch.utils.data.dataloader", (DataLoader,),
            Builtin("DataLoader", _loader),
        ),
        "random_split": Builtin("random_split", _split),
    },
)  # fmt: skip
