"""The graph that a snippet built, as data and as text: nodes, edges, the values of each run.

Standard library only, so that a protocol can carry it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST_TEXT = 400
_DEEPEST = 40
_MOST_STEPS = 60
_LONGEST_TAKEN = 32
_VARIABLES = ("VariableV2", "Variable")


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a node: its name (``add:0``), element type and static shape as printed."""

    name: str
    dtype: str
    shape: str


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a graph.

    `graph` counts the snippet's graphs from 0, `op` is the kind of node (``MatMul``), `line` the
    line that made it, `bound` the snippet's own name for it or empty. `inputs` are names of
    outputs, `controls` names of nodes that must run before it. `constant` is a constant's value.
    """

    graph: int
    name: str
    op: str
    line: int
    inputs: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()
    bound: str = ""
    constant: str = ""


@dataclass(frozen=True, slots=True)
class GraphRun:
    """One call of ``run``: its line, the outputs that were computed, in order, with their values.

    `fetched` are the names asked for, `fed` those that the call gave values for.
    """

    graph: int
    line: int
    fetched: tuple[str, ...]
    fed: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """All graphs of a snippet, nodes in the order in which they were made, and the first runs."""

    nodes: tuple[Node, ...]
    runs: tuple[GraphRun, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return ``{nodes: [{graph, name, op, line, inputs, controls, outputs: [{name, dtype,
        shape}], bound, constant}], runs: [{graph, line, fetched, fed, values: [[name, text]]}]}``.
        """
        return {
            "nodes": [
                {
                    "graph": node.graph,
                    "name": node.name,
                    "op": node.op,
                    "line": node.line,
                    "inputs": list(node.inputs),
                    "controls": list(node.controls),
                    "outputs": [
                        {"name": out.name, "dtype": out.dtype, "shape": out.shape}
                        for out in node.outputs
                    ],
                    "bound": node.bound,
                    "constant": node.constant,
                }
                for node in self.nodes
            ],
            "runs": [
                {
                    "graph": run.graph,
                    "line": run.line,
                    "fetched": list(run.fetched),
                    "fed": list(run.fed),
                    "values": [list(pair) for pair in run.values],
                }
                for run in self.runs
            ],
        }

    def as_text(self) -> str:
        """Return the graphs as trees: a node that nothing uses stands first, its inputs under it.

        Each line gives the snippet's own name, the output, the kind of node, type and shape, then
        the constant or the values of the runs. A node that more than one uses is drawn once.
        """
        lines: list[str] = []
        for number in sorted({node.graph for node in self.nodes}):
            nodes = {node.name: node for node in self.nodes if node.graph == number}
            values: dict[str, list[str]] = {}
            for place, run in enumerate(self.runs, 1):
                for name, text in run.values if run.graph == number else ():
                    values.setdefault(name, []).append(f"run {place}: {text}")
            lines.append("graph" if number == 0 else f"graph {number + 1}")
            lines += _Trees(nodes, values).lines()
        return "\n".join(lines)

    def walk(self) -> tuple[tuple[str, str, str], ...]:
        """Return the worked run, node by node: where, what is built or computed, what it gives.

        First the nodes that the snippet names, then each run's nodes with the values they take:
        ``("run 1, line 6", "c = AddV2(8, 4)", "12")``.
        """
        built = [
            (f"line {node.line}", f"{node.bound} = {node.op}({', '.join(node.inputs)})", told)
            for node in self.nodes
            if node.bound and (told := _told(node))
        ]
        steps = [*built, *(step for run in enumerate(self.runs, 1) for step in self._walk(*run))]
        return tuple(steps[:_MOST_STEPS])

    def _walk(self, number: int, run: GraphRun) -> Iterator[tuple[str, str, str]]:
        nodes = {node.name: node for node in self.nodes if node.graph == run.graph}
        constants = {f"{node.name}:0": node.constant for node in nodes.values() if node.constant}
        known = constants | dict(run.values)
        where = f"run {number}, line {run.line}"
        for name in run.fed:
            yield where, f"{_label(nodes.get(_owner(name)), name)} is fed", known[name]
        for name, text in run.values:
            node = nodes.get(_owner(name))
            if node is None or name in run.fed or _is_state(node, nodes):
                continue
            taken = ", ".join(_taken(entry, nodes, known) for entry in node.inputs)
            yield where, f"{_label(node, name)} = {node.op}({taken})", text

    @staticmethod
    def from_json(form: Mapping[str, Any]) -> GraphPicture:
        """Return the picture that `form` stands for. Raises KeyError, TypeError or ValueError."""
        return GraphPicture(
            tuple(_node(node) for node in form["nodes"]),
            tuple(
                GraphRun(
                    int(run["graph"]),
                    int(run["line"]),
                    _texts(run["fetched"]),
                    _texts(run["fed"]),
                    tuple((str(name), str(text)) for name, text in run["values"]),
                )
                for run in form["runs"]
            ),
        )


