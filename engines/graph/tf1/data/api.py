"""tf.data: the datasets that snippets begin with, and the iterators over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.data import batches as batches
from engines.graph.tf1.data import stages as stages
from engines.graph.tf1.data.datasets import (
    Dataset,
    Element,
    Feed,
    TensorSpec,
    counted,
    leaves,
    mapped,
    nested,
    spec_of,
    spent,
    trace,
)
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import Operation, SymbolicTensor
from engines.graph.tf1.registry import KernelFailure
from engines.graph.tf1.shapes import TensorShape, shape_of

export_value("data.AUTOTUNE", -1)
export_value("data.experimental.AUTOTUNE", -1)


@export("data.Dataset.from_tensors")
def from_tensors(tensors: Any, name: Any = None) -> Dataset:
    """Return the dataset of one element."""
    with name_scope("normalize_element"):
        whole = stages.constant_components(tensors)
    inputs = tuple(leaves(whole))

    def start(feed: Feed) -> Iterator[Element]:
        yield tuple(feed.values[tensor] for tensor in inputs)

    return Dataset("_TensorDataset", spec_of(whole), inputs, start)


@export("data.Dataset.from_tensor_slices")
def from_tensor_slices(tensors: Any, name: Any = None) -> Dataset:
    """Return the dataset of the rows of tensors."""
    with name_scope("normalize_element"):
        whole = stages.constant_components(tensors)
    inputs: tuple[SymbolicTensor, ...] = tuple(leaves(whole))
    if not inputs:
        raise failure("ValueError", "Invalid `tensors`. `tensors` should not be empty.")
    length: int | None = None
    for tensor in inputs:
        if tensor.shape == ():
            raise failure("ValueError", "Unbatching a tensor is only supported for rank >= 1")
        size = None if tensor.shape is None else tensor.shape[0]
        if length is not None and size is not None and size != length:
            raise failure("ValueError", f"Dimensions {length} and {size} are not compatible")
        length = size if length is None else length

    def start(feed: Feed) -> Iterator[Element]:
        for row in zip(*(stages.rows_of(feed.values[tensor]) for tensor in inputs), strict=False):
            yield spent(row)

    spec = mapped(whole, lambda tensor: TensorSpec(
        tensor.dtype.base, None if tensor.shape is None else tensor.shape[1:]))  # fmt: skip
    return Dataset("_TensorSliceDataset", spec, inputs, start)


@export("data.Dataset.range")
def dataset_range(*limits: Any, output_type: Any = None, name: Any = None) -> Dataset:
    """Return the dataset of numbers in steps, as Python's range counts them."""
    if not 1 <= len(limits) <= 3:
        raise failure("ValueError", f"Invalid `args`. The length of `args` should be between 1 and"
                      f" 3 but was {len(limits)}.")  # fmt: skip
    pairs = [counted(limit) for limit in limits]
    numbers = [number for number, _ in pairs]
    first, last = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else 1
    kind = needs_dtype(output_type) or dt.INT64

    def start(feed: Feed) -> Iterator[Element]:
        bounds = [feed.number(number) for number in (first, last, step)]
        if not bounds[2]:
            raise KernelFailure("step must be a non-zero integer.")
        for value in range(*bounds):
            yield spent((torch.tensor(value, dtype=kind.torch),))

    inputs = tuple(tensor for _, more in pairs for tensor in more)
    return Dataset("_RangeDataset", TensorSpec(kind, ()), inputs, start)


export("data.Dataset.zip")(stages.zipping)


@export("data.get_output_types")
def get_output_types(dataset: Any) -> Any:
    """Return the types of the components of an element."""
    return mapped(dataset.spec, lambda leaf: leaf.dtype)


@export("data.get_output_shapes")
def get_output_shapes(dataset: Any) -> Any:
    """Return the static shapes of the components of an element."""
    return mapped(dataset.spec, lambda leaf: TensorShape(leaf.shape))


class DataIterator:
    """An iterator over a dataset; its place in the sequence is kept by each session."""

    def __init__(self, op: Operation, spec: Any, dataset: Dataset | None, once: bool) -> None:
        self.op = op
        self.spec = spec
        self.dataset = dataset
        self.once = once
        self.made: Operation | None = None

    def __repr__(self) -> str:
        return "<tensorflow.python.data.ops.iterator_ops.Iterator object>"

    def get_next(self, name: Any = None) -> Any:
        """Return the next element as tensors; each run takes one further."""
        with name_scope(name, "IteratorGetNext") as scope:
            inputs = self.dataset.inputs if self.once and self.dataset is not None else ()
            op = add_node(
                "IteratorGetNext", scope, inputs, iterator=self,
                outputs=[(leaf.dtype, leaf.shape) for leaf in leaves(self.spec)],
            )  # fmt: skip
        return nested(self.spec, iter(op.outputs))

    def initializer(self) -> Operation:
        """Return the node that puts the iterator at the beginning."""
        if self.made is None:
            raise failure("ValueError", "The iterator does not have an initializer. This means it"
                          " was likely created using `tf.data.Dataset.make_one_shot_iterator()`."
                          " For an initializable iterator, use"
                          " `tf.data.Dataset.make_initializable_iterator()` instead.")  # fmt: skip
        return self.made

    def make_initializer(self, dataset: Any, name: Any = None) -> Operation:
        """Return the node that puts the iterator at the beginning of a dataset."""
        mine, given = leaves(self.spec), leaves(dataset.spec)
        if [leaf.dtype for leaf in mine] != [leaf.dtype for leaf in given]:
            raise failure(
                "TypeError",
                f"Expected output types {get_output_types(self)!r} but got dataset with output"
                f" types {get_output_types(dataset)!r}.",
            )
        with name_scope(name, "make_initializer") as scope:
            return _begin(self, dataset, scope)


