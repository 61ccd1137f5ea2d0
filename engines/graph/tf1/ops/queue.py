"""Op table: queues, whose entries belong to the session. A wait that cannot end is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.control import listed
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import show_shape

Entry = tuple[Any, ...]
_NUMBER = "queues"
_KINDS = ("FIFOQueueV2", "PaddingFIFOQueueV2", "RandomShuffleQueueV2")


@dataclass(slots=True, eq=False)
class Waiting:
    """What a queue holds in one session."""

    number: int
    entries: list[Entry] = field(default_factory=list)
    held: int = 0
    closed: bool = False


def _state(execution: Execution, op: Operation) -> tuple[Operation, Waiting]:
    queue: Operation = op.attrs["queue"]
    found = execution.variables.get(queue)
    if found is None:
        state = current_run().state
        number = state.get(_NUMBER, 0)
        state[_NUMBER] = number + 1
        found = execution.variables[queue] = Waiting(number)
    assert isinstance(found, Waiting)
    return queue, found


def _title(queue: Operation, waiting: Waiting) -> str:
    return f"{queue.type.removesuffix('V2')} '_{waiting.number}_{queue.name}'"


def _put(execution: Execution, op: Operation, entries: list[Entry]) -> tuple[()]:
    queue, waiting = _state(execution, op)
    if waiting.closed:
        raise KernelFailure(f"{_title(queue, waiting)} is closed.", "CancelledError")
    capacity = queue.attrs["capacity"]
    if 0 <= capacity < len(waiting.entries) + len(entries):
        raise CapReached(op.name, "the queue is full: this run would wait for ever")
    current_run().budget.spend(len(entries))
    for entry in entries:
        waiting.held += sum(_size(value) for value in entry)
    if waiting.held > MAX_ELEMENTS:
        raise CapReached(op.name, "the queue holds too many elements")
    waiting.entries.extend(entries)
    return ()


def _size(value: Any) -> int:
    return int(value.size if isinstance(value, np.ndarray) else value.numel())


def _check_shape(op: Operation, index: int, shape: tuple[int, ...]) -> None:
    wanted = (op.attrs["queue"].attrs["shapes"] or (None,) * (index + 1))[index]
    if wanted is None:
        return
    if len(shape) != len(wanted) or any(
        size is not None and size != own for size, own in zip(wanted, shape, strict=True)
    ):
        raise KernelFailure(
            f"Shape mismatch in tuple component {index}. Expected {show_shape(wanted)}, got"
            f" {show_shape(shape)}"
        )


def _enqueue(execution: Execution, op: Operation, *values: Any) -> tuple[()]:
    for index, value in enumerate(values):
        _check_shape(op, index, tuple(value.shape))
    return _put(execution, op, [tuple(_kept(value) for value in values)])


def _enqueue_many(execution: Execution, op: Operation, *values: Any) -> tuple[()]:
    count = int(values[0].shape[0])
    for index, value in enumerate(values):
        _check_shape(op, index, tuple(value.shape[1:]))
        if value.shape[0] != count:
            raise KernelFailure(
                f"All input tensors must have the same size in the 0th dimension. Component {index}"
                f" has {value.shape[0]}, and should have {count}"
            )
    return _put(execution, op, [tuple(_kept(value[row]) for value in values)
                                for row in range(count)])  # fmt: skip


def _kept(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    copy = np.empty(np.shape(value), dtype=object)
    copy[...] = value
    return copy


def _taken(execution: Execution, op: Operation, count: int, least: int) -> list[Entry]:
    queue, waiting = _state(execution, op)
    there = len(waiting.entries)
    spare = 0 if waiting.closed else queue.attrs["least"]
    if there - spare < count:
        if not waiting.closed:
            raise CapReached(op.name, "the queue has too few entries: this run would wait for ever")
        if there < least or not there:
            raise KernelFailure(
                f"{_title(queue, waiting)} is closed and has insufficient elements (requested"
                f" {count}, current size {there})",
                "OutOfRangeError",
            )
        count = there
    current_run().budget.spend(count)
    places = list(range(count))
    if queue.type == "RandomShuffleQueueV2":
        places = torch.randperm(there, generator=execution.generator(queue))[:count].tolist()
    found = [waiting.entries[place] for place in places]
    gone = set(places)
    waiting.entries = [entry for place, entry in enumerate(waiting.entries) if place not in gone]
    waiting.held -= sum(_size(value) for entry in found for value in entry)
    return found


def _dequeue(execution: Execution, op: Operation) -> Any:
    (entry,) = _taken(execution, op, 1, 1)
    return entry if len(entry) != 1 else entry[0]


def _several(exact: bool) -> Any:
    def kernel(execution: Execution, op: Operation, number: Any) -> Any:
        count = int(number)
        entries = _taken(execution, op, count, count if exact else 1)
        columns = [_together(column) for column in zip(*entries, strict=True)]
        if not columns:
            columns = [_none(op, index) for index in range(len(op.outputs))]
        return tuple(columns) if len(columns) != 1 else columns[0]

    return kernel


def _none(op: Operation, index: int) -> Any:
    shape = [0, *((op.outputs[index].shape or (0,))[1:])]
    sizes = [int(size or 0) for size in shape]
    kind = op.outputs[index].dtype.base
    return np.empty(sizes, object) if kind is dt.STRING else torch.empty(sizes, dtype=kind.torch)


def _together(values: tuple[Any, ...]) -> Any:
    """Return entries as rows, the shorter ones filled up as a padding queue does."""
    sizes = [max(lengths) for lengths in zip(*(value.shape for value in values), strict=True)]
    check_elements(len(values) * int(np.prod(sizes, dtype=object)))
    texts = isinstance(values[0], np.ndarray)
    rows: Any = (
        np.full((len(values), *sizes), b"", dtype=object)
        if texts
        else torch.zeros((len(values), *sizes), dtype=values[0].dtype)
    )
    for row, value in enumerate(values):
        place = (row, *(slice(0, size) for size in value.shape))
        rows[place] = value[()] if texts else value
    return rows


def _length(execution: Execution, op: Operation) -> Any:
    return torch.tensor(len(_state(execution, op)[1].entries), dtype=torch.int32)


def _is_closed(execution: Execution, op: Operation) -> Any:
    return torch.tensor(_state(execution, op)[1].closed)


def _close(execution: Execution, op: Operation) -> tuple[()]:
    queue, waiting = _state(execution, op)
    if waiting.closed:
        raise KernelFailure(f"{_title(queue, waiting)} is already closed.", "CancelledError")
    waiting.closed = True
    return ()


def _nothing(op: Operation) -> list[Any]:
    return []


def _line(kind: str, kernel: Any, arguments: str = "", *, results: bool = True) -> OpDef:
    return OpDef(
        kind, arguments, scalar, dt.BOOL, kernel, stateful=True,
        outputs=listed if results else _nothing,
    )  # fmt: skip


register(
    (
        *(_line(kind, lambda execution, op: (), results=False) for kind in _KINDS),
        _line("QueueEnqueueV2", _enqueue, results=False),
        _line("QueueEnqueueManyV2", _enqueue_many, results=False),
        _line("QueueCloseV2", _close, results=False),
        _line("QueueDequeueV2", _dequeue),
        _line("QueueDequeueManyV2", _several(exact=True), "n:int32"),
        _line("QueueDequeueUpToV2", _several(exact=False), "n:int32"),
        _line("QueueSizeV2", _length),
        _line("QueueIsClosedV2", _is_closed),
    )
)
