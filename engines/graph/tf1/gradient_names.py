"""The names that TensorFlow gives to slopes: those of the last node of each gradient function."""

from __future__ import annotations

from dataclasses import dataclass

from engines.graph.tf1.api.custom_gradients import backward_of
from engines.graph.tf1.graph import Operation, SymbolicTensor

Use = tuple[Operation, int]

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
    "Sign": ("zeros_like",), "L2Loss": ("mul",), "Max": ("mul",), "Min": ("mul",),
    "LogSoftmax": ("sub",),
    "Softplus": ("mul",), "Log1p": ("mul",), "Reciprocal": ("ReciprocalGrad",),
    "Rsqrt": ("RsqrtGrad",), "ExpandDims": ("Reshape",), "Squeeze": ("Reshape",),
    "StridedSlice": ("StridedSliceGrad",), "Pad": ("Slice_1",), "Tile": ("Sum",),
    "Expm1": ("mul",), "Elu": ("EluGrad",), "Relu6": ("Relu6Grad",), "GatherV2": ("Reshape",),
    "Conv2D": ("Conv2DBackpropInput", "Conv2DBackpropFilter"), "MaxPool": ("MaxPoolGrad",),
    "Erf": ("mul_1",), "Softsign": ("SoftsignGrad",), "Selu": ("SeluGrad",),
    "LeakyRelu": ("LeakyReluGrad",), "Prod": ("Reshape_4",), "Cumsum": ("Cumsum",),
    "Slice": ("Pad",), "ConcatV2": ("Slice", "Slice_1", "Slice_2", "Slice_3"),
    "Pack": ("unstack",), "Unpack": ("stack",), "Split": ("concat", "concat"),
    "ReverseV2": ("ReverseV2",), "MatrixInverse": ("Neg",), "MatrixDeterminant": ("mul_1",),
    "TopKV2": ("Reshape_3",), "GatherNd": ("ScatterNd",), "DiagPart": ("Diag",),
    "MatrixDiagPartV3": ("diag",), "FloorMod": ("", "mul"),
    "AvgPool": ("AvgPoolGrad",), "Conv2DBackpropInput": ("", "Conv2DBackpropFilter", "Conv2D"),
    "DepthwiseConv2dNative": ("DepthwiseConv2dNativeBackpropInput",
                              "DepthwiseConv2dNativeBackpropFilter"),
    "AddN": ("", "", "", ""), "Select": ("", "Select", "Select_1"),
}  # fmt: skip
_BROADCASTING = frozenset(
    ("AddV2", "Sub", "Mul", "RealDiv", "Pow", "Maximum", "Minimum", "SquaredDifference", "Atan2",
     "FloorMod")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlopeName:
    """The name of a slope, and the place in the graph that it is the slope at.

    Two tensors whose slopes are at one place have one slope, as both terms of a sum have.
    """

    name: str
    place: tuple[object, int]


def slope_name(
    tensor: SymbolicTensor,
    targets: list[SymbolicTensor],
    uses: dict[SymbolicTensor, list[Use]],
    gated: bool,
) -> SlopeName:
    """Return the name that TensorFlow gives the slope by `tensor`, inside the open scope."""
    while True:
        through = uses.get(tensor, [])
        if len(through) != 1 or tensor in targets:
            alone = tensor in targets and not through
            return SlopeName("grad_ys_0" if alone else "AddN", (tensor, -1))
        op, index = through[0]
        slopes = [source for source in op.inputs if source.dtype.base.floating]
        backward = backward_of(op)
        if backward is not None:
            own = index - backward.results
            if backward.slopes[own] in backward.entries:
                tensor = op.outputs[backward.entries.index(backward.slopes[own])]
                continue
            return SlopeName(backward.names[own], (op, index))
        if gated and len(slopes) > 1:
            suffix = f"_{index}" if index else ""
            return SlopeName(f"{op.name}_grad/tuple/control_dependency{suffix}", (op, index))
        last = _last_name(op, index)
        if last:
            return SlopeName(f"{op.name}_grad/{last}", (op, index))
        tensor = op.outputs[0]


def _last_name(op: Operation, index: int) -> str:
    names = _LAST.get(op.type, ("mul",))
    if op.type in _BROADCASTING and _is_reduced(op, index):
        return "Reshape_1" if index and _is_reduced(op, 0) else "Reshape"
    return names[index] if index < len(names) else names[-1]


def _is_reduced(op: Operation, index: int) -> bool:
    """Return whether the slope is summed over axes: where the input was broadcast, or may be."""
    shapes = op.inputs[0].shape, op.inputs[1].shape
    if any(shape is None for shape in shapes):
        return True
    left, right = (tuple(shape or ()) for shape in shapes)
    rank = max(len(left), len(right))
    found = len(shapes[index] or ()) < rank
    for mine, other in zip(*((1,) * (rank - len(side)) + side for side in (
        (left, right) if index == 0 else (right, left))), strict=True):  # fmt: skip
        if mine == 1 and other != 1:
            found = True
        elif other != 1 and (mine is None or other is None):
            return True
    return found
