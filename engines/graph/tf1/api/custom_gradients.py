"""tf.custom_gradient: a function of the snippet gives the slopes of what another one computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from engines.graph.calls import call
from engines.graph.errors import failure
from engines.graph.gathering import spread
from engines.graph.scope import Builtin, current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.control import captured, flat, hidden_name, inside, shaped_like
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import OpDef, register
from engines.graph.tf1.shapes import Shape

BACKWARD = "backward"
"""The attribute of a node whose slopes a function of the snippet gives."""


@dataclass(slots=True, eq=False)
class Backward:
    """How the slopes of one node are computed: from `entries`, by the nodes inside `context`.

    `names` are the names of the slopes by the arguments, those that are none of `entries`.
    """

    function: Any
    results: int
    context: Context | None = None
    entries: tuple[SymbolicTensor, ...] = ()
    slopes: tuple[SymbolicTensor | None, ...] = ()
    names: tuple[str, ...] = ()
    before: tuple[Operation, ...] = ()


def backward_of(op: Operation) -> Backward | None:
    """Return what a snippet says of the slopes of a node, None where it says nothing."""
    found = op.attrs.get(BACKWARD)
    return found if isinstance(found, Backward) else None


def build_backward(op: Operation, backward: Backward) -> None:
    """Build the nodes that compute the slopes by the inputs of `op`, in the open name scope.

    They are built anew, and named anew, each time that slopes are asked for; the first ones run.
    """
    with name_scope(f"{op.name}_grad"), inside("gradient") as context:
        entries = tuple(
            add_node("_Loop", hidden_name(), (), dtype=output.dtype, shape=output.shape).outputs[0]
            for output in op.outputs[: backward.results]
        )
        given = flat(call(current_run(), backward.function, list(entries), {}))
        slopes = tuple(None if slope is None else convert(slope) for slope in given)
    if len(slopes) != len(op.inputs) - backward.results:
        raise failure(
            "ValueError",
            f"Num gradients {len(slopes) + backward.results} generated for op"
            f" {str(op).rstrip()} do not match num inputs {len(op.inputs)}",
        )
    if backward.context is None:
        tensors, before = captured([slope for slope in slopes if slope is not None], context)
        backward.context, backward.entries, backward.slopes = context, entries, slopes
        backward.before = (*(tensor.op for tensor in tensors), *before)
    backward.names = tuple("" if slope is None else _freed(slope, context) for slope in slopes)


def _freed(slope: SymbolicTensor, context: Context) -> str:
    """Return the name of a slope inside the open scope; it is free for the node that shows it."""
    op = slope.op
    name, graph = op.name, op.graph
    if context.holds(op) and op.type != "_Loop":
        graph.used.pop(name.lower(), None)
        graph.by_name.pop(name, None)
        op.name = f".{len(graph.operations)}.{op.age}"
        graph.by_name[op.name] = op
    return name.removeprefix(f"{graph.scope}/") if graph.scope else name


class _Passed(torch.autograd.Function):
    """The values as they are; their slopes are what the nodes of the snippet compute."""

    @staticmethod
    def forward(ctx: Any, execution: Execution, op: Operation, *values: Any) -> Any:
        """Return the values, each under an identity of its own."""
        ctx.execution, ctx.op = execution, op
        return tuple(value.view_as(value) for value in values)

    @staticmethod
    def backward(ctx: Any, *slopes: Any) -> Any:
        """Return a slope for each argument and none for the results."""
        execution, op = ctx.execution, ctx.op
        about = op.attrs[BACKWARD]
        wanted = tuple(slope for slope in about.slopes if slope is not None)
        execution.memo.update(zip(about.entries, slopes, strict=False))
        execution.block(op, BACKWARD, about.context, wanted)
        found = [None if slope is None else execution.memo[slope] for slope in about.slopes]
        return (None, None, *[None] * about.results, *found)


def _identities(execution: Execution, op: Operation, *values: Any) -> Any:
    special = backward_of(op) is not None and torch.is_grad_enabled()
    if special and all(isinstance(value, torch.Tensor) for value in values):
        about = op.attrs[BACKWARD]
        results = [value.detach() for value in values[: about.results]]
        apply: Any = _Passed.apply
        made: tuple[Any, ...] = apply(execution, op, *results, *values[about.results :])
        return made if len(made) != 1 else made[0]
    return values if len(values) != 1 else values[0]


def _same(op: Operation) -> list[tuple[DType, Shape]]:
    return [(tensor.dtype.base, tensor.shape) for tensor in op.inputs]


register((OpDef("IdentityN", "", scalar, dt.BOOL, _identities, stateful=True, outputs=_same),))


@export("identity_n")
def identity_n(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a list of tensors with the values of the list `input`."""
    with name_scope(name, "IdentityN") as scope:
        inputs = tuple(convert(entry, None, "input") for entry in input)
        return list(add_node("IdentityN", scope, inputs).outputs)


@export("custom_gradient")
def custom_gradient(f: Any = None) -> Any:
    """Return `f` as a function whose slopes are those that `f` itself gives along."""
    if f is None:
        return Builtin("custom_gradient", custom_gradient)

    def decorated(*arguments: Any, **named: Any) -> Any:
        if named:
            raise failure(
                "ValueError",
                "The custom_gradient decorator currently supports keywords arguments only when"
                " eager execution is enabled.",
            )
        return _with_slopes(f, list(arguments))

    return Builtin("custom_gradient", decorated)


def _with_slopes(function: Any, arguments: list[Any]) -> Any:
    run = current_run()
    leaves = [convert(leaf) for leaf in flat(arguments)]
    given = shaped_like(arguments, iter(leaves))
    result, slopes = spread(run, call(run, function, given, {}), 2, None)
    results = [convert(leaf) for leaf in flat(result)]
    for tensor in results:
        # TensorFlow looks for variables behind the results through a copy of each.
        add_node("Identity", "Identity", (tensor,))
    node = add_node(
        "IdentityN", "IdentityN", (*results, *leaves),
        **{BACKWARD: Backward(slopes, len(results))},
    )  # fmt: skip
    return shaped_like(result, iter(node.outputs))
