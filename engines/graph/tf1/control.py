"""tf.cond and tf.while_loop: branches and bodies are built once and run where their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Context, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Shape, TensorShape, common, compatible


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
    """Return the leaves of nested lists and tuples, in order."""
    if isinstance(value, (list, tuple)):
        return [leaf for entry in value for leaf in flat(entry)]
    return [value]


def shaped_like(structure: Any, leaves: Iterator[Any]) -> Any:
    """Return `leaves` in the nesting of `structure`."""
    if isinstance(structure, (list, tuple)):
        entries = [shaped_like(entry, leaves) for entry in structure]
        return entries if isinstance(structure, list) else tuple(entries)
    return next(leaves)


def _branch(function: Callable[[], Any], context: Context) -> tuple[Any, list[SymbolicTensor]]:
    result = function()
    outputs: list[SymbolicTensor] = []
    for leaf in flat(result):
        if isinstance(leaf, Operation):
            leaf = add_node("Const", "Const", (), **_false(leaf)).outputs[0]
        tensor = convert(leaf)
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
    return conditional(pred, true_fn or fn1, false_fn or fn2, name)


def conditional(pred: Any, true_fn: Any, false_fn: Any, name: Any = None) -> Any:
    """Build both branches of a choice; only the chosen one is computed at run."""
    for given, label in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if not callable(given):
            raise failure("TypeError", f"{label} must be callable.")
    if isinstance(pred, bool):
        raise failure("TypeError", "'pred' must not be a Python bool.")
    with name_scope(name, "cond"):
        choice = convert(pred)
        with inside("cond") as then_context:
            result, then = _branch(true_fn, then_context)
        with inside("cond") as else_context:
            _, other = _branch(false_fn, else_context)
        _check_branches(then, other)
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
    if not isinstance(result, (list, tuple)):
        return merged[0] if not isinstance(result, Operation) else merged[0].op
    built = shaped_like(result, iter(merged))
    return built[0] if isinstance(result, list) and len(built) == 1 else built


def hidden_name() -> str:
    """Return a name for a node of ours that takes none of the snippet's names."""
    return f"_{len(default_graph().operations)}/"


def _check_branches(then: list[SymbolicTensor], other: list[SymbolicTensor]) -> None:
    if len(then) != len(other):
        raise failure(
            "ValueError",
            "The two structures don't have the same nested structure.",
        )
    for a, b in zip(then, other, strict=True):
        if a.dtype.base != b.dtype.base:
            raise failure(
                "ValueError",
                "Outputs of 'true_fn' and 'false_fn' must have the same type(s). Received"
                f" {a.dtype.base.name} from 'true_fn' and {b.dtype.base.name} from 'false_fn'.",
            )


@export("while_loop")
def while_loop(
    cond: Any,
    body: Any,
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: Any = 10,
    back_prop: Any = True,
    swap_memory: Any = False,
    name: Any = None,
    maximum_iterations: Any = None,
    return_same_structure: Any = False,
) -> Any:
    """Return the loop variables after `body` has run while `cond` was true."""
    if not isinstance(loop_vars, (list, tuple)):
        loop_vars = [loop_vars]
    if not loop_vars:
        raise failure("ValueError", "No loop variables provided")
    with name_scope(name, "while"):
        initial = [convert(leaf, None, f"{index}") for index, leaf in enumerate(flat(loop_vars))]
        shapes = _invariants(initial, shape_invariants)
        with inside("while") as context:
            entering = loop_variables(initial, shapes, "Merge")
            test = convert(_call(cond, shaped_like(loop_vars, iter(entering))))
            current = loop_variables(initial, shapes, "Identity")
            result = _call(body, shaped_like(loop_vars, iter(current)))
            packed = list(result) if isinstance(result, (list, tuple)) else [result]
            outputs = [convert(leaf) for leaf in flat(packed)]
            _check_body(loop_vars, initial, entering, outputs)
        captures, controls = captured([test, *outputs], context)
        specs = [(tensor.dtype.base, shape) for tensor, shape in zip(initial, shapes, strict=True)]
        node = add_node(
            "_While", hidden_name(), (*initial, *captures), outputs=specs, context=context,
            test=test,
            tested=tuple(entering), entering=tuple(current), results=tuple(outputs),
            maximum=maximum_iterations if isinstance(maximum_iterations, int) else None,
        )  # fmt: skip
        node.control_inputs += controls
        exits = [add_node("Exit", "Exit", (tensor,)).outputs[0] for tensor in node.outputs]
    built = shaped_like(loop_vars, iter(exits))
    return built[0] if len(built) == 1 else built


def _call(function: Any, values: Any) -> Any:
    return function(*values)


def _invariants(initial: list[SymbolicTensor], given: Any) -> list[Shape]:
    if given is None:
        return [tensor.shape for tensor in initial]
    leaves = list(given) if isinstance(given, (list, tuple)) else [given]
    check_cells(len(leaves))
    return [leaf.sizes if isinstance(leaf, TensorShape) else leaf for leaf in leaves]


def loop_variables(
    initial: list[SymbolicTensor], shapes: list[Shape], name: str
) -> list[SymbolicTensor]:
    """Return stand-ins for the values that a loop sets before each round."""
    return [
        add_node("_Loop", name, (), shape=shape, dtype=tensor.dtype.base).outputs[0]
        for tensor, shape in zip(initial, shapes, strict=True)
    ]


def _check_body(
    given: Any,
    initial: list[SymbolicTensor],
    entering: list[SymbolicTensor],
    outputs: list[SymbolicTensor],
) -> None:
    if len(flat(given)) != len(outputs):
        raise failure(
            "ValueError",
            "The number of inputs and outputs of body must match loop_vars:"
            f" {len(flat(given))}, {len(outputs)}",
        )
    for source, variable, output in zip(initial, entering, outputs, strict=True):
        if variable.dtype.base != output.dtype.base:
            raise failure(
                "TypeError",
                f"Input {variable.name!r} of the loop has type {variable.dtype.name}, but the body"
                f" gives {output.dtype.base.name}",
            )
        if not _not_wider(variable.shape, output.shape):
            raise failure(
                "ValueError",
                f"Input tensor '{source.name}' enters the loop with shape"
                f" {TensorShape(variable.shape)}, but has shape {TensorShape(output.shape)} after"
                " one iteration. To allow the shape to vary across iterations, use the"
                " `shape_invariants` argument of tf.while_loop to specify a less-specific shape.",
            )


def _not_wider(before: Shape, after: Shape) -> bool:
    if before is None:
        return True
    if after is None or not compatible(before, after):
        return False
    return all(a is None or b is not None for a, b in zip(before, after, strict=True))


@export("case")
def case(pred_fn_pairs: Any, default: Any = None, exclusive: Any = False, name: Any = None) -> Any:
    """Return what the function of the first true predicate builds."""
    pairs = list(pred_fn_pairs.items()) if isinstance(pred_fn_pairs, dict) else list(pred_fn_pairs)
    with name_scope(name, "case"):

        def choose(index: int) -> Any:
            if index == len(pairs):
                return default()
            pred, function = pairs[index]
            return conditional(pred, function, lambda: choose(index + 1))

        return choose(0)