def _node(form: Mapping[str, Any]) -> Node:
    return Node(
        int(form["graph"]),
        str(form["name"]),
        str(form["op"]),
        int(form["line"]),
        _texts(form["inputs"]),
        _texts(form["controls"]),
        tuple(
            Output(str(out["name"]), str(out["dtype"]), str(out["shape"]))
            for out in form["outputs"]
        ),
        str(form["bound"]),
        str(form["constant"]),
    )


def _texts(form: Any) -> tuple[str, ...]:
    return tuple(str(entry) for entry in form)


def _told(node: Node) -> str:
    """Return the first output of a node with its type, or its kind where it has none."""
    out = next(iter(node.outputs), None)
    return f"{out.name} {out.dtype} {out.shape}" if out else f"{node.name}, an operation"


def _is_state(node: Node, nodes: Mapping[str, Node]) -> bool:
    """Return whether a node is a variable, or only passes one on: neither computes anything."""
    if node.op in _VARIABLES:
        return True
    source = nodes.get(_owner(node.inputs[0])) if node.op == "Identity" and node.inputs else None
    return source is not None and source.op in _VARIABLES and node.name == f"{source.name}/read"


def _label(node: Node | None, output: str) -> str:
    return node.bound if node is not None and node.bound else output


def _taken(output: str, nodes: Mapping[str, Node], known: Mapping[str, str]) -> str:
    """Return the value of an output where it is known and short, else its name; a variable that
    is assigned to by its name."""
    node = nodes.get(_owner(output))
    if node is not None and node.op in _VARIABLES:
        return _label(node, output)
    text = known.get(output, "")
    return text if 0 < len(text) <= _LONGEST_TAKEN else output


def shortened(text: str) -> str:
    """Return a value's text, cut where it is too long for a picture."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 3] + "..."


class _Trees:
    """The trees of one graph, while they are drawn."""

    def __init__(self, nodes: Mapping[str, Node], values: Mapping[str, list[str]]) -> None:
        self.nodes = nodes
        self.values = values
        self.drawn: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Yield the lines of every tree, in the order in which their roots were made."""
        used = {_owner(name) for node in self.nodes.values() for name in node.inputs}
        used |= {name for node in self.nodes.values() for name in node.controls}
        roots = [name for name in self.nodes if name not in used]
        for name in [*roots, *self.nodes]:
            if name not in self.drawn:
                yield from self._tree(name, "  ", "  ", "", 0)

    def _tree(self, name: str, head: str, margin: str, output: str, depth: int) -> Iterator[str]:
        node = self.nodes.get(name)
        if node is None:
            yield f"{head}{output or name}"
            return
        again = name in self.drawn
        self.drawn.add(name)
        yield head + self._line(node, output, again)
        if again or depth >= _DEEPEST:
            return
        below = [(_owner(entry), entry, "") for entry in node.inputs]
        below += [(entry, "", "after ") for entry in node.controls]
        for place, (child, entry, mark) in enumerate(below, 1):
            last = place == len(below)
            fork, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
            yield from self._tree(child, margin + fork + mark, margin + rest, entry, depth + 1)

    def _line(self, node: Node, output: str, again: bool) -> str:
        shown = next((out for out in node.outputs if out.name == output), None)
        shown = shown or (node.outputs[0] if node.outputs else None)
        bound = f"{node.bound} = " if node.bound else ""
        if again:
            return f"{bound}{shown.name if shown else node.name}  (above)"
        parts = [f"{bound}{shown.name if shown else node.name}", node.op]
        if shown is not None:
            parts.append(f"{shown.dtype} {shown.shape}")
        if node.constant:
            parts.append(f"= {node.constant}")
        elif shown is not None:
            parts += self.values.get(shown.name, ())
        return "  ".join(parts)


def _owner(output: str) -> str:
    """Return the node that an output belongs to."""
    return output.rsplit(":", 1)[0]
