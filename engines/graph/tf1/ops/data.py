"""Op table: iterators over datasets, whose place in the sequence belongs to the session."""

from __future__ import annotations

from typing import Any

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.data.datasets import Feed
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.control import listed
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape

_NOT_READY = (
    "GetNext() failed because the iterator has not been initialized. Ensure that you have run the"
    " initializer operation for this iterator before getting the next element."
)


def _begun(execution: Execution, op: Operation, dataset: Any, values: tuple[Any, ...]) -> Any:
    feed = Feed(dict(zip(op.inputs, values, strict=True)), execution)
    return feed, dataset.start(feed)


def _make(execution: Execution, op: Operation, *values: Any) -> tuple[()]:
    owner = op.attrs["iterator"].op
    execution.variables[owner] = _begun(execution, op, op.attrs["dataset"], values)
    return ()


def _next(execution: Execution, op: Operation, *values: Any) -> Any:
    iterator = op.attrs["iterator"]
    state = execution.variables.get(iterator.op)
    if state is None:
        if not iterator.once:
            raise KernelFailure(_NOT_READY, "FailedPreconditionError")
        state = execution.variables[iterator.op] = _begun(execution, op, iterator.dataset, values)
    feed, running = state
    feed.execution = execution
    try:
        element = next(running)
    except StopIteration:
        raise KernelFailure("End of sequence", "OutOfRangeError") from None
    return element if len(element) != 1 else element[0]


def _reduce(execution: Execution, op: Operation, *values: Any) -> Any:
    feed, running = _begun(execution, op, op.attrs["dataset"], values)
    state = tuple(feed.values[tensor] for tensor in op.attrs["state"])
    for element in running:
        state = op.attrs["function"](feed, (*state, *element))
    return state if len(state) != 1 else state[0]


def _none(op: Operation) -> list[tuple[DType, Shape]]:
    return []


def _idle(op: Operation) -> tuple[()]:
    return ()


register(
    (
        OpDef("OneShotIterator", "", scalar, dt.BOOL, _idle, outputs=_none),
        OpDef("IteratorV2", "", scalar, dt.BOOL, _idle, outputs=_none),
        OpDef("MakeIterator", "", scalar, dt.BOOL, _make, stateful=True, outputs=_none),
        OpDef("IteratorGetNext", "", scalar, dt.BOOL, _next, stateful=True, outputs=listed),
        OpDef("ReduceDataset", "", scalar, dt.BOOL, _reduce, stateful=True, outputs=listed),
    )
)
