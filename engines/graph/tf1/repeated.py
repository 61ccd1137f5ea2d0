"""tf.while_loop: the condition and the body are built once and run round after round."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.control import (
    DIFFERENT,
    captured,
    flat,
    hidden_name,
    inside,
    leaf_tensor,
    same_structure,
    shaped_like,
)
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Shape, TensorShape, compatible, shape_of
from engines.graph.tf1.symbolic import no_condition


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
    for given, label in ((cond, "cond"), (body, "body")):
        if not callable(given):
            raise failure("TypeError", f"'{label}' must be callable.")
    if is_variable(loop_vars) or isinstance(loop_vars, SymbolicTensor):
        raise no_condition()
    with name_scope(name, "while"):
        if not loop_vars:
            raise failure("ValueError", "'loop_vars' must be provided.")
        if not isinstance(loop_vars, (list, tuple)):
            loop_vars = [loop_vars]
        limit = [] if maximum_iterations is None else [_limit(maximum_iterations)]
        initial = [leaf_tensor(leaf, f"{index}") for index, leaf in enumerate(flat(loop_vars))]
        shapes = _invariants(loop_vars, initial, shape_invariants)
        with inside("while") as context:
            entering = loop_variables(initial, shapes, "Merge")
            test = _condition(_call(cond, shaped_like(loop_vars, iter(entering))))
            current = loop_variables(initial, shapes, "Identity")
            result = _call(body, shaped_like(loop_vars, iter(current)))
            packed = _packed(loop_vars, result, bool(limit))
            outputs = [leaf_tensor(leaf) for leaf in flat(packed)]
            _check_body(initial, entering, outputs)
        captures, controls = captured([test, *outputs], context)
        specs = [(tensor.dtype.base, shape) for tensor, shape in zip(initial, shapes, strict=True)]
        node = add_node(
            "_While", hidden_name(), (*initial, *limit, *captures), outputs=specs, context=context,
            test=test, tested=tuple(entering), entering=tuple(current), results=tuple(outputs),
            limited=bool(limit),
        )  # fmt: skip
        node.control_inputs += controls
        if limit:
            add_node("Exit", "Exit", (limit[0],))
        exits = [add_node("Exit", "Exit", (tensor,)).outputs[0] for tensor in node.outputs]
    built = shaped_like(packed, iter(exits))
    return built[0] if len(exits) == 1 and not return_same_structure else built


def _limit(given: Any) -> SymbolicTensor:
    limit = convert(given, None, "maximum_iterations")
    if limit.shape:
        raise failure(
            "ValueError",
            f"'maximum_iterations' must be a scalar. Received shape: {TensorShape(limit.shape)}",
        )
    return limit


def _condition(given: Any) -> SymbolicTensor:
    test = convert(given)
    if test.dtype.base is not dt.BOOL:
        raise failure(
            "TypeError",
            f"Input 'input' of 'LoopCond' Op has type {test.dtype.base.name} that does not match"
            " expected type of bool.",
        )
    return test


def _packed(loop_vars: Any, result: Any, limited: bool) -> Any:
    """Return what a body gave in the nesting of the loop's variables."""
    if result is None:
        raise failure("ValueError", "None values not supported.")
    if limited:
        # TensorFlow then keeps the variables beside a counter, as the list or tuple they are.
        same_structure(loop_vars[0] if len(loop_vars) == 1 else loop_vars, result)
    packed = result if isinstance(result, (list, tuple)) else [result]
    same_structure(list(loop_vars), list(packed))
    return packed


def _call(function: Any, values: Any) -> Any:
    return function(*values)


def _invariants(loop_vars: Any, initial: list[SymbolicTensor], given: Any) -> list[Shape]:
    if given is None:
        return [tensor.shape for tensor in initial]
    entries = list(given) if isinstance(given, (list, tuple)) else [given]
    check_cells(len(entries))
    leaves = [leaf for entry in entries for leaf in flat(entry)]
    if len(entries) != len(loop_vars) or len(leaves) != len(initial):
        raise failure("ValueError", DIFFERENT)
    shapes: list[Shape] = []
    for leaf, tensor in zip(leaves, initial, strict=True):
        shape = leaf.sizes if isinstance(leaf, TensorShape) else shape_of(leaf)
        if not _not_wider(shape, tensor.shape):
            raise failure(
                "ValueError",
                f"The shape invariant specified for {tensor.name} is not compatible with the"
                f" initial shape of the loop variable. It enters the loop with shape"
                f" {TensorShape(tensor.shape)}, but the specified shape invariant is"
                f" {TensorShape(shape)}.",
            )
        shapes.append(shape)
    return shapes


def loop_variables(
    initial: list[SymbolicTensor], shapes: list[Shape], name: str
) -> list[SymbolicTensor]:
    """Return stand-ins for the values that a loop sets before each round."""
    return [
        add_node("_Loop", name, (), shape=shape, dtype=tensor.dtype.base).outputs[0]
        for tensor, shape in zip(initial, shapes, strict=True)
    ]


def _check_body(
    initial: list[SymbolicTensor],
    entering: list[SymbolicTensor],
    outputs: list[SymbolicTensor],
) -> None:
    for source, variable, output in zip(initial, entering, outputs, strict=True):
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
