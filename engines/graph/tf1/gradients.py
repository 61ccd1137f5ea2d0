"""tf.gradients: torch's autograd computes all slopes in one node, named as TensorFlow does."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import Namespace
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.custom_gradients import backward_of, build_backward
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.gradient_names import Use, slope_name
from engines.graph.tf1.graph import Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import count
from engines.graph.tf1.slices import IndexedSlices, joined

# Nodes through which no slope passes although their values are floats.
_OPAQUE = frozenset(
    ("StopGradient", "ZerosLike", "OnesLike", "Fill", "Const", "Placeholder", "VariableV2",
     "RandomUniform", "RandomStandardNormal", "TruncatedNormal", "Floor", "FloorDiv", "Ceil",
     "Round", "Rint", "PyFunc", "PyFuncStateless")
)  # fmt: skip
_MAX_SECOND = 64
Slope = SymbolicTensor | IndexedSlices | None


def gradient_tensors(
    ys: Any, xs: Any, grad_ys: Any = None, name: Any = "gradients", gated: bool = False,
    stops: Any = None,
) -> list[Slope]:  # fmt: skip
    """Return the slope of the sum of `ys` by each of `xs`; None where there is no path.

    The slope by a tensor of which only rows are gathered comes as these rows. `gated` names the
    slopes as an optimiser's are named, which wait for all of their node. No slope passes through
    the tensors `stops`.
    """
    targets = [convert(y) for y in _listed(ys)]
    sources = [_source(x) for x in _listed(xs)]
    barriers = frozenset(_source(stop) for stop in _listed(stops))
    with name_scope(name, "gradients"):
        weights = _weights(targets, grad_ys)
        uses = _uses(targets, barriers)
        live = [source for source in sources if source in uses and source.dtype.base.floating]
        gathers = {source: _gathers(source, targets, uses) for source in live}
        wanted = list(dict.fromkeys(
            tensor for source in live
            for tensor in ([op.outputs[0] for op in gathers[source]] or [source])
        ))  # fmt: skip
        if not wanted:
            return [None] * len(sources)
        reached = _stopped(targets, barriers, frozenset(sources)) if barriers else targets
        node = add_node(
            "_Gradient", f"_{len(default_graph().operations)}/", (*reached, *wanted, *weights),
            outputs=[(tensor.dtype.base, tensor.shape) for tensor in wanted],
            ys=len(targets), xs=len(wanted), create=True,
        )  # fmt: skip
        node.control_inputs += _before_slopes(uses)
        found = dict(zip(wanted, node.outputs, strict=True))
        slopes: list[Slope] = []
        named: dict[tuple[object, int], SymbolicTensor] = {}
        for source in sources:
            if source not in gathers:
                slopes.append(None)
            elif gathers[source]:
                rows = [_rows(op, found[op.outputs[0]]) for op in gathers[source]]
                slopes.append(joined(rows[::-1]))
            else:
                label = slope_name(source, targets, uses, gated)
                if label.place not in named:
                    named[label.place] = _named(found[source], label.name)
                slopes.append(named[label.place])
        return slopes


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _weights(targets: list[SymbolicTensor], grad_ys: Any) -> list[SymbolicTensor]:
    if grad_ys is None:
        return []
    given = _listed(grad_ys)
    if len(given) != len(targets):
        raise failure(
            "ValueError",
            f"Length mismatch. Passed {len(given)} grad_ys for {len(targets)} ys",
        )
    return [
        convert(1.0 if entry is None else entry, target.dtype.base, f"grad_ys_{index}")
        for index, (entry, target) in enumerate(zip(given, targets, strict=True))
    ]


def _source(x: Any) -> SymbolicTensor:
    return x.reference if is_variable(x) else convert(x)


def _uses(
    targets: list[SymbolicTensor], barriers: frozenset[SymbolicTensor]
) -> dict[SymbolicTensor, list[Use]]:
    """Return for each tensor on a differentiable path to a target the nodes that use it there."""
    found: dict[SymbolicTensor, list[Use]] = {
        target: [] for target in targets if target.dtype.floating
    }
    seen: set[Operation] = set()
    pending = [target.op for target in found if target not in barriers]
    while pending:
        op = pending.pop()
        if op in seen or op.type in _OPAQUE:
            continue
        seen.add(op)
        for index, tensor in _sources_of(op):
            if tensor.dtype.base.floating:
                found.setdefault(tensor, []).append((op, index))
                if tensor not in barriers:
                    pending.append(tensor.op)
    return found


def _sources_of(op: Operation) -> list[tuple[int, SymbolicTensor]]:
    """Return the inputs that slopes pass on to, with their places; builds a node's own slopes."""
    sources = list(enumerate(_inputs_of(op)))
    backward = backward_of(op)
    if backward is None:
        return sources
    build_backward(op, backward)
    own = zip(sources[backward.results :], backward.slopes, strict=True)
    return [source for source, slope in own if slope is not None]


def _inputs_of(op: Operation) -> tuple[SymbolicTensor, ...]:
    if op.type == "_Cond":
        return (*op.inputs, *op.attrs["then"], *op.attrs["else"])
    if op.type in ("_While", "_Scan"):
        return (*op.inputs, *op.attrs["results"])
    return op.inputs


