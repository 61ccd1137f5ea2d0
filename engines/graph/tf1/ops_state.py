"""Op table: sources, variables, random numbers, updates of the optimisers, and control flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import static_shape
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor
from engines.graph.tf1.ops_math import same_shape, scalar
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, merge, show_shape

Tensor = torch.Tensor


class Execution(Protocol):
    """What stateful kernels may use of the run they are part of."""

    variables: dict[Operation, Any]
    memo: dict[SymbolicTensor, Any]

    def generator(self, op: Operation) -> torch.Generator:
        """Return the random stream of a node."""

    def block(
        self, op: Operation, key: str, context: Context, wanted: tuple[SymbolicTensor, ...]
    ) -> None:
        """Compute tensors inside a branch or loop body; their values are left in `memo`."""


class Uninitialized:
    """The content of a variable before its first assignment."""

    def __init__(self, name: str) -> None:
        self.name = name


def variable_of(op: Operation) -> Operation:
    """Return the variable node behind a reference, through assignments that pass it on."""
    while op.type != "VariableV2":
        op = op.inputs[0].op
    return op


def _const_shape(op: Operation) -> Shape:
    return tuple(op.attrs["value"].shape)


def _given_shape(op: Operation) -> Shape:
    shape: Shape = op.attrs["shape"]
    return shape


def _placeholder(execution: Execution, op: Operation) -> Any:
    shape = op.attrs["shape"]
    about = f" and shape {show_shape(shape)}" if shape else ""
    raise KernelFailure(
        f"You must feed a value for placeholder tensor '{op.name}' with dtype"
        f" {op.attrs['dtype'].kernel}{about}"
    )


def _variable(execution: Execution, op: Operation) -> Any:
    found = execution.variables.get(op)
    return Uninitialized(op.name) if found is None else found


def _assign_shape(op: Operation) -> Shape:
    if op.attrs.get("validate_shape", True):
        return merge(op.inputs[0].shape, op.inputs[1].shape)
    return op.inputs[1].shape


def _store(execution: Execution, op: Operation, value: Any) -> Any:
    """Put `value` into the variable of `op`, into its own buffer where the shape stays."""
    variable = variable_of(op.inputs[0].op)
    buffer = execution.variables.get(variable)
    if isinstance(value, np.ndarray):
        execution.variables[variable] = value
        return value
    value = value.detach()
    if buffer is not None and buffer.shape == value.shape:
        buffer.copy_(value)
        return buffer
    execution.variables[variable] = value.clone()
    return execution.variables[variable]


def _assign(execution: Execution, op: Operation, reference: Any, value: Any) -> Any:
    wanted = op.inputs[0].shape
    if op.attrs.get("validate_shape", True) and wanted is not None:
        known = tuple(value.shape)
        if len(known) != len(wanted) or any(
            a is not None and a != b for a, b in zip(wanted, known, strict=True)
        ):
            raise KernelFailure(
                "Assign requires shapes of both tensors to match. lhs shape="
                f" {show_shape(wanted)} rhs shape= {show_shape(known)}"
            )
    return _store(execution, op, value)


def _current(reference: Any) -> Any:
    if isinstance(reference, Uninitialized):
        raise KernelFailure(
            f"Attempting to use uninitialized value {reference.name}", "FailedPreconditionError"
        )
    return reference


def _update(step: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def kernel(execution: Execution, op: Operation, reference: Any, value: Any) -> Any:
        return _store(execution, op, step(_current(reference).detach(), value))

    return kernel


def _is_initialized(execution: Execution, op: Operation, reference: Any) -> Tensor:
    return torch.tensor(not isinstance(reference, Uninitialized))


# Random numbers: TensorFlow's distributions, but not its streams.


def _random_shape(op: Operation) -> Shape:
    return static_shape(op.inputs[0])


def _random(draw: Callable[[tuple[int, ...], torch.Generator, Operation], Tensor]) -> Any:
    def kernel(execution: Execution, op: Operation, shape: Tensor, *bounds: Tensor) -> Tensor:
        sizes = tuple(int(size) for size in shape)
        check_shape(sizes)
        if bounds:
            low, high = (int(bound) for bound in bounds)
            if low >= high:
                raise KernelFailure(f"Need minval < maxval, got {low} >= {high}")
            generator = execution.generator(op)
            return torch.randint(low, high, sizes, generator=generator).to(op.attrs["dtype"].torch)
        return draw(sizes, execution.generator(op), op).to(op.attrs["dtype"].torch)

    return kernel


def _uniform(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    return torch.rand(sizes, generator=generator)


def _normal(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    return torch.randn(sizes, generator=generator)


def _truncated(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    value = torch.randn(sizes, generator=generator)
    for _ in range(60):
        far = value.abs() > 2
        if not bool(far.any()):
            break
        value = torch.where(far, torch.randn(sizes, generator=generator), value)
    return value.clamp(-2, 2)


def _shuffle(execution: Execution, op: Operation, value: Tensor) -> Tensor:
    order = torch.randperm(value.shape[0], generator=execution.generator(op))
    return value[order]


# Updates of the optimisers, by the formulas of the tf.train documentation.


def _descend(
    execution: Execution, op: Operation, variable: Any, rate: Tensor, slope: Tensor
) -> Any:
    return _store(execution, op, _current(variable).detach() - rate * slope)


def _buffer(execution: Execution, op: Operation, index: int) -> Tensor:
    found = execution.variables.get(variable_of(op.inputs[index].op))
    if found is None:
        raise KernelFailure(
            f"Attempting to use uninitialized value {op.inputs[index].op.name}",
            "FailedPreconditionError",
        )
    assert isinstance(found, Tensor)
    return found


def _momentum(
    execution: Execution, op: Operation, variable: Any, slot: Any, rate: Tensor, slope: Tensor,
    momentum: Tensor,
) -> Any:  # fmt: skip
    velocity = _buffer(execution, op, 1)
    velocity.copy_(velocity * momentum + slope)
    step = slope * rate + velocity * momentum * rate if op.attrs["nesterov"] else velocity * rate
    return _store(execution, op, _current(variable).detach() - step)


def _adagrad(
    execution: Execution, op: Operation, variable: Any, slot: Any, rate: Tensor, slope: Tensor
) -> Any:
    total = _buffer(execution, op, 1)
    total.copy_(total + slope * slope)
    return _store(execution, op, _current(variable).detach() - rate * slope / total.sqrt())


def _rms(
    execution: Execution, op: Operation, variable: Any, mean: Any, slot: Any, rate: Tensor,
    decay: Tensor, momentum: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    squares, velocity = _buffer(execution, op, 1), _buffer(execution, op, 2)
    squares.copy_(squares + (slope * slope - squares) * (1 - decay))
    velocity.copy_(velocity * momentum + rate * slope / torch.sqrt(squares + epsilon))
    return _store(execution, op, _current(variable).detach() - velocity)


def _adam(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, power1: Tensor,
    power2: Tensor, rate: Tensor, beta1: Tensor, beta2: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    mean, square = _buffer(execution, op, 1), _buffer(execution, op, 2)
    alpha = rate * torch.sqrt(1 - power2) / (1 - power1)
    mean.copy_(mean + (slope - mean) * (1 - beta1))
    square.copy_(square + (slope * slope - square) * (1 - beta2))
    step = mean * alpha / (torch.sqrt(square) + epsilon)
    return _store(execution, op, _current(variable).detach() - step)


# Control flow. Nodes whose kind begins with `_` are ours and are not shown to the snippet.


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
    limit = attrs["maximum"]
    rounds = 0
    while limit is None or rounds < limit:
        execution.memo.update(zip(attrs["tested"], current, strict=True))
        execution.block(op, "test", context, (attrs["test"],))
        if not bool(execution.memo[attrs["test"]]):
            break
        execution.memo.update(zip(attrs["entering"], current, strict=True))
        execution.block(op, "body", context, attrs["results"])
        current = [execution.memo[tensor] for tensor in attrs["results"]]
        rounds += 1
    return tuple(current) if len(current) != 1 else current[0]


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
        results = [
            torch.zeros_like(x) if slope is None else slope
            for x, slope in zip(xs, found, strict=True)
        ]
    return tuple(results) if len(results) != 1 else results[0]


def _never(*unused: Any) -> Any:
    raise AssertionError("the value of a loop variable is set by its loop")


def _string_join(op: Operation, *values: Any) -> Any:
    separator = op.attrs["separator"].encode()
    return np.array(separator.join(value.item() for value in values), dtype=object)


def _as_string(op: Operation, value: Any) -> Any:
    texts = np.empty(tuple(value.shape), dtype=object)
    for index in np.ndindex(texts.shape):
        entry = value[index].item()
        text = f"{entry:f}" if isinstance(entry, float) else str(entry).lower()
        texts[index] = text.encode()
    return texts


def _print(op: Operation, value: Any, *shown: Any) -> Any:
    return value  # tf.Print writes to stderr, which no snippet result holds


def _assert(op: Operation, condition: Any, *data: Any) -> tuple[()]:
    if not bool(torch.all(condition)):
        shown = " ".join(f"[{_summary(value)}]" for value in data)
        raise KernelFailure(f"assertion failed: {shown}")
    return ()


def _summary(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return " ".join(entry.decode() for entry in value.reshape(-1))
    return " ".join(f"{entry:g}" for entry in value.reshape(-1).tolist()[:3])


def _none(op: Operation) -> list[tuple[DType, Shape]]:
    return []


def _reference(op: Operation) -> DType:
    return op.inputs[0].dtype.as_ref


def _own_reference(op: Operation) -> DType:
    kind: DType = op.attrs["dtype"]
    return kind.as_ref


def _updater(kind: str, step: Callable[..., Any]) -> OpDef:
    return OpDef(kind, "ref:R value:T", same_shape, _reference, step, stateful=True, takes_ref=True)


def _optimiser(kind: str, step: Callable[..., Any]) -> OpDef:
    return OpDef(kind, "", same_shape, _reference, step, stateful=True, takes_ref=True)


register(
    (
        OpDef("Const", "", _const_shape, "dtype", lambda op: op.attrs["value"]),
        OpDef("Placeholder", "", _given_shape, "dtype", _placeholder, stateful=True),
        OpDef("PlaceholderWithDefault", "input:T", _given_shape, 0, lambda ex, op, value: value,
              stateful=True),
        OpDef("VariableV2", "", _given_shape, _own_reference, _variable, stateful=True),
        OpDef("Assign", "ref:R value:T", _assign_shape, _reference, _assign, stateful=True,
              takes_ref=True),
        _updater("AssignAdd", _update(lambda old, new: old + new)),
        _updater("AssignSub", _update(lambda old, new: old - new)),
        OpDef("IsVariableInitialized", "ref:R", scalar, dt.BOOL, _is_initialized, stateful=True,
              takes_ref=True),
        _optimiser("ApplyGradientDescent", _descend),
        _optimiser("ApplyMomentum", _momentum),
        _optimiser("ApplyAdagrad", _adagrad),
        _optimiser("ApplyRMSProp", _rms),
        _optimiser("ApplyAdam", _adam),
        OpDef("RandomUniform", "shape:int32", _random_shape, "dtype", _random(_uniform),
              stateful=True),
        OpDef("RandomUniformInt", "shape:int32 minval:T maxval:T", _random_shape, "dtype",
              _random(_uniform), stateful=True),
        OpDef("RandomStandardNormal", "shape:int32", _random_shape, "dtype", _random(_normal),
              stateful=True),
        OpDef("TruncatedNormal", "shape:int32", _random_shape, "dtype", _random(_truncated),
              stateful=True),
        OpDef("RandomShuffle", "value:T", same_shape, 0, _shuffle, stateful=True),
        OpDef("NoOp", "", scalar, dt.BOOL, lambda op: (), outputs=_none),
        OpDef("Assert", "", scalar, dt.BOOL, _assert, outputs=_none),
        OpDef("Print", "", same_shape, 0, _print),
        OpDef("StringJoin", "", scalar, dt.STRING, _string_join),
        OpDef("AsString", "input:T", same_shape, dt.STRING, _as_string),
        OpDef("Merge", "", same_shape, 0, pure(lambda value: value)),
        OpDef("Exit", "", same_shape, 0, pure(lambda value: value)),
        OpDef("_Loop", "", _given_shape, "dtype", _never),
        OpDef("_Cond", "", scalar, dt.BOOL, _cond, stateful=True, takes_ref=True, outputs=listed),
        OpDef("_While", "", scalar, dt.BOOL, _while, stateful=True, takes_ref=True, outputs=listed),
        OpDef("_Gradient", "", scalar, dt.BOOL, _gradient, stateful=True, outputs=listed),
    )
)  # fmt: skip
