"""Op table: control flow. Kinds that begin with `_` are ours and are not shown to the snippet."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.limits import CapReached
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape, scalar
from engines.graph.tf1.ops.state import Execution, Tensor, given_shape
from engines.graph.tf1.registry import OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem


def listed(op: Operation) -> list[tuple[DType, Shape]]:
    """Return the outputs that the node itself lists."""
    outputs: list[tuple[DType, Shape]] = op.attrs["outputs"]
    return outputs


def _cond(execution: Execution, op: Operation, choice: Tensor, *captured: Any) -> Any:
    taken = "then" if bool(choice) else "else"
    wanted = op.attrs[taken]
    execution.block(op, taken, op.attrs[f"{taken}_context"], wanted)
    values = tuple(execution.memo[tensor] for tensor in wanted)
    return values if len(values) != 1 else values[0]


def _while(execution: Execution, op: Operation, *values: Any) -> Any:
    context, attrs = op.attrs["context"], op.attrs
    current = list(values[: len(attrs["results"])])
    limit = int(values[len(current)]) if attrs["limited"] else None
    rounds = 0
    while limit is None or rounds < limit:
        execution.memo.update(zip(attrs["tested"], current, strict=True))
        execution.block(op, "test", context, (attrs["test"],))
        if not bool(execution.memo[attrs["test"]]):
            break
        execution.memo.update(zip(attrs["entering"], current, strict=True))
        execution.block(op, "body", context, attrs["results"])
        current = [execution.memo[tensor] for tensor in attrs["results"]]
        _check_types(attrs["entering"], current)
        rounds += 1
    return tuple(current) if len(current) != 1 else current[0]


def _check_types(variables: Any, values: list[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        if isinstance(value, torch.Tensor) and value.dtype != variable.dtype.torch:
            raise CapReached("while_loop", f"the body changes the type of {variable.name}")


def _switch(op: Operation, value: Any, choice: Any) -> tuple[Any, Any]:
    return value, value


def _switch_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    value, choice = op.inputs
    if choice.shape:
        raise ShapeProblem(f"Shape must be rank 0 but is rank {len(choice.shape)}")
    return [(value.dtype.base, value.shape)] * 2


def _gradient(execution: Execution, op: Operation, *values: Any) -> Any:
    number = op.attrs["ys"]
    ys, xs = values[:number], values[number : number + op.attrs["xs"]]
    given = values[number + op.attrs["xs"] :]
    slopes = given or tuple(torch.ones_like(y) for y in ys)
    live = [(y, slope) for y, slope in zip(ys, slopes, strict=True) if y.requires_grad]
    if not live:
        results = [torch.zeros_like(x) for x in xs]
    else:
        found = torch.autograd.grad(
            [y for y, _ in live],
            xs,
            grad_outputs=[slope.expand_as(y) for y, slope in live],
            allow_unused=True,
            retain_graph=True,
            create_graph=op.attrs["create"],
        )
        slopes_found: list[Any] = list(found)
        results = [
            torch.zeros_like(x) if slope is None else slope
            for x, slope in zip(xs, slopes_found, strict=True)
        ]
    return tuple(results) if len(results) != 1 else results[0]


def _never(*unused: Any) -> Any:
    raise AssertionError("the value of a loop variable is set by its loop")


def _print(op: Operation, value: Any, *shown: Any) -> Any:
    return value  # tf.Print writes to stderr, which no snippet result holds


def _none(op: Operation) -> list[tuple[DType, Shape]]:
    return []


register(
    (
        OpDef("NoOp", "", scalar, dt.BOOL, lambda op: (), outputs=_none),
        OpDef("Print", "", same_shape, 0, _print),
        OpDef("Switch", "data:T pred:bool", scalar, 0, _switch, outputs=_switch_outputs),
        OpDef("Merge", "", same_shape, 0, pure(lambda value: value)),
        OpDef("Exit", "", same_shape, 0, pure(lambda value: value)),
        OpDef("_Loop", "", given_shape, "dtype", _never),
        OpDef("_Cond", "", scalar, dt.BOOL, _cond, stateful=True, takes_ref=True, outputs=listed),
        OpDef("_While", "", scalar, dt.BOOL, _while, stateful=True, takes_ref=True, outputs=listed),
        OpDef("_Gradient", "", scalar, dt.BOOL, _gradient, stateful=True, outputs=listed),
    )
)  # fmt: skip
