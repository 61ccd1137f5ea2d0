"""Which nodes a run needs, in which order, and the loop that computes them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import torch

from engines.graph.errors import Raised, failed_node
from engines.graph.limits import CapReached
from engines.graph.scope import Run
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor
from engines.graph.tf1.ops.state import Uninitialized
from engines.graph.tf1.registry import OPS, KernelFailure


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a plan with all that its turn needs."""

    op: Operation
    kernel: Callable[..., Any]
    inputs: tuple[SymbolicTensor, ...]
    outputs: tuple[SymbolicTensor, ...]
    stateful: bool
    reads_reference: bool
    tracked: tuple[SymbolicTensor, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run in order, and the tensors by which slopes are taken.

    `sources` are those among them by which a step of this plan itself takes slopes.
    """

    steps: tuple[Step, ...]
    tracked: frozenset[SymbolicTensor]
    sources: frozenset[SymbolicTensor] = frozenset()

    @property
    def differentiates(self) -> bool:
        """Whether slopes are computed, for which values must remember how they came about."""
        return bool(self.tracked)


def make_plan(
    wanted: Iterable[Operation],
    fed: frozenset[SymbolicTensor],
    inside: Context | None = None,
    tracked: frozenset[SymbolicTensor] = frozenset(),
) -> Plan:
    """Return the plan that computes `wanted`, given values for `fed`.

    With `inside` only nodes of that context are planned: the rest has its values already.
    """
    needed = _needed(wanted, fed, inside)
    sources = frozenset(tensor for op in needed for tensor in _differentiated(op))
    tracked |= sources | _tracked_for_bodies(needed)
    steps = tuple(_step(op, fed, tracked) for op in _ordered(needed, fed, inside))
    return Plan(steps, tracked, sources)


def _differentiated(op: Operation) -> tuple[SymbolicTensor, ...]:
    """Return the tensors by which a node takes slopes."""
    if op.type != "_Gradient":
        return ()
    return op.inputs[op.attrs["ys"] : op.attrs["ys"] + op.attrs["xs"]]


def _tracked_for_bodies(needed: set[Operation]) -> frozenset[SymbolicTensor]:
    """Return the tensors by which nodes inside the bodies of `needed` take slopes from outside."""
    found: set[SymbolicTensor] = set()
    for op in needed:
        for context in (value for value in op.attrs.values() if isinstance(value, Context)):
            for inner in op.graph.operations:
                if inner.type == "_Gradient" and context.holds(inner):
                    found.update(
                        tensor for tensor in _differentiated(inner) if not context.holds(tensor.op)
                    )
    return frozenset(found)


def _step(
    op: Operation, fed: frozenset[SymbolicTensor], tracked: frozenset[SymbolicTensor]
) -> Step:
    definition = OPS[op.type]
    reads = not definition.takes_ref and any(tensor.dtype.ref for tensor in op.inputs)
    return Step(
        op,
        definition.kernel,
        op.inputs,
        tuple(tensor for tensor in op.outputs if tensor not in fed),
        definition.stateful,
        reads,
        tuple(tensor for tensor in op.outputs if tensor in tracked and tensor.dtype.floating),
    )


def _before(
    op: Operation, fed: frozenset[SymbolicTensor], inside: Context | None
) -> list[Operation]:
    found = [tensor.op for tensor in op.inputs if tensor not in fed]
    found.extend(op.control_inputs)
    if inside is None:
        return found
    return [other for other in found if inside.holds(other) and other.type != "_Loop"]


def _needed(
    wanted: Iterable[Operation], fed: frozenset[SymbolicTensor], inside: Context | None
) -> set[Operation]:
    needed: set[Operation] = set()
    pending = [op for op in wanted if inside is None or (inside.holds(op) and op.type != "_Loop")]
    while pending:
        op = pending.pop()
        if op in needed:
            continue
        needed.add(op)
        pending.extend(_before(op, fed, inside))
    return needed


def _ordered(
    needed: set[Operation], fed: frozenset[SymbolicTensor], inside: Context | None
) -> list[Operation]:
    """Return the nodes so that each follows its inputs, first ready first, as executors do it."""
    waiting: dict[Operation, int] = {}
    after: dict[Operation, list[Operation]] = {op: [] for op in needed}
    by_age = sorted(needed, key=lambda op: op.age)
    for op in by_age:
        sources = set(_before(op, fed, inside))
        waiting[op] = len(sources)
        for source in sources:
            after[source].append(op)
    ready = deque(op for op in by_age if not waiting[op])
    order: list[Operation] = []
    while ready:
        op = ready.popleft()
        order.append(op)
        for follower in after[op]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return order


@dataclass(slots=True, eq=False)
class Evaluation:
    """One call of `run`: the values computed so far and the session's variables."""

    run: Run
    variables: dict[Operation, Any]
    generators: dict[Operation, torch.Generator]
    fed: frozenset[SymbolicTensor]
    memo: dict[SymbolicTensor, Any]
    blocks: dict[tuple[Operation, str], Plan]
    tracked: frozenset[SymbolicTensor] = frozenset()
    chained: bool = False
    """Whether slopes are taken around the body that is being computed, and so through it."""
    executed: list[Operation] = field(default_factory=list)

    def generator(self, op: Operation) -> torch.Generator:
        """Return the random stream of a node, which goes on from run to run."""
        if op not in self.generators:
            stream = torch.Generator()
            seeds = op.attrs.get("seed"), op.graph.seed
            if seeds == (None, None):
                stream.manual_seed(len(self.generators) + 1)
            else:
                stream.manual_seed((seeds[0] or 0) * 7919 + (seeds[1] or 0) * 104729 + 1)
            self.generators[op] = stream
        return self.generators[op]

    def block(
        self, op: Operation, key: str, context: Context, wanted: tuple[SymbolicTensor, ...]
    ) -> None:
        """Compute tensors inside a branch or loop body; their values are left in `memo`."""
        plan = self.blocks.get((op, key))
        if plan is None:
            plan = make_plan([tensor.op for tensor in wanted], self.fed, context, self.tracked)
            self.blocks[op, key] = plan
        if plan.sources:
            self._differentiate(plan, wanted)
        else:
            self.execute(plan)

    def _differentiate(self, plan: Plan, wanted: tuple[SymbolicTensor, ...]) -> None:
        """Compute a body that takes slopes itself."""
        outside, self.chained = self.chained, True
        for tensor in plan.sources & self.memo.keys():
            self.memo[tensor] = tracked_value(tensor, self.memo[tensor])
        try:
            with torch.enable_grad():
                self.execute(plan)
        finally:
            self.chained = outside
        for tensor in () if outside else wanted:
            value = self.memo[tensor]
            self.memo[tensor] = value.detach() if isinstance(value, torch.Tensor) else value

    def execute(self, plan: Plan) -> None:
        """Compute every step of `plan`. Raises the snippet's error as the failing kernel says."""
        memo, budget = self.memo, self.run.budget
        for step in plan.steps:
            budget.spend(6)
            try:
                values = [memo[tensor] for tensor in step.inputs]
                if step.reads_reference:
                    _check_initialized(values)
                if step.stateful:
                    result = step.kernel(self, step.op, *values)
                else:
                    result = step.kernel(step.op, *values)
            except KernelFailure as problem:
                raise _with_node(problem, step.op) from None
            except (RuntimeError, IndexError) as problem:
                # torch met a case that no kernel foresaw: what TensorFlow would say is not known.
                raise CapReached(step.op.type, f"{step.op.type} cannot be run: {problem}") from None
            if len(step.op.outputs) == 1:
                if step.outputs:
                    memo[step.outputs[0]] = result
            else:
                for tensor in step.outputs:
                    memo[tensor] = result[tensor.index]
            for tensor in step.tracked:
                memo[tensor] = tracked_value(tensor, memo[tensor])
            self._account(step)

    def _account(self, step: Step) -> None:
        for tensor in step.outputs:
            value = self.memo[tensor]
            if isinstance(value, torch.Tensor) and value.numel() > 1024:
                self.run.budget.spend(value.numel() // 200)
        self.executed.append(step.op)


def tracked_value(tensor: SymbolicTensor, value: Any) -> Any:
    """Return `value` so that torch remembers what is computed from it."""
    if not tensor.dtype.floating:
        return value
    if not isinstance(value, torch.Tensor) or value.requires_grad:
        return value
    return value.data.requires_grad_(True)


def _check_initialized(values: list[Any]) -> None:
    for value in values:
        if isinstance(value, Uninitialized):
            raise KernelFailure(
                f"Attempting to use uninitialized value {value.name}", "FailedPreconditionError"
            )


def _with_node(problem: KernelFailure, op: Operation) -> Raised:
    return failed_node(problem.kind, problem.message, op, op.name, op.line)