def _begin(iterator: DataIterator, dataset: Dataset, name: str) -> Operation:
    return add_node("MakeIterator", name, dataset.inputs, iterator=iterator, dataset=dataset)


_STATEFUL = (
    "A likely cause of this error is that the dataset for which you are calling"
    " `make_one_shot_iterator()` captures a stateful object, such as a `tf.Variable` or"
    " `tf.lookup.StaticHashTable`, which is not supported. Use `make_initializable_iterator()`"
    " instead."
)


def _check_known(dataset: Dataset) -> None:
    """Raise the snippet's ValueError when a sequence cannot be begun without a run of its own."""
    pending, seen = [tensor.op for tensor in dataset.inputs], set()
    while pending:
        op = pending.pop()
        if op in seen:
            continue
        seen.add(op)
        about = f"(name:{op.name}, type:{op.type}) by value."
        if op.type == "Placeholder":
            raise failure("ValueError", f"Cannot capture a placeholder {about}")
        if op.type == "VariableV2":
            raise failure("ValueError", f"Cannot capture a stateful node {about}: {_STATEFUL}")
        pending.extend(tensor.op for tensor in op.inputs)


@export("data.make_one_shot_iterator")
def make_one_shot_iterator(dataset: Any) -> DataIterator:
    """Return an iterator that begins by itself and passes through the dataset once."""
    _check_known(dataset)
    op = add_node("OneShotIterator", "OneShotIterator", ())
    return DataIterator(op, dataset.spec, dataset, once=True)


@export("data.make_initializable_iterator")
def make_initializable_iterator(dataset: Any, shared_name: Any = None) -> DataIterator:
    """Return an iterator that begins whenever its initialiser is run."""
    op = add_node("IteratorV2", "IteratorV2", ())
    iterator = DataIterator(op, dataset.spec, dataset, once=False)
    with name_scope(None, "MakeIterator") as scope:
        iterator.made = _begin(iterator, dataset, scope)
    return iterator


@export("data.Iterator.from_structure")
def from_structure(output_types: Any, output_shapes: Any = None, shared_name: Any = None,
                   output_classes: Any = None) -> DataIterator:  # fmt: skip
    """Return an iterator without a dataset: `make_initializer` gives it one."""
    types = leaves(output_types)
    if output_shapes is None:
        shapes: list[Any] = [None] * len(types)
    elif isinstance(output_types, (tuple, dict)):
        shapes = [shape_of(shape) for shape in leaves(output_shapes)]
    else:
        shapes = [shape_of(output_shapes)]
    flat = [
        TensorSpec(needs_dtype(kind) or dt.FLOAT32, shape)
        for kind, shape in zip(types, shapes, strict=True)
    ]
    op = add_node("IteratorV2", "IteratorV2", ())
    return DataIterator(op, nested(output_types, iter(flat)), None, once=False)


def reduced(dataset: Dataset, initial_state: Any, reduce_func: Any, name: Any = None) -> Any:
    """Return what a function makes of a first value and of all elements, one by one."""
    state = mapped(initial_state, convert)
    spec = (spec_of(state), dataset.spec)
    function = trace(reduce_func, spec)
    flat = tuple(leaves(state))
    inputs = tuple(dict.fromkeys((*flat, *dataset.inputs, *function.inputs)))
    op = add_node(
        "ReduceDataset", name or "ReduceDataset", inputs, dataset=dataset, function=function,
        state=flat, outputs=[(tensor.dtype.base, tensor.shape) for tensor in flat],
    )  # fmt: skip
    return nested(state, iter(op.outputs))


_METHODS: dict[str, Callable[..., Any]] = {
    "map": stages.mapping, "filter": stages.filtering, "flat_map": stages.flat_mapping,
    "batch": batches.batching, "padded_batch": batches.padded_batching,
    "repeat": stages.repeating, "take": stages.taking, "skip": stages.skipping,
    "shard": stages.sharding, "shuffle": stages.shuffling,
    "concatenate": stages.concatenating, "prefetch": stages.prefetching,
    "cache": stages.caching, "enumerate": stages.numbering, "unbatch": stages.unbatching,
    "reduce": reduced, "make_one_shot_iterator": make_one_shot_iterator,
    "make_initializable_iterator": make_initializable_iterator,
    "apply": lambda dataset, transformation_func: transformation_func(dataset),
}  # fmt: skip


def _method(name: str) -> Callable[[Dataset], Any]:
    function = _METHODS[name]
    return lambda dataset: Builtin(name, lambda *given, **named: function(dataset, *given, **named))


_SHARED: dict[str, Callable[[Any], Any]] = {
    "output_types": get_output_types,
    "output_shapes": get_output_shapes,
    "element_spec": lambda owner: owner.spec,
}
DATA_ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    Dataset: {**_SHARED, **{name: _method(name) for name in _METHODS}},
    DataIterator: {
        **_SHARED,
        "get_next": lambda i: Builtin("get_next", i.get_next),
        "initializer": lambda i: i.initializer(),
        "make_initializer": lambda i: Builtin("make_initializer", i.make_initializer),
    },
    TensorSpec: {
        "shape": lambda s: TensorShape(s.shape),
        "dtype": lambda s: s.dtype,
        "name": lambda s: None,
    },
}
