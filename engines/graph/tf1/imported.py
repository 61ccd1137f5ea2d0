"""tf.import_graph_def: the nodes of a graph once more, in the default graph."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import current_run
from engines.graph.show import show
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import (
    PLACED_WITH,
    Context,
    Operation,
    SymbolicTensor,
    default_graph,
)
from engines.graph.tf1.graph_def import GraphDef
from engines.graph.tf1.patterns import is_ours

_BOUND = (Operation, SymbolicTensor, Context)


@export("import_graph_def", "graph_util.import_graph_def")
def import_graph_def(
    graph_def: Any,
    input_map: Any = None,
    return_elements: Any = None,
    name: Any = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> Any:
    """Add the nodes of `graph_def` under a name scope; return those that are asked for."""
    if not isinstance(graph_def, GraphDef):
        kind = type(graph_def).__name__
        raise failure(
            "TypeError", f"Argument `graph_def` must be a GraphDef proto. Received type {kind}."
        )
    with name_scope("import" if name is None else name) as scope:
        importing = _Importing(scope.removesuffix("/"), _mapped(graph_def, input_map or {}))
        # The names of the nodes are full already.
        graph = default_graph()
        before, graph.scope = graph.scope, ""
        try:
            for node in graph_def.nodes:
                importing.add(node.op)
        finally:
            graph.scope = before
    if return_elements is None:
        return None
    return [importing.element(str(wanted)) for wanted in return_elements]


def _mapped(graph_def: GraphDef, input_map: Any) -> dict[tuple[str, int], SymbolicTensor]:
    names = {node.op.name for node in graph_def.nodes}
    found: dict[tuple[str, int], SymbolicTensor] = {}
    for key, value in input_map.items():
        op_name, _, index = str(key).partition(":")
        if op_name.startswith("^") or not isinstance(value, SymbolicTensor):
            raise CapReached("input_map=", "`input_map=` takes tensors by the names of tensors")
        if op_name not in names:
            raise failure(
                "ValueError",
                "Attempted to map inputs that were not found in graph_def:"
                f" [{show(str(key) if index else f'{key}:0')}]",
            )
        found[op_name, int(index or 0)] = value
    return found


class _Importing:
    """The nodes imported so far under the names that they had."""

    def __init__(self, prefix: str, mapped: dict[tuple[str, int], SymbolicTensor]) -> None:
        self.prefix = prefix
        self.mapped = mapped
        self.ops: dict[str, Operation] = {}

    def add(self, op: Operation) -> None:
        """Add a copy of `op`. Raises CapReached for nodes that hold parts of their own graph."""
        inputs = []
        for tensor in op.inputs:
            given = self.mapped.get((tensor.op.name, tensor.index))
            if given is None:
                if is_ours(tensor.op.type, tensor.op.name) or tensor.op.name not in self.ops:
                    raise CapReached("import_graph_def", f"the node {op.name} cannot be imported")
                given = self.ops[tensor.op.name].outputs[tensor.index]
            inputs.append(given)
        if any(_bound(value) for value in op.attrs.values()):
            raise CapReached("import_graph_def", f"the node {op.name} cannot be imported")
        attrs = dict(op.attrs)
        if PLACED_WITH in attrs and self.prefix:
            attrs[PLACED_WITH] = f"{self.prefix}/{attrs[PLACED_WITH]}"
        graph = default_graph()
        full = f"{self.prefix}/{op.name}" if self.prefix else op.name
        if full in graph.by_name:
            raise failure("ValueError", f"Node name '{full}' already exists in the Graph")
        current_run().budget.spend(24)
        graph.used.setdefault(full.lower(), 1)
        copy = graph.add(op.type, f"{full}/", tuple(inputs), attrs)
        copy.control_inputs = tuple(
            self.ops[before.name] for before in op.control_inputs if before.name in self.ops
        )
        copy.outputs = tuple(
            SymbolicTensor(copy, tensor.index, tensor.dtype, tensor.shape) for tensor in op.outputs
        )
        if self.mapped:
            _inferred(copy)
        self.ops[op.name] = copy

    def element(self, wanted: str) -> Any:
        """Return a node or tensor by its name in the graph that was imported."""
        op_name, colon, index = wanted.partition(":")
        op = self.ops.get(op_name)
        if op is None or (colon and int(index) >= len(op.outputs)):
            kind = "tensor" if colon else "node"
            raise failure(
                "ValueError", f"Requested return {kind} '{wanted}' not found in graph def"
            )
        return op.outputs[int(index)] if colon else op


def _bound(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_bound(entry) for entry in value)
    return isinstance(value, _BOUND) or type(value).__module__.startswith("engines.graph.tf1.data")


def _inferred(op: Operation) -> None:
    """Work out static shapes anew, since other inputs may say more or less."""
    from engines.graph.tf1.registry import OPS
    from engines.graph.tf1.shapes import ShapeProblem

    try:
        found = OPS[op.type].infer(op)
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None
    for tensor, (_, shape) in zip(op.outputs, found, strict=True):
        tensor.shape = shape
