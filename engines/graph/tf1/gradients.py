"""tf.gradients: one node computes all slopes by torch's autograd, named as TensorFlow names them."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1.build import add_node, convert, is_variable, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Operation, SymbolicTensor, default_graph

# Nodes through which no slope passes although their values are floats.
_OPAQUE = frozenset(("StopGradient", "ZerosLike", "OnesLike", "Fill", "Const", "Placeholder",
                     "VariableV2", "RandomUniform", "RandomStandardNormal", "TruncatedNormal",
                     "Floor", "Ceil", "Round", "Rint", "Sign"))  # fmt: skip
# The last node of TensorFlow's own gradient of each kind of node, by the index of the input.
_LAST = {
    "Square": ("Mul_1",), "Mean": ("truediv",), "Sum": ("Tile",), "Neg": ("Neg",),
    "Relu": ("ReluGrad",), "Sigmoid": ("SigmoidGrad",), "Tanh": ("TanhGrad",), "Exp": ("mul",),
    "Log": ("mul",), "Sqrt": ("SqrtGrad",), "Abs": ("mul",), "Reshape": ("Reshape",),
    "Softmax": ("mul_1",), "Identity": (), "Sin": ("mul",), "Cos": ("Neg",), "Cast": ("Cast",),
    "Transpose": ("transpose",), "L2Loss": ("mul",), "Max": ("truediv",), "Min": ("truediv",),
    "LogSoftmax": ("sub",), "Softplus": ("SoftplusGrad",), "Log1p": ("mul",),
    "Reciprocal": ("ReciprocalGrad",), "Rsqrt": ("RsqrtGrad",), "ExpandDims": ("Reshape",),
    "Squeeze": ("Reshape",), "StridedSlice": ("StridedSliceGrad",), "Pad": ("Slice_1",),
    "Tile": ("Sum",), "Expm1": ("mul",), "Elu": ("EluGrad",), "Relu6": ("Relu6Grad",),
}  # fmt: skip


def gradient_tensors(
    ys: Any, xs: Any, grad_ys: Any = None, name: str = "gradients", stop: Any = None
) -> list[SymbolicTensor | None]:
    """Return the slope of the sum of `ys` by each of `xs`; None where there is no path."""
    targets = [convert(y) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
    sources = [_source(x) for x in (xs if isinstance(xs, (list, tuple)) else [xs])]
    for target in targets:
        if not target.dtype.floating:
            raise failure(
                "TypeError",
                "Gradients of complex tensors must set grad_ys" if not target.dtype.integer else
                f"Gradient of integer tensors is not defined: {target.dtype!r}",
            )  # fmt: skip
    with name_scope(name, "gradients"):
        weights: list[SymbolicTensor] = []
        if grad_ys is not None:
            given = grad_ys if isinstance(grad_ys, (list, tuple)) else [grad_ys]
            weights = [convert(entry, targets[0].dtype.base) for entry in given]
        reached = [_uses(targets, source) for source in sources]
        live = [source for source, uses in zip(sources, reached, strict=True) if uses]
        if not live:
            return [None] * len(sources)
        outputs = [(source.dtype.base, source.shape) for source in live]
        node = add_node(
            "_Gradient", f"_{len(default_graph().operations)}/", (*targets, *live, *weights),
            outputs=outputs, ys=len(targets), xs=len(live), create=True,
        )  # fmt: skip
        results = iter(node.outputs)
        return [
            _named(next(results), source, uses) if uses else None
            for source, uses in zip(sources, reached, strict=True)
        ]


def _source(x: Any) -> SymbolicTensor:
    if is_variable(x):
        return x.reference  # type: ignore[no-any-return]
    return convert(x)


def _uses(targets: list[SymbolicTensor], source: SymbolicTensor) -> list[tuple[Operation, int]]:
    """Return the nodes on a path from `source` to a target that use `source` directly.

    A target that is the source itself counts as one use of its own node.
    """
    found: list[tuple[Operation, int]] = []
    seen: set[Operation] = set()
    stack = [tensor.op for tensor in targets]
    while stack:
        op = stack.pop()
        if op in seen:
            continue
        seen.add(op)
        if op.type in _OPAQUE:
            continue
        for index, tensor in enumerate(_sources_of(op)):
            if tensor is source:
                found.append((op, index))
            if tensor.dtype.base.floating:
                stack.append(tensor.op)
    if source in targets:
        found.append((source.op, 0))
    return found


def _sources_of(op: Operation) -> tuple[SymbolicTensor, ...]:
    if op.type == "_Cond":
        return (*op.inputs, *op.attrs["then"], *op.attrs["else"])
    if op.type == "_While":
        return (*op.inputs, *op.attrs["results"])
    return op.inputs


def _named(
    slope: SymbolicTensor, source: SymbolicTensor, uses: list[tuple[Operation, int]]
) -> SymbolicTensor:
    through = [(op, index) for op, index in uses]
    if len(through) == 1 and through[0][0].type == "Identity" and source.dtype.ref:
        read = through[0][0].outputs[0]
        through = _uses_in_graph(read)
    if len(through) > 1:
        name = "AddN"
    elif not through or through[0][0] is source.op:
        name = "grad_ys_0"
    else:
        name = _single(*through[0])
    scope = default_graph().scope
    full = f"{scope}/{name}" if scope else name
    unique = full if full.lower() not in default_graph().used else None
    if unique is not None:
        default_graph().used[full.lower()] = 1
        return add_node("Identity", f"{full}/", (slope,)).outputs[0]
    return add_node("Identity", name, (slope,)).outputs[0]


def _uses_in_graph(tensor: SymbolicTensor) -> list[tuple[Operation, int]]:
    return [
        (op, index)
        for op in tensor.op.graph.operations
        for index, source in enumerate(op.inputs)
        if source is tensor and not op.type.startswith("_") and not op.name.startswith("gradients")
    ]


def _single(op: Operation, index: int) -> str:
    last = _LAST.get(op.type, ())
    differentiable = [tensor for tensor in op.inputs if tensor.dtype.base.floating]
    if len(differentiable) > 1 and op.type not in _LAST:
        suffix = f"_{index}" if index else ""
        return f"{op.name}_grad/tuple/control_dependency{suffix}"
    return f"{op.name}_grad/{last[0]}" if last else f"{op.name}_grad/mul"


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
    return gradient_tensors(ys, xs, grad_ys, name)
