"""Builds nodes: names and scopes, conversion of arguments, static inference, folding."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import Raised, failure
from engines.graph.scope import current_run
from engines.graph.show import show_repr
from engines.graph.tf1.allowed import ALLOWED, INDICES
from engines.graph.tf1.contexts import graph_of, is_variable, name_scope
from engines.graph.tf1.convert import array_of, holds_tensors, to_torch
from engines.graph.tf1.dtypes import DType, of_numpy
from engines.graph.tf1.graph import (
    PLACED_WITH,
    Graph,
    Operation,
    SymbolicTensor,
    default_graph,
)
from engines.graph.tf1.node_text import where
from engines.graph.tf1.registry import OPS, Argument
from engines.graph.tf1.shapes import ShapeProblem


def add_node(kind: str, name: str, inputs: tuple[SymbolicTensor, ...], **attrs: Any) -> Operation:
    """Add a node whose inputs are tensors already.

    Raises the snippet's ValueError when the static shapes cannot fit.
    """
    current_run().budget.spend(24)
    graph = _one_graph(inputs)
    if inputs and OPS[kind].takes_ref and inputs[0].dtype.ref and not kind.startswith("_"):
        attrs[PLACED_WITH] = _variable_of(inputs[0]).op.name
    op = graph.add(kind, name, inputs, attrs)
    try:
        outputs = OPS[kind].infer(op)
    except ShapeProblem as problem:
        graph.withdraw(op)
        raise failure("ValueError", f"{problem}{where(op)}") from None
    op.outputs = tuple(
        SymbolicTensor(op, index, dtype, shape) for index, (dtype, shape) in enumerate(outputs)
    )
    return op


def _variable_of(reference: SymbolicTensor) -> SymbolicTensor:
    while reference.op.type != "VariableV2" and reference.op.inputs:
        reference = reference.op.inputs[0]
    return reference


def _one_graph(inputs: tuple[SymbolicTensor, ...]) -> Graph:
    if not inputs:
        return default_graph()
    first = inputs[0]
    for tensor in inputs:
        if tensor.op.graph is not first.op.graph:
            raise failure(
                "ValueError",
                f"{tensor} must be from the same graph as {first} (graphs are"
                f" {tensor.op.graph!r} and {first.op.graph!r}).",
            )
    return first.op.graph


def constant(value: Any, dtype: DType | None = None, name: str = "Const") -> SymbolicTensor:
    """Return a constant node's output."""
    array = array_of(value, dtype)
    kind = dtype.base if dtype is not None else of_numpy(array)
    assert kind is not None
    op = add_node("Const", name, (), value=to_torch(array, kind), dtype=kind)
    return op.outputs[0]


def convert(
    value: Any,
    dtype: DType | None = None,
    name: str = "Const",
    hint: DType | None = None,
) -> SymbolicTensor:
    """Return `value` as a tensor, as `tf.convert_to_tensor` does.

    `dtype` must be met, `hint` is tried first. Raises the snippet's TypeError or ValueError.
    """
    if is_variable(value):
        value = value.snapshot
    if hasattr(value, "dense_rows"):
        value = value.dense_rows()
    if isinstance(value, Operation):
        raise failure("TypeError", f"can't convert Operation '{value.name}' to Tensor")
    if isinstance(value, SymbolicTensor):
        if dtype is not None and value.dtype.base != dtype.base:
            label = "" if name == "Const" else f"{name}: "
            raise failure(
                "ValueError",
                f"{label}Tensor conversion requested dtype {dtype.name} for Tensor with dtype"
                f" {value.dtype.name}: {value!r}",
            )
        return value
    if holds_tensors(value):
        return _packed(value, dtype or _fitting(hint, value), name)
    if hint is not None and dtype is None:
        try:
            return constant(value, hint.base, name)
        except Raised as raised:
            if raised.error.kind.name not in ("TypeError", "ValueError"):
                raise
    return constant(value, dtype.base if dtype else None, name)


def _fitting(hint: DType | None, value: Any) -> DType | None:
    """Return `hint` unless a tensor among the entries has another type."""
    from engines.graph.tf1.convert import flat

    for leaf in flat(value):
        tensor = leaf.snapshot if is_variable(leaf) else leaf
        if hint is None or (isinstance(tensor, SymbolicTensor) and tensor.dtype.base != hint.base):
            return None
    return hint


def _packed(value: Any, dtype: DType | None, name: str) -> SymbolicTensor:
    from engines.graph.tf1.convert import flat

    if dtype is None:
        for leaf in flat(value):
            tensor = leaf.snapshot if is_variable(leaf) else leaf
            if isinstance(tensor, SymbolicTensor):
                dtype = tensor.dtype.base
                break
    with name_scope(name) as scope:
        entries = [
            _packed(entry, dtype, str(index))
            if holds_tensors(entry)
            else convert(entry, None if isinstance(entry, SymbolicTensor) else dtype, str(index))
            for index, entry in enumerate(value)
        ]
        for entry in entries:
            if dtype is not None and entry.dtype.base != dtype.base:
                raise failure(
                    "TypeError",
                    f"Cannot convert a list containing a tensor of dtype {entry.dtype} to"
                    f" {dtype} (Tensor is: {entry!r})",
                )
        return add_node("Pack", scope, tuple(entries), axis=0).outputs[0]


