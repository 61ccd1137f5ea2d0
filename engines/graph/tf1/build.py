"""Builds nodes: names and scopes, conversion of arguments, static inference, folding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.errors import Raised, failure
from engines.graph.scope import current_run
from engines.graph.show import show_repr
from engines.graph.tf1.allowed import ALLOWED
from engines.graph.tf1.convert import array_of, holds_tensors, to_torch
from engines.graph.tf1.dtypes import DType, of_numpy
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.registry import OPS, Argument
from engines.graph.tf1.shapes import (
    ShapeProblem,
    show_shape,
)


@contextmanager
def name_scope(name: Any, default: str | None = None) -> Iterator[str]:
    """Open a name scope in the default graph; yields its name with a final slash."""
    graph = default_graph()
    opened, before = graph.open_scope(default if name is None else name)
    try:
        yield opened
    finally:
        graph.scope = before


@contextmanager
def without_controls() -> Iterator[None]:
    """Build nodes outside every control dependency, branch and loop, as initialisers are."""
    graph = default_graph()
    controllers, context = graph.controllers, graph.context
    graph.controllers, graph.context = [], None
    try:
        yield
    finally:
        graph.controllers, graph.context = controllers, context


def add_node(kind: str, name: str, inputs: tuple[SymbolicTensor, ...], **attrs: Any) -> Operation:
    """Add a node whose inputs are tensors already.

    Raises the snippet's ValueError when the static shapes cannot fit.
    """
    current_run().budget.spend(24)
    graph = _one_graph(inputs)
    op = graph.add(kind, name, inputs, attrs)
    try:
        outputs = OPS[kind].infer(op)
    except ShapeProblem as problem:
        graph.withdraw(op)
        raise failure("ValueError", f"{problem}{_where(op)}") from None
    op.outputs = tuple(
        SymbolicTensor(op, index, dtype, shape) for index, (dtype, shape) in enumerate(outputs)
    )
    return op


def _one_graph(inputs: tuple[SymbolicTensor, ...]) -> Graph:
    graph = default_graph()
    for tensor in inputs:
        if tensor.op.graph is not graph:
            first = inputs[0]
            if tensor is not first and tensor.op.graph is not first.op.graph:
                raise failure(
                    "ValueError",
                    f"{tensor} must be from the same graph as {first} (graphs are"
                    f" {tensor.op.graph!r} and {first.op.graph!r}).",
                )
            return tensor.op.graph
    return graph


def _where(op: Operation) -> str:
    shapes = ", ".join(show_shape(tensor.shape) for tensor in op.inputs)
    names = ", ".join(
        f"{tensor.op.name}:{tensor.index}" if tensor.index else tensor.op.name
        for tensor in op.inputs
    )
    definition = f"{{{{node {op.name}}}}} = {op.type}{_attributes(op)}({names})"
    return f" for '{definition}' with input shapes: {shapes}."


def _attributes(op: Operation) -> str:
    shown = []
    groups: dict[str, DType] = {}
    for argument, tensor in zip(OPS[op.type].parsed(), op.inputs, strict=False):
        if argument.group:
            groups.setdefault(argument.group, tensor.dtype)
    shown += [f"{name}={dtype.enum}" for name, dtype in groups.items()]
    for name, value in op.attrs.items():
        if isinstance(value, bool):
            shown.append(f"{name}={str(value).lower()}")
        elif isinstance(value, (int, str)):
            shown.append(f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}")
        elif isinstance(value, (list, tuple)) and all(isinstance(x, int) for x in value):
            shown.append(f"{name}=[{', '.join(map(str, value))}]")
    return f"[{', '.join(sorted(shown))}]" if shown else ""


def constant(value: Any, dtype: DType | None = None, name: str = "Const") -> SymbolicTensor:
    """Return a constant node's output."""
    array = array_of(value, dtype)
    kind = dtype.base if dtype is not None else of_numpy(array)
    assert kind is not None
    op = add_node("Const", name, (), value=to_torch(array, kind), dtype=kind)
    return op.outputs[0]


def is_variable(value: Any) -> bool:
    """Return whether `value` is a variable of the snippet."""
    return hasattr(value, "snapshot")


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
    if isinstance(value, Operation):
        raise failure("TypeError", f"Can't convert Operation '{value.name}' to Tensor")
    if isinstance(value, SymbolicTensor):
        if dtype is not None and value.dtype.base != dtype.base:
            raise failure(
                "ValueError",
                f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype"
                f" {value.dtype.name}: {value!r}",
            )
        return value
    if holds_tensors(value):
        return _packed(value, dtype or hint, name)
    if hint is not None and dtype is None:
        try:
            return constant(value, hint.base, name)
        except Raised as raised:
            if raised.error.kind.name not in ("TypeError", "ValueError"):
                raise
    return constant(value, dtype.base if dtype else None, name)


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
    with name_scope(name, default or kind) as scope:
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
        if argument.group and (not groups or argument.group in groups):
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
        if argument.dtype is not None and argument.dtype.name == "bool":
            return _fixed(kind, argument, value)
        return convert(value, None, argument.name, argument.dtype)
    if argument.group not in groups:
        return convert(value, None, argument.name)
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
        if raised.error.kind.name != "TypeError":
            raise
        shown = f"{show_repr(value)} of type '{type(value).__name__}'"
        raise failure(
            "TypeError",
            f"Expected {wanted.name} passed to parameter '{argument.name}' of op '{kind}', got"
            f" {shown} instead. Error: {raised.error.message}",
        ) from None


def convert_like(kind: str, name: str, value: Any, dtype: DType, first: str) -> SymbolicTensor:
    """Return `value` as the argument `name` of an op whose argument `first` has type `dtype`."""
    return _argument(kind, Argument(name, "T"), value, {"T": (dtype, first)})


_INDEX_TYPES = ("int32", "int64")


def _check_fixed(kind: str, argument: Argument, tensor: SymbolicTensor) -> None:
    assert argument.dtype is not None
    found, wanted = tensor.dtype.base.name, argument.dtype.name
    if found == wanted:
        return
    if wanted == "int32":
        if found not in _INDEX_TYPES:
            raise _not_allowed(argument, found, _INDEX_TYPES)
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