def _before_slopes(uses: dict[SymbolicTensor, list[Use]]) -> tuple[Operation, ...]:
    """Return the nodes that the slopes a snippet gives itself are computed from."""
    found = [backward_of(op) for through in uses.values() for op, _ in through]
    return tuple({op: None for own in found if own is not None for op in own.before})


def _gathers(
    source: SymbolicTensor, targets: list[SymbolicTensor], uses: dict[SymbolicTensor, list[Use]]
) -> list[Operation]:
    """Return the nodes that gather rows of `source`, none when it is used in any other way."""
    tensor = source
    while tensor not in targets:
        through = uses[tensor]
        if len(through) == 1 and through[0][0].type == "Identity":
            tensor = through[0][0].outputs[0]
            continue
        if all(op.type == "GatherV2" and not index and _by_rows(op) for op, index in through):
            return [op for op, _ in through]
        break
    return []


def _by_rows(op: Operation) -> bool:
    axis = static_value(op.inputs[2])
    return axis is not None and int(axis) == 0 and op.context is None


def _rows(op: Operation, slope: SymbolicTensor) -> IndexedSlices:
    whole, places = op.inputs[0], op.inputs[1]
    with name_scope(f"{op.name}_grad"):
        shape = call_op("Shape", "Shape", whole, out_type=dt.INT32)
        sizes = [-1, *((whole.shape or ())[1:])]
        values = call_op("Reshape", "Reshape", slope, sizes)
        return IndexedSlices(values, call_op("Reshape", "Reshape_1", places, [-1]), shape)


def _stopped(
    targets: list[SymbolicTensor],
    barriers: frozenset[SymbolicTensor],
    sources: frozenset[SymbolicTensor],
) -> list[SymbolicTensor]:
    """Return copies of the targets that are computed from the barriers as if these were given."""
    done: dict[SymbolicTensor, SymbolicTensor] = {}
    copies: dict[Operation, Operation] = {}

    def copied(tensor: SymbolicTensor) -> SymbolicTensor:
        if tensor in done:
            return done[tensor]
        done[tensor] = tensor
        if tensor in barriers:
            done[tensor] = _hidden("StopGradient", (tensor,), {}).outputs[0]
        elif tensor not in sources and not tensor.op.type.startswith("_"):
            op = tensor.op
            inputs = tuple(copied(entry) for entry in op.inputs)
            if inputs != op.inputs:
                if op not in copies:
                    copies[op] = _hidden(op.type, inputs, op.attrs)
                done[tensor] = copies[op].outputs[tensor.index]
        return done[tensor]

    return [copied(target) for target in targets]


def _hidden(kind: str, inputs: tuple[SymbolicTensor, ...], attrs: dict[str, Any]) -> Operation:
    return add_node(kind, f".{len(default_graph().operations)}/", inputs, **attrs)


def _named(slope: SymbolicTensor, name: str) -> SymbolicTensor:
    graph = default_graph()
    full = f"{graph.scope}/{name}" if graph.scope else name
    if full.lower() in graph.used:
        return add_node("Identity", name, (slope,)).outputs[0]
    graph.used[full.lower()] = 1
    return add_node("Identity", f"{full}/", (slope,)).outputs[0]


export_value("UnconnectedGradients", Namespace("tensorflow.UnconnectedGradients",
                                               {"NONE": "none", "ZERO": "zero"}))  # fmt: skip


@export("gradients")
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: Any = "gradients",
    colocate_gradients_with_ops: Any = False,
    gate_gradients: Any = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = "none",
) -> Any:
    """Return the symbolic slopes of `ys` by `xs`."""
    slopes = gradient_tensors(ys, xs, grad_ys, name, bool(gate_gradients), stop_gradients)
    if unconnected_gradients != "zero":
        return slopes
    return [
        call_op("ZerosLike", None, _source(x), default="zeros_like") if slope is None else slope
        for slope, x in zip(slopes, _listed(xs), strict=True)
    ]


@export("hessians")
def hessians(ys: Any, xs: Any, name: Any = "hessians", **unused: Any) -> Any:
    """Return the matrix of second slopes of `ys` by each of `xs`."""
    results = []
    for x in _listed(xs):
        source = _source(x)
        (slope,) = gradient_tensors(ys, [source])
        size = count(source.shape)
        if slope is None or size is None:
            raise failure("ValueError", "None values not supported.")
        if size > _MAX_SECOND:
            raise CapReached("hessians", f"second slopes by more than {_MAX_SECOND} entries")
        flat = call_op("Reshape", None, convert(slope), [-1])
        rows = []
        for index in range(size):
            entry = call_op("Slice", None, flat, [index], [1])
            (row,) = gradient_tensors(entry, [source])
            whole = call_op("ZerosLike", None, source) if row is None else convert(row)
            rows.append(call_op("Reshape", None, whole, [-1]))
        packed = add_node("Pack", "stack", tuple(rows), axis=0).outputs[0]
        sizes = [int(length or 0) for length in source.shape or ()]
        results.append(call_op("Reshape", None, packed, [*sizes, *sizes]))
    return results
