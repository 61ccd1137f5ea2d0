"""Op table: updates of the optimisers, by the formulas of the tf.train documentation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_math import same_shape
from engines.graph.tf1.ops_state import (
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
    velocity.copy_(velocity * momentum + rate * slope / torch.sqrt(squares + epsilon))
    return store_value(execution, op, current_value(variable).detach() - velocity)


def _adam(
    execution: Execution, op: Operation, variable: Any, first: Any, second: Any, power1: Tensor,
    power2: Tensor, rate: Tensor, beta1: Tensor, beta2: Tensor, epsilon: Tensor, slope: Tensor,
) -> Any:  # fmt: skip
    mean, square = _buffer(execution, op, 1), _buffer(execution, op, 2)
    alpha = rate * torch.sqrt(1 - power2) / (1 - power1)
    mean.copy_(mean + (slope - mean) * (1 - beta1))
    square.copy_(square + (slope * slope - square) * (1 - beta2))
    step = mean * alpha / (torch.sqrt(square) + epsilon)
    return store_value(execution, op, current_value(variable).detach() - step)


def _optimiser(kind: str, step: Callable[..., Any]) -> OpDef:
    return OpDef(kind, "", same_shape, reference_type, step, stateful=True, takes_ref=True)


register(
    (
        _optimiser("ApplyGradientDescent", _descend),
        _optimiser("ApplyMomentum", _momentum),
        _optimiser("ApplyAdagrad", _adagrad),
        _optimiser("ApplyRMSProp", _rms),
        _optimiser("ApplyAdam", _adam),
    )
)  # fmt: skip
