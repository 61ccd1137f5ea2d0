"""What may be fetched or fed: nodes and tensors by object or by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engines.graph.containers import rebuilt_dict, rebuilt_row
from engines.graph.errors import Raised, failure
from engines.graph.limits import CapReached
from engines.graph.show import show
from engines.graph.tf1.contexts import is_variable
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor
from engines.graph.tf1.rows import ROWS
from engines.graph.tf1.slices import IndexedSlices
from engines.graph.tf1.sparse import SparseTensor

Element = SymbolicTensor | Operation


def visit_leaves(fetches: Any, visit: Callable[[Any], None]) -> None:
    """Call `visit` with each leaf of nested lists, tuples and dicts, in order."""
    if isinstance(fetches, (SparseTensor, IndexedSlices)):
        fetches = fetches.parts
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
    if isinstance(fetches, (SparseTensor, IndexedSlices)):
        fetches = fetches.parts
    if isinstance(fetches, ROWS):
        return type(fetches)(*(rebuilt(entry, values) for entry in fetches))
    if isinstance(fetches, tuple):
        return rebuilt_row(fetches, (rebuilt(entry, values) for entry in fetches))
    if isinstance(fetches, dict):
        pairs = ((key, rebuilt(entry, values)) for key, entry in fetches.items())
        return rebuilt_dict(fetches, pairs)
    return next(values)


def fed_parts(feed_dict: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the entries of a feed; a sparse tensor gives one for each of its parts."""
    for key, value in feed_dict.items():
        if not isinstance(key, SparseTensor):
            yield key, value
            continue
        if not isinstance(value, tuple) or len(value) != len(key.parts):
            raise CapReached("feed_dict", "a sparse tensor is fed as indices, values, dense_shape")
        yield from zip(key.parts, value, strict=True)


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
    raise failure(
        "ValueError",
        f"Argument `fetch` = {show(leaf)} cannot be interpreted as a Tensor. ({problem.message})",
    )


def element_of(
    graph: Graph, given: Any, *, operations: bool = True, tensors: bool = True
) -> Element:
    """Return what `given` stands for in `graph`, as `Graph.as_graph_element` does."""
    if is_variable(given):
        given = given.reference
    if isinstance(given, (SymbolicTensor, Operation)):
        owner = given.graph if isinstance(given, Operation) else given.op.graph
        kind = "Tensor" if isinstance(given, SymbolicTensor) else "Operation"
        if operations if kind == "Operation" else tensors:
            if owner is not graph:
                raise failure("ValueError", f"{kind} {given} is not an element of this graph.")
            return given
    wanted = " or ".join(
        kind for kind, allowed in (("Tensor", tensors), ("Operation", operations)) if allowed
    )
    if not wanted:
        raise failure("ValueError", "allow_tensor and allow_operation can't both be False.")
    if isinstance(given, str):
        if ":" in given and tensors:
            return _tensor_named(graph, given)
        if ":" in given:
            raise failure(
                "ValueError", f"Name {given!r} appears to refer to a Tensor, not a {wanted}."
            )
        return _operation_named(graph, given, wanted, operations)
    raise failure("TypeError", f"Can not convert a {type(given).__name__} into a {wanted}.")


def _operation_named(graph: Graph, name: str, wanted: str, operations: bool) -> Operation:
    found = graph.by_name.get(name)
    if operations:
        if found is None:
            raise missing_key(f"The name {name!r} refers to an Operation not in the graph.")
        return found
    verb = "looks like an (invalid) Operation name" if found is None else "refers to an Operation"
    raise failure(
        "ValueError",
        f"The name {name!r} {verb}, not a {wanted}. Tensor names must be of the form"
        ' "<op_name>:<output_index>".',
    )


def _tensor_named(graph: Graph, name: str) -> SymbolicTensor:
    op_name, _, index = name.partition(":")
    if not index.removeprefix("-").isdecimal():
        raise failure(
            "ValueError",
            f"The name {name!r} looks a like a Tensor name, but is not a valid one. Tensor names"
            ' must be of the form "<op_name>:<output_index>".',
        )
    op = graph.by_name.get(op_name)
    if op is None:
        raise missing_key(
            f"The name {name!r} refers to a Tensor which does not exist. The operation,"
            f" {op_name!r}, does not exist in the graph."
        )
    place = int(index)
    if not -len(op.outputs) <= place < len(op.outputs):
        raise missing_key(
            f"The name {name!r} refers to a Tensor which does not exist. The operation,"
            f" {op_name!r}, exists but only has {len(op.outputs)} outputs."
        )
    return op.outputs[place]


def missing_key(message: str) -> Raised:
    """Return the KeyError with `message`, which Python shows as a quoted text."""
    return failure("KeyError", repr(message), message)


def said(raised: Raised) -> str:
    """Return the message of an error without the quotes that a KeyError puts around its own."""
    error = raised.error
    return str(error.arguments[0]) if error.arguments else error.message
