"""tf.nn.dynamic_rnn and tf.nn.static_rnn: a cell applied step after step."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.errors import failure
from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import transpose
from engines.graph.tf1.api.layers import layer_scope
from engines.graph.tf1.api.rnn_cells import Cell
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.control import captured, inside
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Operation, SymbolicTensor, default_graph
from engines.graph.tf1.ops.control import listed
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import OpDef, register
from engines.graph.tf1.rows import LSTMStateTuple


def _scan(execution: Execution, op: Operation, *values: Any) -> Any:
    """Return the outputs of all steps, stacked along time, and the last states."""
    attrs = op.attrs
    count = len(attrs["states"])
    steps, lengths, states = values[0], values[1], list(values[2 : 2 + count])
    outputs = []
    for time in range(steps.shape[0]):
        execution.memo[attrs["entering"]] = steps[time]
        execution.memo.update(zip(attrs["states"], states, strict=True))
        execution.block(op, "step", attrs["context"], attrs["results"])
        output, *after = (execution.memo[tensor] for tensor in attrs["results"])
        if attrs["sized"]:
            live = (time < lengths).unsqueeze(1)
            output = torch.where(live, output, torch.zeros_like(output))
            after = [torch.where(live, new, old) for new, old in zip(after, states, strict=True)]
        states = after
        outputs.append(output)
        check_shape((len(outputs), *output.shape))
    return (torch.stack(outputs), *states)


register((OpDef("_Scan", "", scalar, dt.BOOL, _scan, stateful=True, outputs=listed),))


def _flat(state: Any) -> list[SymbolicTensor]:
    if isinstance(state, (tuple, list)):
        return [leaf for entry in state for leaf in _flat(entry)]
    return [convert(state)]


def _like(state: Any, leaves: Any) -> Any:
    if isinstance(state, (tuple, list)):
        parts = [_like(entry, leaves) for entry in state]
        return LSTMStateTuple(*parts) if isinstance(state, LSTMStateTuple) else tuple(parts)
    return next(leaves)


def _begun(cell: Cell, state: Any, dtype: Any, batch: Any) -> Any:
    if state is not None:
        return state
    if needs_dtype(dtype) is None:
        raise failure(
            "ValueError", "If no initial_state is provided, argument `dtype` must be specified"
        )
    return cell.zero_state(batch, dtype)


@export("nn.dynamic_rnn")
def dynamic_rnn(
    cell: Any, inputs: Any, sequence_length: Any = None, initial_state: Any = None,
    dtype: Any = None, parallel_iterations: Any = None, swap_memory: Any = False,
    time_major: Any = False, scope: Any = None,
) -> Any:  # fmt: skip
    """Return the outputs of all steps and the last state; the steps are taken at run."""
    with layer_scope(scope or "rnn", ""):
        value = convert(inputs)
        if not time_major:
            rest = list(range(2, len(value.shape or ())))
            value = transpose(value, [1, 0, *rest])
        batch: Any = (value.shape or (None, None))[1]
        if batch is None:
            sizes = call_op("Shape", None, value, out_type=dt.INT32)
            batch = call_op("StridedSlice", None, sizes, [1], [2], [1], begin_mask=0, end_mask=0,
                            ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=1,
                            default="strided_slice")  # fmt: skip
        state = _begun(cell, initial_state, dtype, batch)
        lengths = convert([0] if sequence_length is None else sequence_length, None,
                          "sequence_length")  # fmt: skip
        outputs, last = _loop(cell, value, state, lengths, sequence_length is not None)
        if time_major:
            name = "TensorArrayStack/TensorArrayGatherV3"
            return add_node("Identity", name, (outputs,)).outputs[0], last
        return transpose(outputs, [1, 0, 2]), last


def _loop(cell: Any, value: SymbolicTensor, state: Any, lengths: SymbolicTensor,
          sized: bool) -> Any:  # fmt: skip
    flat = _flat(state)
    with name_scope("while"):
        with inside("while") as context:
            entering = _stand_in(value.shape[1:] if value.shape else None, value.dtype.base)
            before = [_stand_in(leaf.shape, leaf.dtype.base) for leaf in flat]
            output, after = cell(entering, _like(state, iter(before)))
            results = (convert(output), *_flat(after))
        captures, controls = captured(list(results), context)
        steps = value.shape[0] if value.shape else None
        shape = None if results[0].shape is None else (steps, *results[0].shape)
        outer = (value, lengths, *flat)
        node = add_node(
            "_Scan", f"_{len(default_graph().operations)}/", (*outer, *captures),
            outputs=[(results[0].dtype.base, shape),
                     *((leaf.dtype.base, leaf.shape) for leaf in flat)],
            context=context, entering=entering, states=tuple(before), results=results,
            sized=sized,
        )  # fmt: skip
        node.control_inputs += controls
        exits = [add_node("Exit", f"Exit_{index + 3}", (tensor,)).outputs[0]
                 for index, tensor in enumerate(node.outputs[1:])]  # fmt: skip
    return node.outputs[0], _like(state, iter(exits))


def _stand_in(shape: Any, kind: dt.DType) -> SymbolicTensor:
    return add_node("_Loop", "TensorArrayReadV3", (), shape=shape, dtype=kind).outputs[0]


@export("nn.static_rnn")
def static_rnn(
    cell: Any, inputs: Any, initial_state: Any = None, dtype: Any = None,
    sequence_length: Any = None, scope: Any = None,
) -> Any:  # fmt: skip
    """Return the list of outputs and the last state; the steps are laid out in the graph."""
    if not isinstance(inputs, (list, tuple)):
        raise failure("TypeError", "inputs must be a sequence")
    if not inputs:
        raise failure("ValueError", "inputs must not be empty")
    with layer_scope(scope or "rnn", ""):
        values = [convert(entry) for entry in inputs]
        batch = (values[0].shape or (None,))[0]
        if batch is None:
            sizes = call_op("Shape", None, values[0], out_type=dt.INT32)
            batch = call_op("StridedSlice", None, sizes, [0], [1], [1], begin_mask=0, end_mask=0,
                            ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=1,
                            default="strided_slice")  # fmt: skip
        state = _begun(cell, initial_state, dtype, batch)
        outputs = []
        for value in values:
            output, state = cell(value, state)
            outputs.append(output)
        return outputs, state