def call_op(kind: str, name: Any, *values: Any, default: str | None = None, **attrs: Any) -> Any:
    """Add a node of `kind`, converting each value as the op's table line says.

    Returns its output, the tuple of its outputs, or the node itself when it has none.
    """
    with graph_of(*values), name_scope(name, default or kind) as scope:
        inputs = convert_arguments(kind, values)
        op = add_node(kind, scope, inputs, **attrs)
    if len(op.outputs) == 1:
        return op.outputs[0]
    return op.outputs or op


def convert_arguments(kind: str, values: tuple[Any, ...]) -> tuple[SymbolicTensor, ...]:
    """Return the values as tensors for an op of `kind`; mismatches raise TensorFlow's TypeError."""
    definition = OPS[kind]
    groups: dict[str, tuple[DType, str]] = {}
    inputs: list[SymbolicTensor] = []
    for argument, value in zip(definition.parsed(), values, strict=True):
        tensor = _argument(kind, argument, value, groups)
        if argument.group and argument.group == next(iter(groups), argument.group):
            _check_allowed(kind, argument, tensor)
        elif not argument.group and argument.dtype is not None:
            _check_fixed(kind, argument, tensor)
        if argument.group:
            groups.setdefault(argument.group, (tensor.dtype.base, argument.name))
        inputs.append(tensor)
    return tuple(inputs)


def _argument(
    kind: str, argument: Argument, value: Any, groups: dict[str, tuple[DType, str]]
) -> SymbolicTensor:
    if not argument.group:
        if argument.dtype is not None and (argument.strict or argument.dtype.name == "bool"):
            return _fixed(kind, argument, value)
        return convert(value, None, argument.name, argument.dtype)
    if argument.group not in groups:
        return _first_of_group(argument, value)
    wanted, first = groups[argument.group]
    if is_variable(value):
        value = value.snapshot
    if isinstance(value, SymbolicTensor):
        if value.dtype.base != wanted:
            raise failure(
                "TypeError",
                f"Input '{argument.name}' of '{kind}' Op has type {value.dtype.base.name} that"
                f" does not match type {wanted.name} of argument '{first}'.",
            )
        return value
    try:
        return convert(value, wanted, argument.name)
    except Raised as raised:
        if raised.error.kind.name == "ValueError":
            raise failure(
                "ValueError",
                f"Tried to convert '{argument.name}' to a tensor and failed. Error:"
                f" {raised.error.message}",
            ) from None
        if raised.error.kind.name != "TypeError":
            raise
        shown = f"{show_repr(value)} of type '{type(value).__name__}'"
        raise failure(
            "TypeError",
            f"Expected {wanted.name} passed to parameter '{argument.name}' of op '{kind}', got"
            f" {shown} instead. Error: {raised.error.message}",
        ) from None


def _first_of_group(argument: Argument, value: Any) -> SymbolicTensor:
    try:
        return convert(value, None, argument.name)
    except Raised as raised:
        if raised.error.kind.name != "ValueError":
            raise
        raise failure("ValueError", f"Tried to convert '{argument.name}' to a tensor and failed."
                      f" Error: {raised.error.message}") from None  # fmt: skip


_INDEX_TYPES = ("int32", "int64")


def _check_fixed(kind: str, argument: Argument, tensor: SymbolicTensor) -> None:
    assert argument.dtype is not None
    found, wanted = tensor.dtype.base.name, argument.dtype.name
    if found == wanted:
        return
    if wanted == "int32" and not argument.strict:
        allowed = INDICES.get(f"{kind}.{argument.name}", _INDEX_TYPES)
        if found not in allowed:
            raise _not_allowed(argument, found, allowed)
        return
    raise failure(
        "TypeError",
        f"Input '{argument.name}' of '{kind}' Op has type {found} that does not match expected type"
        f" of {wanted}.",
    )


def _check_allowed(kind: str, argument: Argument, tensor: SymbolicTensor) -> None:
    allowed = ALLOWED.get(kind)
    if allowed is not None and tensor.dtype.base.name not in allowed:
        raise _not_allowed(argument, tensor.dtype.base.name, allowed)


def check_type(kind: str, name: str, tensor: SymbolicTensor) -> None:
    """Raise the snippet's TypeError when an op of `kind` does not take the type of its `name`."""
    _check_allowed(kind, Argument(name, "T"), tensor)


def check_indices(name: str, tensor: SymbolicTensor) -> None:
    """Raise the snippet's TypeError when the argument `name` is of no type of indices."""
    if tensor.dtype.base.name not in _INDEX_TYPES:
        raise _not_allowed(Argument(name), tensor.dtype.base.name, _INDEX_TYPES)


def _not_allowed(argument: Argument, found: str, allowed: tuple[str, ...]) -> Raised:
    return failure(
        "TypeError",
        f"Value passed to parameter '{argument.name}' has DataType {found} not in list of allowed"
        f" values: {', '.join(allowed)}",
    )


def _fixed(kind: str, argument: Argument, value: Any) -> SymbolicTensor:
    if isinstance(value, SymbolicTensor) or is_variable(value):
        return convert(value)
    try:
        return convert(value, argument.dtype, argument.name)
    except Raised as raised:
        if raised.error.kind.name != "TypeError" or argument.dtype is None:
            raise
        shown = f"{show_repr(value)} of type '{type(value).__name__}'"
        raise failure(
            "TypeError",
            f"Expected {argument.dtype.name} passed to parameter '{argument.name}' of op '{kind}',"
            f" got {shown} instead. Error: {raised.error.message}",
        ) from None
