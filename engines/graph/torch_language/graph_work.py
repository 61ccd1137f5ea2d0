"""What going backward costs: the work already done, and the nodes of a graph that is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch

from engines.graph.limits import CapReached
from engines.graph.scope import current_run

_MAX_GRAPH = 5_000
_WORK = "torch_work"
_BATCH = "torch_batch"


def note_work(entries: int) -> None:
    """Add the entries of one operation to what a later backward pass may go through again."""
    current_run().state[_WORK] = work_done() + entries


def work_done() -> int:
    """Return how many entries the operations of the run have gone through so far."""
    return int(current_run().state.get(_WORK, 0))


@contextlib.contextmanager
def batched(times: int) -> Iterator[None]:
    """Have every operation count as `times` of them: torch.vmap hides an axis from its function."""
    state = current_run().state
    before = batch()
    state[_BATCH] = before * times
    try:
        yield
    finally:
        state[_BATCH] = before


def batch() -> int:
    """Return how many times over each operation is done at present."""
    return int(current_run().state.get(_BATCH, 1))


def charge_backward(outputs: list[torch.Tensor], create_graph: bool) -> None:
    """Take a backward pass off the budget.

    Raises CapReached when the graph of a gradient's gradient is too large: it grows by a factor
    with each derivative.
    """
    run = current_run()
    run.budget.spend(work_done() // 2000)
    if create_graph:
        run.budget.spend(_nodes(outputs))


def _nodes(outputs: list[torch.Tensor]) -> int:
    pending: list[Any] = [value.grad_fn for value in outputs if value.grad_fn is not None]
    seen: set[Any] = set(pending)
    while pending:
        for node, _ in pending.pop().next_functions:
            if node is not None and node not in seen:
                seen.add(node)
                pending.append(node)
        if len(seen) > _MAX_GRAPH:
            raise CapReached("create_graph", f"the graph has more than {_MAX_GRAPH} nodes")
    return len(seen)
