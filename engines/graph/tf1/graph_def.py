"""What `as_graph_def()` and `node_def` give: a graph and its nodes as data."""

from __future__ import annotations

from dataclasses import dataclass

from engines.graph.scope import current_run
from engines.graph.tf1.graph import Graph, Operation
from engines.graph.tf1.patterns import is_ours

_PRODUCER = 2474
"""The version of graphs that the TensorFlow which is the judge of snippets writes."""


@dataclass(frozen=True, slots=True, eq=False)
class NodeDef:
    """A node as data."""

    op: Operation

    @property
    def inputs(self) -> list[str]:
        """The names of the inputs as a NodeDef lists them, control inputs last."""
        return [
            *(
                f"{tensor.op.name}:{tensor.index}" if tensor.index else tensor.op.name
                for tensor in self.op.inputs
            ),
            *(f"^{op.name}" for op in self.op.control_inputs),
        ]

    def __str__(self) -> str:
        return str(self.op)


@dataclass(frozen=True, slots=True, eq=False)
class GraphDef:
    """A graph as data."""

    graph: Graph
    size: int
    """How many nodes the graph had when it was asked for."""

    @property
    def nodes(self) -> list[NodeDef]:
        """The nodes that TensorFlow has too, in the order of their making."""
        current_run().budget.spend(1 + len(self.graph.operations) // 2)
        operations = self.graph.operations[: self.size]
        return [NodeDef(op) for op in operations if not is_ours(op.type, op.name)]

    def __str__(self) -> str:
        lines = []
        for node in self.nodes:
            lines += ["node {", *(f"  {line}" for line in str(node).splitlines()), "}"]
        return "\n".join([*lines, "versions {", f"  producer: {_PRODUCER}", "}\n"])
