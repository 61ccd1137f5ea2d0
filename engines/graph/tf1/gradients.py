"""tf.gradients: torch's autograd computes all slopes in one node, named as TensorFlow does."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1.build import add_node, convert, is_variable, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Operation, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import fully_known

Use = tuple[Operation, int]

# Nodes through which no slope passes although their values are floats.
_OPAQUE = frozenset(
    ("StopGradient", "ZerosLike", "OnesLike", "Fill", "Const", "Placeholder", "VariableV2",
     "RandomUniform", "RandomStandardNormal", "TruncatedNormal", "Floor", "Ceil", "Round", "Rint",
     "Sign")
)  # fmt: skip
# The last node of TensorFlow's own gradient of each kind of node, by the index of the input; an
# empty name passes the slope of the output on.
_LAST: dict[str, tuple[str, ...]] = {
    "AddV2": ("", ""), "Sub": ("", "Neg"), "Mul": ("Mul", "Mul_1"), "RealDiv": ("RealDiv", "mul"),
    "Pow": ("mul_1", "mul_3"), "Maximum": ("SelectV2", "SelectV2_1"),
    "Minimum": ("SelectV2", "SelectV2_1"), "MatMul": ("MatMul", "MatMul_1"),
    "BatchMatMulV2": ("MatMul", "MatMul_1"), "BiasAdd": ("", "BiasAddGrad"),
    "SquaredDifference": ("mul_1", "Neg"), "Square": ("Mul_1",), "Mean": ("truediv",),
    "Sum": ("Tile",), "Neg": ("Neg",), "Relu": ("ReluGrad",), "Sigmoid": ("SigmoidGrad",),
    "Tanh": ("TanhGrad",), "Exp": ("mul",), "Log": ("mul",), "Sqrt": ("SqrtGrad",),
    "Abs": ("mul",), "Reshape": ("Reshape",), "Softmax": ("mul_1",), "Identity": ("",),
    "Sin": ("mul",), "Cos": ("mul",), "Cast": ("Cast",), "Transpose": ("transpose",),
    "L2Loss": ("mul",), "Max": ("mul",), "Min": ("mul",), "LogSoftmax": ("sub",),
    "Softplus": ("mul",), "Log1p": ("mul",), "Reciprocal": ("ReciprocalGrad",),
    "Rsqrt": ("RsqrtGrad",), "ExpandDims": ("Reshape",), "Squeeze": ("Reshape",),
    "StridedSlice": ("StridedSliceGrad",), "Pad": ("Slice_1",), "Tile": ("Sum",),
    "Expm1": ("mul",), "Elu": ("EluGrad",), "Relu6": ("Relu6Grad",), "GatherV2": ("Reshape",),
    "Conv2D": ("Conv2DBackpropInput", "Conv2DBackpropFilter"), "MaxPool": ("MaxPoolGrad",),
    "AddN": ("", "", "", ""), "Select": ("", "Select", "Select_1"),
}  # fmt: skip
_BROADCASTING = frozenset(
    ("AddV2", "Sub", "Mul", "RealDiv", "Pow", "Maximum", "Minimum", "SquaredDifference")
)


def gradient_tensors(
    ys: Any, xs: Any, grad_ys: Any = None, name: str = "gradients", gated: bool = False
) -> list[SymbolicTensor | None]:
    """Return the slope of the sum of `ys` by each of `xs`; None where there is no path.

    `gated` names the slopes as an optimiser's are named, which wait for all of their node.
    """
    targets = [convert(y) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
    sources = [_source(x) for x in (xs if isinstance(xs, (list, tuple)) else [xs])]
    with name_scope(name, "gradients"):
        weights: list[SymbolicTensor] = []
        if grad_ys is not None:
            given = grad_ys if isinstance(grad_ys, (list, tuple)) else [grad_ys]
            weights = [convert(entry, targets[0].dtype.base) for entry in given]
        uses = _uses(targets)
        live = [source for source in sources if source in uses and source.dtype.base.floating]
        if not live:
            return [None] * len(sources)
        node = add_node(
            "_Gradient", f"_{len(default_graph().operations)}/", (*targets, *live, *weights),
            outputs=[(source.dtype.base, source.shape) for source in live],
            ys=len(targets), xs=len(live), create=True,
        )  # fmt: skip
        results = iter(node.outputs)
        return [
            _named(next(results), _slope_name(source, targets, uses, gated))
            if source in live
            else None
            for source in sources
        ]


def _source(x: Any) -> SymbolicTensor:
    if is_variable(x):
        return x.reference  # type: ignore[no-any-return]
    if not isinstance(x, SymbolicTensor):
        raise failure("TypeError", f"Argument `xs` must be tensors, not {type(x).__name__}")
    return x


def _uses(targets: list[SymbolicTensor]) -> dict[SymbolicTensor, list[Use]]:
    """Return for each tensor on a differentiable path to a target the nodes that use it there."""
    found: dict[SymbolicTensor, list[Use]] = {
        target: [] for target in targets if target.dtype.floating
    }
    seen: set[Operation] = set()
    pending = [target.op for target in found]
    while pending:
        op = pending.pop()
        if op in seen or op.type in _OPAQUE:
            continue
        seen.add(op)
        for index, tensor in enumerate(_inputs_of(op)):
            if tensor.dtype.base.floating:
                found.setdefault(tensor, []).append((op, index))
                pending.append(tensor.op)
    return found


def _inputs_of(op: Operation) -> tuple[SymbolicTensor, ...]:
    if op.type == "_Cond":
        return (*op.inputs, *op.attrs["then"], *op.attrs["else"])
    if op.type == "_While":
        return (*op.inputs, *op.attrs["results"])
    return op.inputs


def _slope_name(
    tensor: SymbolicTensor,
    targets: list[SymbolicTensor],
    uses: dict[SymbolicTensor, list[Use]],
    gated: bool,
) -> str:
    """Return the name that TensorFlow gives the slope by `tensor`, inside the open scope."""
    while True:
        through = uses.get(tensor, [])
        if tensor in targets:
            return "AddN" if through else "grad_ys_0"
        if len(through) != 1:
            return "AddN"
        op, index = through[0]
        slopes = [source for source in op.inputs if source.dtype.base.floating]
        if gated and len(slopes) > 1:
            suffix = f"_{index}" if index else ""
            return f"{op.name}_grad/tuple/control_dependency{suffix}"
        last = _last_name(op, index)
        if last:
            return f"{op.name}_grad/{last}"
        tensor = op.outputs[0]


def _last_name(op: Operation, index: int) -> str:
    names = _LAST.get(op.type, ("mul",))
    if op.type in _BROADCASTING and _is_reduced(op, index):
        return "Reshape_1" if index and _is_reduced(op, 0) else "Reshape"
    return names[index] if index < len(names) else names[-1]


def _is_reduced(op: Operation, index: int) -> bool:
    shape, result = op.inputs[index].shape, op.outputs[0].shape
    return not (fully_known(shape) and fully_known(result) and shape == result)


def _named(slope: SymbolicTensor, name: str) -> SymbolicTensor:
    graph = default_graph()
    full = f"{graph.scope}/{name}" if graph.scope else name
    if full.lower() in graph.used:
        return add_node("Identity", name, (slope,)).outputs[0]
    graph.used[full.lower()] = 1
    return add_node("Identity", f"{full}/", (slope,)).outputs[0]


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
    unconnected_gradients: Any = None,
) -> Any:
    """Return the symbolic slopes of `ys` by `xs`."""
    return gradient_tensors(ys, xs, grad_ys, name, bool(gate_gradients))
