"""Op table: updates of the optimisers, by the formulas of the tf.train documentation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from engines.graph.tf1 import rounding
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ops.state import (
    Execution,
    Tensor,
    current_value,
    reference_type,
    store_value,
    variable_of,
)
from engines.graph.tf1.registry import KernelFailure, OpDef, register


def _descend(
    execution: Execution, op: Operation, variable: Any, rate: Tensor, slope: Tensor
) -> Any:
    return store_value(execution, op, current_value(variable).detach() - rate * slope)


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
    return store_value(execution, op, current_value(variable).detach() - step)


def _adagrad(
    execution: Execution, op: Operation, variable: Any, slot: Any, rate: Tensor, slope: Tensor
) -> Any:
    total = _buffer(execution, op, 1)
    total.copy_(total + slope * slope)
    return store_value(
        execution, op, current_value(variable).detach() - rate * slope / total.sqrt()
    )


def _rms(
    execution: Execution, op: Operation, variable: Any, mean: Any, slot: Any, rate: Tensor,
    decay: Tensor, momentum: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    squares, velocity = _buffer(execution, op, 1), _buffer(execution, op, 2)
    squares.copy_(squares + (slope * slope - squares) * (1 - decay))
    velocity.copy_(velocity * momentum + rate * slope / rounding.sqrt(squares + epsilon))
    return store_value(execution, op, current_value(variable).detach() - velocity)


def _adam(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, power1: Tensor,
    power2: Tensor, rate: Tensor, beta1: Tensor, beta2: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    mean, square = _buffer(execution, op, 1), _buffer(execution, op, 2)
    alpha = rate * rounding.sqrt(1 - power2) / (1 - power1)
    mean.copy_(mean + (slope - mean) * (1 - beta1))
    square.copy_(square + (slope * slope - square) * (1 - beta2))
    step = mean * alpha / (rounding.sqrt(square) + epsilon)
    return store_value(execution, op, current_value(variable).detach() - step)


def _adadelta(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, rate: Tensor,
    rho: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    squares, updates = _buffer(execution, op, 1), _buffer(execution, op, 2)
    squares.copy_(squares * rho + slope * slope * (1 - rho))
    step = rounding.sqrt(updates + epsilon) * torch.rsqrt(squares + epsilon) * slope
    result = store_value(execution, op, current_value(variable).detach() - step * rate)
    updates.copy_(updates * rho + step * step * (1 - rho))
    return result


def _centered(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, third: Any,
    rate: Tensor, decay: Tensor, momentum: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    squares, mean, velocity = (_buffer(execution, op, index) for index in (1, 2, 3))
    squares.copy_(squares + (slope * slope - squares) * (1 - decay))
    mean.copy_(mean + (slope - mean) * (1 - decay))
    spread = rounding.sqrt(squares - mean * mean + epsilon)
    velocity.copy_(velocity * momentum + rate * slope / spread)
    return store_value(execution, op, current_value(variable).detach() - velocity)


def _ftrl(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, slope: Tensor,
    rate: Tensor, l1: Tensor, l2: Tensor, power: Tensor,
) -> Any:  # fmt: skip
    total, linear = _buffer(execution, op, 1), _buffer(execution, op, 2)
    before, after = (part.pow(-power) for part in (total, total + slope * slope))
    current = current_value(variable).detach()
    linear.copy_(linear + slope - (after - before) / rate * current)
    total.copy_(total + slope * slope)
    pulled = (torch.sign(linear) * l1 - linear) / (after / rate + 2 * l2)
    value = torch.where(linear.abs() > l1, pulled, torch.zeros_like(pulled))
    return store_value(execution, op, value)


# Adam moves every row, also where a slope has no row of its own.
_WHOLE = frozenset(("ApplyAdam",))


def _by_rows(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a kernel that leaves the rows alone of which a sparse slope says nothing."""

    def kernel(execution: Execution, op: Operation, *values: Any) -> Any:
        if not op.attrs["rows"]:
            return step(execution, op, *values)
        *values_before, indices = values
        if op.type in _WHOLE:
            return step(execution, op, *values_before)
        touched = torch.zeros(_buffer(execution, op, 0).shape[0], dtype=torch.bool)
        touched[indices.long()] = True
        owners = [index for index, tensor in enumerate(op.inputs) if tensor.dtype.ref]
        current_value(values_before[0])
        before = [_buffer(execution, op, index).clone() for index in owners]
        step(execution, op, *values_before)
        for index, old in zip(owners, before, strict=True):
            buffer = _buffer(execution, op, index)
            buffer[~touched] = old[~touched]
        return _buffer(execution, op, 0)

    return kernel


def _optimiser(kind: str, step: Callable[..., Any]) -> OpDef:
    return OpDef(
        kind, "", same_shape, reference_type, _by_rows(step), stateful=True, takes_ref=True
    )


register(
    (
        _optimiser("ApplyGradientDescent", _descend),
        _optimiser("ApplyMomentum", _momentum),
        _optimiser("ApplyAdagrad", _adagrad),
        _optimiser("ApplyAdadelta", _adadelta),
        _optimiser("ApplyRMSProp", _rms),
        _optimiser("ApplyCenteredRMSProp", _centered),
        _optimiser("ApplyAdam", _adam),
        _optimiser("ApplyFtrl", _ftrl),
    )
)  # fmt: skip
