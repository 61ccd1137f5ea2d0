"""tf.cond and tf.case: branches are built once and run where their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.builtin_values import type_of
from engines.graph.containers import rebuilt_row
from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.scope import current_run
from engines.graph.show import show, show_repr
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.tensor_arrays import TensorArray
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import common


@contextmanager
def inside(kind: str) -> Iterator[Context]:
    """Build nodes inside a new branch or loop body."""
    graph = default_graph()
    outer = graph.context
    context = Context(kind, outer)
    controllers, graph.controllers = graph.controllers, []
    graph.context = context
    try:
        yield context
    finally:
        graph.context = outer
        graph.controllers = controllers


def captured(wanted: list[SymbolicTensor], context: Context) -> tuple[
    tuple[SymbolicTensor, ...], tuple[Operation, ...]
]:  # fmt: skip
    """Return the outer tensors and nodes that the inside of `context` depends on."""
    tensors: dict[SymbolicTensor, None] = {}
    before: dict[Operation, None] = {}
    seen: set[Operation] = set()
    pending = list(wanted)
    while pending:
        tensor = pending.pop()
        if not context.holds(tensor.op):
            tensors[tensor] = None
            continue
        if tensor.op in seen:
            continue
        seen.add(tensor.op)
        pending.extend(tensor.op.inputs)
        for control in tensor.op.control_inputs:
            if not context.holds(control):
                before[control] = None
            else:
                pending.extend(control.outputs or control.inputs)
    return tuple(tensors), tuple(before)


def flat(value: Any) -> list[Any]:
    """Return the leaves of nested lists, tuples and dicts in TensorFlow's order."""
    if isinstance(value, (list, tuple)):
        return [leaf for entry in value for leaf in flat(entry)]
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in flat(value[key])]
    return [value]


def leaf_tensor(leaf: Any, name: str = "Const") -> SymbolicTensor:
    """Return the tensor that a leaf is, or that stands for a leaf that is an array of rows."""
    return leaf.flow if isinstance(leaf, TensorArray) else convert(leaf, None, name)


def shaped_like(structure: Any, leaves: Iterator[Any]) -> Any:
    """Return `leaves` in the nesting of `structure`."""
    if isinstance(structure, list):
        return [shaped_like(entry, leaves) for entry in structure]
    if isinstance(structure, tuple):
        return rebuilt_row(structure, (shaped_like(entry, leaves) for entry in structure))
    if isinstance(structure, dict):
        built = {key: shaped_like(structure[key], leaves) for key in sorted(structure)}
        return {key: built[key] for key in structure}
    leaf = next(leaves)
    return structure.with_flow(leaf) if isinstance(structure, TensorArray) else leaf


def same_structure(left: Any, right: Any) -> None:
    """Raise the snippet's error when two nestings differ, as TensorFlow's `nest` does."""
    nests = (list, tuple, dict)
    if not isinstance(left, nests) and not isinstance(right, nests):
        return
    if len(flat(left)) != len(flat(right)) or isinstance(left, nests) != isinstance(right, nests):
        raise failure("ValueError", DIFFERENT)
    if type(left) is not type(right):
        raise failure("TypeError", DIFFERENT)
    if isinstance(left, dict):
        if set(left) != set(right):
            raise failure("ValueError", DIFFERENT)
        pairs = [(left[key], right[key]) for key in sorted(left)]
    elif len(left) != len(right):
        raise failure("ValueError", DIFFERENT)
    else:
        pairs = list(zip(left, right, strict=True))
    for one, other in pairs:
        same_structure(one, other)


DIFFERENT = "The two structures don't have the same nested structure."


def _branch(function: Callable[[], Any], context: Context) -> tuple[Any, list[SymbolicTensor]]:
    result = function()
    if result is None:
        raise failure("ValueError", f"'{context.kind}' must have a return value.")
    outputs: list[SymbolicTensor] = []
    for leaf in flat(result):
        if isinstance(leaf, Operation):
            leaf = add_node("Const", "Const", (), **_false(leaf)).outputs[0]
        tensor = leaf_tensor(leaf)
        if not context.holds(tensor.op):
            tensor = add_node("Identity", "Identity", (tensor,)).outputs[0]
        outputs.append(tensor)
    return result, outputs


def _false(op: Operation) -> dict[str, Any]:
    import torch

    return {"value": torch.tensor(True), "dtype": dt.BOOL}


@export("cond")
def cond(
    pred: Any,
    true_fn: Any = None,
    false_fn: Any = None,
    strict: Any = False,
    name: Any = None,
    fn1: Any = None,
    fn2: Any = None,
) -> Any:
    """Return what one of two functions builds, chosen at run by a boolean tensor."""
    true_fn, false_fn = fn1 if true_fn is None else true_fn, fn2 if false_fn is None else false_fn
    for given, label in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if given is None:
            raise failure("TypeError", f"cond(): '{label}' argument required")
    return conditional(pred, true_fn, false_fn, name, bool(strict))


