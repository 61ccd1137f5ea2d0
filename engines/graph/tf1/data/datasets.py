"""The dataset of tf.data: a recipe for a sequence of elements, and the stages it is made of.

An element is a flat tuple of run-time values; `spec` says how they nest and what is known of them.
A stage starts a fresh sequence from a `Feed`, which holds the values that the graph gave when the
iterator was made, and the run that asks for the next element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import current_run
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import is_variable
from engines.graph.tf1.control import captured, inside
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Context, SymbolicTensor, default_graph
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.shapes import Shape, TensorShape

Element = tuple[Any, ...]
Start = Callable[["Feed"], Iterator[Element]]


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """Type and static shape of one component of an element."""

    dtype: DType
    shape: Shape

    def __repr__(self) -> str:
        return f"TensorSpec(shape={TensorShape(self.shape)}, dtype={self.dtype!r}, name=None)"


@dataclass(slots=True, eq=False)
class Feed:
    """What a running sequence may use: values fixed at its start, and the run of the moment."""

    values: dict[SymbolicTensor, Any]
    execution: Execution

    def number(self, given: Any) -> int:
        """Return a count that the snippet gave as a number or as a tensor."""
        return int(self.values[given]) if isinstance(given, SymbolicTensor) else int(given)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A recipe for a sequence: `inputs` are the tensors whose values its start needs."""

    kind: str
    spec: Any
    inputs: tuple[SymbolicTensor, ...]
    start: Start

    def __repr__(self) -> str:
        return f"<{self.kind} element_spec={self.spec!r}>"


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A function of the snippet, built once on stand-ins and computed for each element."""

    result: Any
    entering: tuple[SymbolicTensor, ...]
    outputs: tuple[SymbolicTensor, ...]
    context: Context
    inputs: tuple[SymbolicTensor, ...]

    def __call__(self, feed: Feed, element: Element) -> Element:
        """Return the values of the outputs for one element."""
        memo = feed.execution.memo
        memo.update({tensor: feed.values[tensor] for tensor in self.inputs})
        memo.update(zip(self.entering, element, strict=True))
        feed.execution.block(self.entering[0].op, "element", self.context, self.outputs)
        return tuple(memo[tensor] for tensor in self.outputs)


def leaves(structure: Any) -> list[Any]:
    """Return the leaves of nested tuples and dicts; the entries of a dict by sorted key."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in leaves(structure[key])]
    if isinstance(structure, tuple):
        return [leaf for entry in structure for leaf in leaves(entry)]
    return [structure]


def nested(structure: Any, flat: Iterator[Any]) -> Any:
    """Return leaves in the nesting of `structure`."""
    if isinstance(structure, dict):
        built = {key: nested(structure[key], flat) for key in sorted(structure)}
        return {key: built[key] for key in structure}
    if isinstance(structure, tuple):
        return tuple(nested(entry, flat) for entry in structure)
    return next(flat)


def mapped(structure: Any, function: Callable[[Any], Any]) -> Any:
    """Return the structure with `function` applied to each leaf."""
    return nested(structure, iter([function(leaf) for leaf in leaves(structure)]))


def trace(function: Any, spec: Any) -> Traced:
    """Build a function of the snippet on stand-ins for one element.

    Its nodes are no part of the graph that the snippet sees, as in a function of TensorFlow.
    """
    graph = default_graph()
    before = len(graph.operations), dict(graph.by_name), graph.used, graph.scope
    graph.used, graph.scope = {}, ""
    try:
        with inside("dataset") as context:
            entering = tuple(
                add_node("_Loop", f"args_{index}", (), shape=leaf.shape,
                         dtype=leaf.dtype).outputs[0]
                for index, leaf in enumerate(leaves(spec))
            )  # fmt: skip
            arguments = nested(spec, iter(entering))
            result = function(*arguments) if isinstance(spec, tuple) else function(arguments)
            if not isinstance(result, Dataset):
                result = mapped(result, convert)
            outputs = result.inputs if isinstance(result, Dataset) else tuple(leaves(result))
    finally:
        graph.used, graph.scope = before[2], before[3]
        graph.by_name = before[1]
        del graph.operations[before[0] :]
    return Traced(result, entering, outputs, context, captured(list(outputs), context)[0])


def spec_of(structure: Any) -> Any:
    """Return the specification of nested tensors."""
    return mapped(structure, lambda tensor: TensorSpec(tensor.dtype.base, tensor.shape))


def counted(given: Any) -> tuple[Any, tuple[SymbolicTensor, ...]]:
    """Return a count of the snippet, and the tensors that its value comes from."""
    if isinstance(given, SymbolicTensor) or is_variable(given):
        tensor = convert(given)
        return tensor, (tensor,)
    if given is None or isinstance(given, bool) or not hasattr(given, "__index__"):
        kind = type(given).__name__
        raise failure("TypeError", f"Expected int64, but got {given} of type '{kind}'.")
    return int(given), ()


def spent(element: Element) -> Element:
    """Return an element after taking its cost off the budget."""
    current_run().budget.spend(6 + sum(int(getattr(value, "size", 0) if not hasattr(
        value, "numel") else value.numel()) // 200 for value in element))  # fmt: skip
    return element
