"""The deferred graph: typed nodes, their outputs, and the naming of both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import MAX_NODES, CapReached
from engines.graph.picture import GraphRun
from engines.graph.scope import current_run
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.patterns import matches_start
from engines.graph.tf1.shapes import Shape, TensorShape

WAITED_FOR = "_has_manual_control_dependencies"
"""The attribute that TensorFlow gives to a node once another is made to wait for it."""
PLACED_WITH = "_class"
"""The attribute that names the variable beside which a node is placed."""
_ROOT_SCOPE = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")
_INNER_SCOPE = re.compile(r"^[A-Za-z0-9_.\\/>-]*$")


class SymbolicTensor:
    """One output of a node: element type and static shape, but no value."""

    __slots__ = ("dtype", "index", "op", "shape")

    def __init__(self, op: Operation, index: int, dtype: DType, shape: Shape) -> None:
        self.op = op
        self.index = index
        self.dtype = dtype
        self.shape = shape

    @property
    def name(self) -> str:
        """The node's name and the output's index, as in `Add:0`."""
        return f"{self.op.name}:{self.index}"

    def __repr__(self) -> str:
        shape = TensorShape(self.shape)
        return f"<tf.Tensor '{self.name}' shape={shape} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        shape = f", shape={TensorShape(self.shape)}" if self.shape is not None else ""
        device = f", device={self.op.device}" if self.op.device else ""
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name}{device})'


class Operation:
    """A node: its kind, where its inputs come from, its attributes, and the line that made it."""

    __slots__ = (
        "age", "attrs", "context", "control_inputs", "device", "graph", "inputs", "line", "name",
        "outputs", "type",
    )  # fmt: skip

    def __init__(
        self,
        graph: Graph,
        kind: str,
        name: str,
        inputs: tuple[SymbolicTensor, ...],
        attrs: dict[str, Any],
        control_inputs: tuple[Operation, ...],
    ) -> None:
        self.graph = graph
        self.age = len(graph.operations)
        self.type = kind
        self.name = name
        self.inputs = inputs
        self.attrs = attrs
        self.control_inputs = control_inputs
        self.outputs: tuple[SymbolicTensor, ...] = ()
        self.context = graph.context
        self.device = graph.device
        self.line = current_run().line

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"

    def __str__(self) -> str:
        from engines.graph.tf1.node_definition import definition

        return definition(self)


class Context:
    """The inside of a branch of tf.cond or of the body of tf.while_loop."""

    __slots__ = ("kind", "outer", "pivot")

    def __init__(self, kind: str, outer: Context | None) -> None:
        self.kind = kind
        self.outer = outer
        self.pivot: SymbolicTensor | None = None

    def holds(self, op: Operation) -> bool:
        """Return whether `op` was made inside this context or one within it."""
        context = op.context
        while context is not None:
            if context is self:
                return True
            context = context.outer
        return False


@dataclass(slots=True, eq=False)
class Controller:
    """What one `with tf.control_dependencies(...)` asks of the nodes made inside it."""

    before: tuple[Operation, ...]
    seen: set[Operation] = field(default_factory=set)
    fresh: bool = False

    def __post_init__(self) -> None:
        for op in self.before:
            op.attrs[WAITED_FOR] = True


class Graph:
    """A set of nodes under construction, with the names used and the scopes that are open."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.by_name: dict[str, Operation] = {}
        self.used: dict[str, int] = {}
        self.scope = ""
        self.controllers: list[Controller] = []
        self.context: Context | None = None
        self.device = ""
        self.collections: dict[Any, list[Any]] = {}
        self.seed: int | None = None
        self.finalized = False
        self.variable_scope: Any = None
        self.variables: dict[str, Any] = {}
        self.placed_with = ""
        self.unfeedable: set[Any] = set()
        self.unfetchable: set[Any] = set()
        self.scope_counts: dict[str, int] = {}

    def __repr__(self) -> str:
        return "<tensorflow.python.framework.ops.Graph object>"

    def unique_name(self, name: str, *, mark: bool = True) -> str:
        """Return `name` inside the open scope, with `_1`, `_2` ... where it is taken.

        Names that differ only in case count as taken.
        """
        if self.scope:
            name = f"{self.scope}/{name}"
        key = name.lower()
        times = self.used.get(key, 0)
        if mark:
            self.used[key] = times + 1
        if times:
            base = key
            while key in self.used:
                key = f"{base}_{times}"
                times += 1
            if mark:
                self.used[key] = 1
            name = f"{name}_{times - 1}"
        return name

    def open_scope(self, name: Any) -> tuple[str, str]:
        """Open a name scope; return it with a final slash, and the one to restore afterwards."""
        before = self.scope
        if not name:
            self.scope = ""
        elif not isinstance(name, str):
            kind = type(name).__name__
            raise failure("TypeError", f"expected string or bytes-like object, got '{kind}'")
        elif name.endswith("/"):
            self.scope = name[:-1]
        else:
            pattern = _INNER_SCOPE if before else _ROOT_SCOPE
            if not pattern.match(name):
                kind = "scope name" if before else "root scope name"
                raise failure(
                    "ValueError",
                    f"'{name}' is not a valid {kind}. A {kind} has to match the following pattern:"
                    f" {pattern.pattern}",
                )
            self.scope = self.unique_name(name)
        return (f"{self.scope}/" if self.scope else ""), before

    def add(
        self,
        kind: str,
        name: str,
        inputs: tuple[SymbolicTensor, ...],
        attrs: dict[str, Any],
    ) -> Operation:
        """Add a node. A name that ends in a slash is taken as it is, else it is made unique."""
        self.check_open()
        if len(self.operations) >= MAX_NODES:
            raise CapReached("graph", f"the graph has more than {MAX_NODES} nodes")
        unique = name[:-1] if name.endswith("/") else self.unique_name(name)
        if not _ROOT_SCOPE.match(unique) and not kind.startswith("_"):
            raise failure(
                "ValueError",
                f"`{unique}` is not a valid node name. Accepted names conform to Regex"
                f" /{_ROOT_SCOPE}/",
            )
        if self.placed_with:
            attrs.setdefault(PLACED_WITH, self.placed_with)
        op = Operation(self, kind, unique, inputs, attrs, self._controls(inputs))
        for controller in self.controllers:
            controller.seen.add(op)
        if not self.operations:
            world().built.append(self)
        self.operations.append(op)
        self.by_name[unique] = op
        return op

    def withdraw(self, op: Operation) -> None:
        """Take out the node that was added last; its name stays taken."""
        self.operations.pop()
        del self.by_name[op.name]
        for controller in self.controllers:
            controller.seen.discard(op)

    def _controls(self, inputs: tuple[SymbolicTensor, ...]) -> tuple[Operation, ...]:
        controls: dict[Operation, None] = {}
        for controller in self.controllers:
            if controller.fresh:
                controls.clear()
            if any(tensor.op in controller.seen for tensor in inputs):
                continue
            current_run().budget.spend(len(controller.before) // 4)
            controls.update(dict.fromkeys(controller.before))
        own = {tensor.op for tensor in inputs}
        return tuple(op for op in controls if op not in own)

    def collection(self, name: Any, scope: Any = None) -> list[Any]:
        """Return a copy of a collection, with `scope` only what has a name that matches it."""
        entries = list(self.collections.get(name, ()))
        current_run().budget.spend(1 + len(entries) // 4)
        if scope is None:
            return entries
        named = [(entry, getattr(entry, "name", None)) for entry in entries]
        return [entry for entry, name in named if name is not None and matches_start(scope, name)]

    def collection_itself(self, name: Any) -> list[Any]:
        """Return the list of a collection, new where there was none."""
        return self.collections.setdefault(name, [])

    def collect(self, name: Any, value: Any) -> None:
        """Add `value` to a collection."""
        self.check_open()
        self.collections.setdefault(name, []).append(value)

    def check_open(self) -> None:
        """Raise the snippet's RuntimeError when the graph is finalized."""
        if self.finalized:
            raise failure("RuntimeError", "Graph is finalized and cannot be modified.")


@dataclass(frozen=True, slots=True, eq=False)
class Manager:
    """A value for `with`: `enter` gives what `as` binds, `leave` undoes it."""

    enter: Callable[[], Any]
    leave: Callable[[], None]

    def __repr__(self) -> str:
        return "<context manager>"


@dataclass(slots=True, eq=False)
class World:
    """What TensorFlow keeps for the process: default graphs and default sessions; and what was
    built and run, for the picture."""

    graphs: list[Graph] = field(default_factory=lambda: [Graph()])
    sessions: list[Any] = field(default_factory=list)
    runs: int = 0
    built: list[Graph] = field(default_factory=list)
    """Every graph that has a node, in the order of their first ones."""
    names: dict[Operation, str] = field(default_factory=dict)
    """What the snippet itself calls a node, where it does."""
    kept: list[GraphRun] = field(default_factory=list)


def world() -> World:
    """Return the world of the run that is going on."""
    state = current_run().state
    if "tf" not in state:
        state["tf"] = World()
    found = state["tf"]
    assert isinstance(found, World)
    return found


def default_graph() -> Graph:
    """Return the graph that new nodes are added to."""
    return world().graphs[-1]
