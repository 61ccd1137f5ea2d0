"""What may be fetched or fed: nodes and tensors by object or by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import Raised, failure
from engines.graph.show import show
from engines.graph.tf1.build import is_variable
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor

Element = SymbolicTensor | Operation


def visit_leaves(fetches: Any, visit: Callable[[Any], None]) -> None:
    """Call `visit` with each leaf of nested lists, tuples and dicts, in order."""
    if isinstance(fetches, (list, tuple)):
        for entry in fetches:
            visit_leaves(entry, visit)
    elif isinstance(fetches, dict):
        for entry in fetches.values():
            visit_leaves(entry, visit)
    else:
        visit(fetches)


def rebuilt(fetches: Any, values: Any) -> Any:
    """Return `values` in the structure of `fetches`."""
    if isinstance(fetches, list):
        return [rebuilt(entry, values) for entry in fetches]
    if isinstance(fetches, tuple):
        return tuple(rebuilt(entry, values) for entry in fetches)
    if isinstance(fetches, dict):
        return {key: rebuilt(entry, values) for key, entry in fetches.items()}
    return next(values)


def fetched(graph: Graph, leaf: Any) -> Element:
    """Return the node or tensor that a fetch names; raises TensorFlow's TypeError, ValueError."""
    if leaf is None:
        raise failure(
            "TypeError", 'Argument `fetch` = None has invalid type "NoneType". Cannot be None'
        )
    try:
        return element_of(graph, leaf)
    except Raised as raised:
        problem = raised.error
    if problem.kind.name == "TypeError":
        kind = type(leaf).__name__
        raise failure(
            "TypeError",
            f'Argument `fetch` = {show(leaf)} has invalid type "{kind}" must be a string or'
            f" Tensor. ({problem.message})",
        )
    shown = f'"{problem.message}"' if problem.kind.name == "KeyError" else problem.message
    raise failure(
        "ValueError",
        f"Argument `fetch` = {show(leaf)} cannot be interpreted as a Tensor. ({shown})",
    )


def element_of(graph: Graph, given: Any, *, operations: bool = True) -> Element:
    """Return what `given` stands for in `graph`, as `Graph.as_graph_element` does."""
    if is_variable(given):
        given = given.reference
    if isinstance(given, (SymbolicTensor, Operation)):
        owner = given.graph if isinstance(given, Operation) else given.op.graph
        if owner is not graph:
            kind = "Tensor" if isinstance(given, SymbolicTensor) else "Operation"
            raise failure("ValueError", f"{kind} {given} is not an element of this graph.")
        if isinstance(given, Operation) and not operations:
            raise failure("TypeError", "Can not convert a Operation into a Tensor.")
        return given
    if isinstance(given, str):
        return _named(graph, given, operations)
    wanted = "Tensor or Operation" if operations else "Tensor"
    raise failure("TypeError", f"Can not convert a {type(given).__name__} into a {wanted}.")


def _named(graph: Graph, name: str, operations: bool) -> Element:
    if ":" not in name:
        if name in graph.by_name and operations:
            return graph.by_name[name]
        if not operations:
            kind = "Operation" if name in graph.by_name else "(invalid) Operation"
            if name in graph.by_name:
                raise failure(
                    "ValueError",
                    f"The name '{name}' refers to an Operation, not a Tensor. Tensor names must be"
                    ' of the form "<op_name>:<output_index>".',
                )
            raise failure(
                "ValueError",
                f"The name '{name}' looks like an {kind} name, not a Tensor. Tensor names must be"
                ' of the form "<op_name>:<output_index>".',
            )
        raise failure("KeyError", f"The name '{name}' refers to an Operation not in the graph.")
    op_name, _, index = name.rpartition(":")
    if op_name not in graph.by_name or not index.isdigit():
        raise failure(
            "KeyError",
            f"The name '{name}' refers to a Tensor which does not exist. The operation,"
            f" '{op_name}', does not exist in the graph.",
        )
    outputs = graph.by_name[op_name].outputs
    if int(index) >= len(outputs):
        raise failure(
            "KeyError",
            f"The name '{name}' refers to a Tensor which does not exist. The operation,"
            f" '{op_name}', exists but only has {len(outputs)} outputs.",
        )
    return outputs[int(index)]
