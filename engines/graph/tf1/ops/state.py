"""Op table: sources, variables and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import torch

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor
from engines.graph.tf1.ops.math import same_shape, scalar
from engines.graph.tf1.registry import KernelFailure, OpDef, register
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


def given_shape(op: Operation) -> Shape:
    """Return the shape that the node was made with."""
    shape: Shape = op.attrs["shape"]
    return shape


def _default_shape(op: Operation) -> Shape:
    """Return the shape that the node was made with, once the default value is known to fit it."""
    shape = given_shape(op)
    merge(op.inputs[0].shape, shape)
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


def store_value(execution: Execution, op: Operation, value: Any) -> Any:
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
    return store_value(execution, op, value)


def current_value(reference: Any) -> Any:
    """Return the content of a variable. Raises KernelFailure when it has none."""
    if isinstance(reference, Uninitialized):
        raise KernelFailure(
            f"Attempting to use uninitialized value {reference.name}", "FailedPreconditionError"
        )
    return reference


def _update(step: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def kernel(execution: Execution, op: Operation, reference: Any, value: Any) -> Any:
        return store_value(execution, op, step(current_value(reference).detach(), value))

    return kernel


def _is_initialized(execution: Execution, op: Operation, reference: Any) -> Tensor:
    return torch.tensor(not isinstance(reference, Uninitialized))


def reference_type(op: Operation) -> DType:
    """Return the reference type to the first input."""
    return op.inputs[0].dtype.as_ref


def _own_reference(op: Operation) -> DType:
    kind: DType = op.attrs["dtype"]
    return kind.as_ref


def _both(op: Operation) -> Shape:
    return merge(op.inputs[0].shape, op.inputs[1].shape)


def _updater(kind: str, step: Callable[..., Any]) -> OpDef:
    return OpDef(kind, "ref:T value:T", _both, reference_type, step, stateful=True, takes_ref=True)


register(
    (
        OpDef("Const", "", _const_shape, "dtype", lambda op: op.attrs["value"]),
        OpDef("Placeholder", "", given_shape, "dtype", _placeholder, stateful=True),
        OpDef("PlaceholderWithDefault", "input:T", _default_shape, 0, lambda ex, op, value: value,
              stateful=True),
        OpDef("VariableV2", "", given_shape, _own_reference, _variable, stateful=True),
        OpDef("Assign", "ref:T value:T", _assign_shape, reference_type, _assign, stateful=True,
              takes_ref=True),
        _updater("AssignAdd", _update(lambda old, new: old + new)),
        _updater("AssignSub", _update(lambda old, new: old - new)),
        OpDef("RefIdentity", "input:T", same_shape, reference_type,
              lambda op, reference: reference, takes_ref=True),
        OpDef("IsVariableInitialized", "ref:T", scalar, dt.BOOL, _is_initialized, stateful=True,
              takes_ref=True),
    )
)  # fmt: skip
