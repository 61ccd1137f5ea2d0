"""The graphs of a run as a picture: what was built, and what the first runs computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from engines.graph.limits import MAX_DRAWN
from engines.graph.picture import GraphPicture, GraphRun, Node, Output, shortened
from engines.graph.tf1.convert import to_numpy
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor, World
from engines.graph.tf1.ops.state import Uninitialized
from engines.graph.tf1.patterns import is_ours
from engines.graph.tf1.plan import Evaluation
from engines.graph.tf1.shapes import TensorShape

DRAWN_RUNS = 4
"""So many runs are kept with their values; later ones repeat a training step, as a rule."""
_LONGEST_LIST = 8


def keep_run(
    world: World,
    graph: Graph,
    elements: Iterable[SymbolicTensor | Operation],
    evaluation: Evaluation,
) -> None:
    """Keep what one call of `run` computed, as a step of each node and for the picture.

    Constants are left out: they never change.
    """
    values = {
        tensor.name: _value(tensor, evaluation)
        for op in evaluation.executed
        if op.type != "Const" and not _hidden(op)
        for tensor in op.outputs
    }
    for name, text in values.items():
        evaluation.run.record(name, f"run {world.runs}: {text}")
    feeds = sorted(evaluation.fed, key=lambda tensor: tensor.op.age)
    values |= {tensor.name: _value(tensor, evaluation) for tensor in feeds}
    world.kept.append(
        GraphRun(
            world.built.index(graph),
            evaluation.run.line,
            tuple(dict.fromkeys(element.name for element in elements)),
            tuple(tensor.name for tensor in feeds),
            tuple(values.items()),
        )
    )


def _value(tensor: SymbolicTensor, evaluation: Evaluation) -> str:
    """Return what a node gave; of a variable what it holds when the run is over."""
    held = evaluation.variables.get(tensor.op, evaluation.memo[tensor])
    return shortened(value_text(held))


def value_text(value: Any) -> str:
    """Return a computed value as numpy prints it, on one line; of a large one the shape."""
    if isinstance(value, Uninitialized):
        return "uninitialized"
    array = np.asarray(to_numpy(value))
    if array.size > _LONGEST_LIST:
        return f"shape {tuple(array.shape)}"
    return " ".join(str(to_numpy(value) if array.ndim == 0 else array).split())


def picture_of(world: World) -> GraphPicture | None:
    """Return the graphs of the run as a picture, or None when nothing was built."""
    nodes = [
        _node(world, number, op)
        for number, graph in enumerate(world.built)
        for op in graph.operations
        if not _hidden(op)
    ]
    return GraphPicture(tuple(nodes[:MAX_DRAWN]), tuple(world.kept)) if nodes else None


def _hidden(op: Operation) -> bool:
    return is_ours(op.type, op.name)


def _node(world: World, number: int, op: Operation) -> Node:
    return Node(
        number,
        op.name,
        op.type,
        op.line,
        edges_into(op),
        tuple(control.name for control in op.control_inputs if not _hidden(control)),
        tuple(
            Output(tensor.name, tensor.dtype.name, str(TensorShape(tensor.shape)))
            for tensor in op.outputs
        ),
        world.names.get(op, ""),
        _constant(op),
    )


def edges_into(op: Operation) -> tuple[str, ...]:
    """Return the names of the outputs that a node takes, in their order.

    A branch or a loop is one node of the engine's own, which stays hidden: what takes its outputs
    takes those of its inputs and of what was built inside it.
    """
    return tuple(dict.fromkeys(name for tensor in op.inputs for name in _sources(tensor, set())))


def _sources(tensor: SymbolicTensor, seen: set[Operation]) -> Iterator[str]:
    if not _hidden(tensor.op):
        yield tensor.name
    elif tensor.op not in seen:
        seen.add(tensor.op)
        built = (value for value in tensor.op.attrs.values() if isinstance(value, tuple))
        for source in (*tensor.op.inputs, *chain.from_iterable(built)):
            if isinstance(source, SymbolicTensor):
                yield from _sources(source, seen)


def _constant(op: Operation) -> str:
    value: Any = op.attrs.get("value") if op.type == "Const" else None
    return "" if value is None else shortened(value_text(value))
