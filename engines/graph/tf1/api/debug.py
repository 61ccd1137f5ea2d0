"""tf functions that look at values while the graph runs: Print, Assert, check_numerics."""

from __future__ import annotations

from typing import Any

from engines.graph.limits import CapReached
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import flat
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import PLACED_WITH, Controller, SymbolicTensor, default_graph


@export("Print")
def tf_print(input_: Any, data: Any, message: Any = None, first_n: Any = None,
             summarize: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return the input; what it prints goes to stderr and is not shown."""
    with name_scope(name, "Print") as scope:
        parts = tuple(convert(entry) for entry in data)
        shown = {
            "message": str(message or ""),
            "first_n": -1 if first_n is None else int(first_n),
            "summarize": 3 if summarize is None else int(summarize),
        }
        return add_node("Print", scope, (convert(input_), *parts), **shown).outputs[0]


@export("print")
def print_v2(*inputs: Any, **kwargs: Any) -> Any:
    """Return the node that prints its inputs; that goes to stderr and is not shown."""
    if kwargs.get("output_stream") is not None:
        raise CapReached("output_stream=", "`output_stream=` of tf.print is not supported")
    parts = [
        convert(leaf)
        for leaf in flat(list(inputs))
        if isinstance(leaf, SymbolicTensor) or is_variable(leaf)
    ]
    with name_scope("StringFormat") as scope:
        text = add_node("StringFormat", scope, tuple(parts)).outputs[0]
    return call_op("PrintV2", kwargs.get("name"), text)


@export("Assert", "debugging.Assert")
def tf_assert(condition: Any, data: Any, summarize: Any = None, name: Any = None) -> Any:
    """Return a node that fails unless the condition holds."""
    most = 3 if summarize is None else int(summarize)
    with name_scope(name, "Assert"):
        parts = [convert(entry) for entry in data]
        if all(part.dtype.base in (dt.STRING, dt.INT32) for part in parts):
            # TensorFlow converts the data of an unguarded check a second time, inside the node.
            with name_scope("Assert") as scope:
                parts = [convert(entry, None, f"data_{i}") for i, entry in enumerate(data)]
                inputs = (convert(condition), *parts)
                return add_node("Assert", scope, inputs, summarize=most)
        holds = convert(condition)
        check = add_node("Assert", "AssertGuard/Assert", (holds, *parts), summarize=most)
        merged = add_node("Merge", "AssertGuard/Merge", (holds,))
        merged.control_inputs += (check,)
        return merged


@export("check_numerics", "debugging.check_numerics")
def check_numerics(tensor: Any, message: Any, name: Any = None) -> Any:
    """Return the tensor; running it fails where it holds Inf or NaN."""
    return call_op("CheckNumerics", name, tensor, message=str(message))


@export("verify_tensor_all_finite", "debugging.assert_all_finite")
def verify_tensor_all_finite(t: Any = None, msg: Any = None, name: Any = None, x: Any = None,
                             message: Any = None) -> Any:  # fmt: skip
    """Return the tensor once it is known to hold neither Inf nor NaN."""
    with name_scope(name, "VerifyFinite"):
        tensor = convert(t if x is None else x)
        text = msg if message is None else message
        return waiting(tensor, check_numerics(tensor, text).op)


def waiting(tensor: SymbolicTensor, *ops: Any) -> SymbolicTensor:
    """Return the tensor as it is once `ops` have run."""
    graph = default_graph()
    controller = Controller(tuple(ops))
    graph.controllers.append(controller)
    try:
        kind = "RefIdentity" if tensor.dtype.ref else "Identity"
        with name_scope("control_dependency") as scope:
            place = tensor.op.attrs.get(PLACED_WITH, tensor.op.name)
            return add_node(kind, scope, (tensor,), **{PLACED_WITH: place}).outputs[0]
    finally:
        graph.controllers.remove(controller)