def conditional(
    pred: Any, true_fn: Any, false_fn: Any, name: Any = None, strict: bool = False
) -> Any:
    """Build both branches of a choice; only the chosen one is computed at run."""
    for given, label in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if not callable(given):
            raise failure("TypeError", f"'{label}' must be callable.")
    with name_scope(name, "cond"):
        if isinstance(pred, bool):
            raise failure("TypeError", "'pred' must not be a Python bool.")
        choice = _switched(pred)
        with inside("true_fn") as then_context:
            result, then = _branch(true_fn, then_context)
        with inside("false_fn") as else_context:
            alternative, other = _branch(false_fn, else_context)
        _check_branches((result, then), (alternative, other))
        captures: dict[SymbolicTensor, None] = {}
        controls: list[Operation] = []
        for outputs, context in ((then, then_context), (other, else_context)):
            tensors, before = captured(outputs, context)
            captures.update(dict.fromkeys(tensors))
            controls.extend(before)
        specs = [(a.dtype.base, common(a.shape, b.shape)) for a, b in zip(then, other, strict=True)]
        node = add_node(
            "_Cond", hidden_name(), (choice, *captures), outputs=specs,
            then=tuple(then), then_context=then_context,
            **{"else": tuple(other), "else_context": else_context},
        )  # fmt: skip
        node.control_inputs += tuple(controls)
        merged = [add_node("Merge", "Merge", (tensor,)).outputs[0] for tensor in node.outputs]
    built = shaped_like(result, iter(merged))
    lone = isinstance(result, (list, tuple)) and len(result) == 1 and not strict
    return built[0] if lone else built


def _switched(pred: Any) -> SymbolicTensor:
    choice = convert(pred)
    if choice.dtype.base is not dt.BOOL:
        raise failure(
            "TypeError",
            f"Input 'pred' of 'Switch' Op has type {choice.dtype.base.name} that does not match"
            " expected type of bool.",
        )
    switch: tuple[SymbolicTensor, ...] = call_op("Switch", "Switch", choice, choice)
    for name, source in (("switch_t", switch[1]), ("switch_f", switch[0]), ("pred_id", choice)):
        call_op("Identity", name, source)
    return choice


def hidden_name() -> str:
    """Return a name for a node of ours that takes none of the snippet's names."""
    return f"_{len(default_graph().operations)}/"


def _check_branches(
    first: tuple[Any, list[SymbolicTensor]], second: tuple[Any, list[SymbolicTensor]]
) -> None:
    same_structure(first[0], second[0])
    then, other = first[1], second[1]
    for a, b in zip(then, other, strict=True):
        if a.dtype.base != b.dtype.base:
            raise failure(
                "ValueError",
                "Outputs of 'true_fn' and 'false_fn' must have the same type(s). Received"
                f" {a.dtype.base.name} from 'true_fn' and {b.dtype.base.name} from 'false_fn'.",
            )


@export("case")
def case(
    pred_fn_pairs: Any,
    default: Any = None,
    exclusive: Any = False,
    strict: Any = False,
    name: Any = "case",
) -> Any:
    """Return what the function of the first true predicate builds."""
    if not isinstance(pred_fn_pairs, (list, tuple, dict)):
        raise failure(
            "TypeError",
            "'pred_fn_pairs' must be a list, tuple, or dict. Received:"
            f" {show_repr(type_of(current_run(), pred_fn_pairs))}",
        )
    pairs = list(pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs)
    check_cells(len(pairs))
    if not pairs:
        raise failure("ValueError", "not enough values to unpack (expected 2, got 0)")
    for pair in pairs:
        _check_pair(pair)
    with name_scope(name, "case"):
        last = default
        if default is None:
            (_, last), pairs = pairs[-1], pairs[:-1]
        elif not callable(default):
            raise failure("TypeError", "'false_fn' must be callable.")

        def choose(index: int) -> Any:
            if index == len(pairs):
                return last()
            pred, function = pairs[index]
            return conditional(pred, function, lambda: choose(index + 1), None, bool(strict))

        return choose(0)


def _check_pair(pair: Any) -> None:
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise failure(
            "TypeError", f"Each entry in 'pred_fn_pairs' must be a 2-tuple. Received {show(pair)}."
        )
    pred, function = pair
    if not isinstance(pred, SymbolicTensor):
        raise failure("TypeError", f"pred must be a Tensor, got: {show(pred)}")
    if pred.dtype.base is not dt.BOOL:
        raise failure("TypeError", f"pred must be Tensor of type bool: {pred.name}")
    if not callable(function):
        raise failure("TypeError", f"fn for pred {pred.name} must be callable.")
