"""tf functions of arithmetic and reductions: most are one line of a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert, is_variable, name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor

# Names under tf, kind of node, default name of the node.
_UNARY = (
    ("negative math.negative", "Neg", "Neg"),
    ("abs math.abs", "Abs", "Abs"),
    ("sign math.sign", "Sign", "Sign"),
    ("square math.square", "Square", "Square"),
    ("sqrt math.sqrt", "Sqrt", "Sqrt"),
    ("rsqrt math.rsqrt", "Rsqrt", "Rsqrt"),
    ("exp math.exp", "Exp", "Exp"),
    ("expm1 math.expm1", "Expm1", "Expm1"),
    ("log math.log", "Log", "Log"),
    ("log1p math.log1p", "Log1p", "Log1p"),
    ("sin math.sin", "Sin", "Sin"),
    ("cos math.cos", "Cos", "Cos"),
    ("tan math.tan", "Tan", "Tan"),
    ("erf math.erf", "Erf", "Erf"),
    ("tanh nn.tanh math.tanh", "Tanh", "Tanh"),
    ("sigmoid nn.sigmoid math.sigmoid", "Sigmoid", "Sigmoid"),
    ("reciprocal math.reciprocal", "Reciprocal", "Reciprocal"),
    ("floor math.floor", "Floor", "Floor"),
    ("ceil math.ceil", "Ceil", "Ceil"),
    ("rint math.rint", "Rint", "Rint"),
    ("logical_not math.logical_not", "LogicalNot", "LogicalNot"),
    ("is_nan math.is_nan debugging.is_nan", "IsNan", "IsNan"),
    ("is_inf math.is_inf", "IsInf", "IsInf"),
    ("is_finite math.is_finite", "IsFinite", "IsFinite"),
    ("nn.relu", "Relu", "Relu"),
    ("nn.relu6", "Relu6", "Relu6"),
    ("nn.elu", "Elu", "Elu"),
    ("nn.selu", "Selu", "Selu"),
    ("nn.softplus math.softplus", "Softplus", "Softplus"),
    ("nn.softsign math.softsign", "Softsign", "Softsign"),
    ("nn.l2_loss", "L2Loss", "L2Loss"),
    ("invert_permutation", "InvertPermutation", "InvertPermutation"),
    ("stop_gradient", "StopGradient", "StopGradient"),
)
_BINARY = (
    ("add math.add", "AddV2", "Add"),
    ("subtract math.subtract", "Sub", "Sub"),
    ("multiply math.multiply", "Mul", "Mul"),
    ("mod floormod math.mod math.floormod", "FloorMod", "FloorMod"),
    ("maximum math.maximum", "Maximum", "Maximum"),
    ("minimum math.minimum", "Minimum", "Minimum"),
    ("squared_difference math.squared_difference", "SquaredDifference", "SquaredDifference"),
    ("equal math.equal", "Equal", "Equal"),
    ("not_equal math.not_equal", "NotEqual", "NotEqual"),
    ("less math.less", "Less", "Less"),
    ("less_equal math.less_equal", "LessEqual", "LessEqual"),
    ("greater math.greater", "Greater", "Greater"),
    ("greater_equal math.greater_equal", "GreaterEqual", "GreaterEqual"),
    ("logical_and math.logical_and", "LogicalAnd", "LogicalAnd"),
    ("logical_or math.logical_or", "LogicalOr", "LogicalOr"),
    ("atan2 math.atan2", "Atan2", "Atan2"),
    ("realdiv", "RealDiv", "RealDiv"),
    ("truncatediv", "TruncateDiv", "TruncateDiv"),
    ("truncatemod", "TruncateMod", "TruncateMod"),
    ("div_no_nan math.divide_no_nan", "DivNoNan", "div_no_nan"),
)
_REDUCTIONS = (
    ("reduce_sum math.reduce_sum", "Sum"),
    ("reduce_mean math.reduce_mean", "Mean"),
    ("reduce_prod math.reduce_prod", "Prod"),
    ("reduce_max math.reduce_max", "Max"),
    ("reduce_min math.reduce_min", "Min"),
    ("reduce_all math.reduce_all", "All"),
    ("reduce_any math.reduce_any", "Any"),
)


def _unary_function(kind: str, default: str) -> Any:
    def unary(x: Any = None, name: Any = None, **named: Any) -> Any:
        if x is None:
            x = next((named.pop(key) for key in ("features", "input", "t", "input_tensor")
                      if key in named), None)  # fmt: skip
        if x is None:
            raise failure("TypeError", "Missing required positional argument")
        return call_op(kind, name, x, default=default)

    return unary


def _binary_function(kind: str, default: str) -> Any:
    missing = object()

    def binary(x: Any = missing, y: Any = missing, name: Any = None) -> Any:
        if x is missing or y is missing:
            raise failure("TypeError", "Missing required positional argument")
        return call_op(kind, name, x, y, default=default)

    return binary


def reduction_axes_of(value: SymbolicTensor, axis: Any) -> Any:
    """Return the axes argument of a reduction: all of them when `axis` is None."""
    if axis is not None:
        return axis
    if value.shape is not None:
        return constant(np.arange(len(value.shape), dtype=np.int32))
    rank = add_node("Rank", "Rank", (value,))
    with name_scope(None, "range") as scope:
        start = constant(0, dt.INT32, "start")
        delta = constant(1, dt.INT32, "delta")
        return add_node("Range", scope, (start, rank.outputs[0], delta)).outputs[0]


def reduce(kind: str, value: Any, axis: Any, keep: Any, name: Any) -> SymbolicTensor:
    """Return a reduction over `axis` (all axes when None)."""
    tensor = convert(value, None, "input")
    axes = reduction_axes_of(tensor, axis)
    with name_scope(name, kind) as scope:
        axes = convert(axes, None, "reduction_indices", dt.INT32)
        if kind in ("All", "Any") and tensor.dtype.base is not dt.BOOL:
            raise failure(
                "TypeError",
                f"Expected bool passed to parameter 'input' of op '{kind}', got {tensor!r} of type"
                f" '{type(tensor).__name__}' instead. Error: Expected bool, but got {tensor!r} of"
                f" type '{type(tensor).__name__}'.",
            )
        return add_node(kind, scope, (tensor, axes), keep_dims=bool(keep)).outputs[0]


def _reduction(kind: str) -> Any:
    def reduction(
        input_tensor: Any,
        axis: Any = None,
        keepdims: Any = None,
        name: Any = None,
        reduction_indices: Any = None,
        keep_dims: Any = None,
    ) -> Any:
        where = reduction_indices if axis is None else axis
        return reduce(kind, input_tensor, where, keepdims or keep_dims, name)

    return reduction


for _names, _kind, _default in _UNARY:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _unary_function(_kind, _default)))
for _names, _kind, _default in _BINARY:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _binary_function(_kind, _default)))
for _names, _kind in _REDUCTIONS:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _reduction(_kind)))


# Operators. `x + 1` converts 1 towards the type of x where it can.


def operate(kind: str, default: str, left: Any, right: Any, name: Any = None) -> Any:
    """Return `left <operator> right` as tensors' operators build it."""
    with name_scope(name, default) as scope:
        if isinstance(left, SymbolicTensor) or is_variable(left):
            x = convert(left, None, "x")
            y = _other(kind, right, x, "y", "y")
        else:
            y = convert(right, None, "y")
            x = _reversed_other(left, y)
        return _finish(kind, scope, x, y)


def _other(kind: str, value: Any, like: SymbolicTensor, name: str, argument: str) -> SymbolicTensor:
    return convert(value, None, name, like.dtype.base)


def _reversed_other(value: Any, like: SymbolicTensor) -> SymbolicTensor:
    return convert(value, like.dtype.base, "x")


def _finish(kind: str, scope: str, x: SymbolicTensor, y: SymbolicTensor) -> SymbolicTensor:
    if kind == "RealDiv":
        return true_divide(scope, x, y)
    if kind == "MatMul":
        return matrix_product(scope, x, y)
    if kind == "AddV2" and x.dtype.base is dt.STRING:
        kind = "Add"
    return call_op(kind, scope, x, y)  # type: ignore[no-any-return]


def true_divide(scope: str, x: SymbolicTensor, y: SymbolicTensor) -> SymbolicTensor:
    """Return the quotient of true division: integers become floats first."""
    if x.dtype.base != y.dtype.base:
        raise failure(
            "TypeError",
            f"`x` and `y` must have the same dtype, got {x.dtype!r} != {y.dtype!r}.",
        )
    wide = {"int8": dt.FLOAT32, "uint8": dt.FLOAT32, "int16": dt.FLOAT32, "int32": dt.FLOAT64,
            "int64": dt.FLOAT64}.get(x.dtype.base.name)  # fmt: skip
    if wide is not None:
        x, y = (add_node("Cast", "Cast", (side,), DstT=wide).outputs[0] for side in (x, y))
    return call_op("RealDiv", scope, x, y)  # type: ignore[no-any-return]


def matrix_product(
    scope: str, a: SymbolicTensor, b: SymbolicTensor, ta: bool = False, tb: bool = False
) -> SymbolicTensor:
    """Return a matrix product; more than two axes make it a batch of products."""
    ranks = [None if side.shape is None else len(side.shape) for side in (a, b)]
    if any(rank is None or rank > 2 for rank in ranks):
        return call_op("BatchMatMulV2", scope, a, b, adj_x=ta, adj_y=tb)  # type: ignore[no-any-return]
    return call_op("MatMul", scope, a, b, transpose_a=ta, transpose_b=tb)  # type: ignore[no-any-return]


@export("matmul", "linalg.matmul")
def matmul(
    a: Any,
    b: Any,
    transpose_a: Any = False,
    transpose_b: Any = False,
    adjoint_a: Any = False,
    adjoint_b: Any = False,
    a_is_sparse: Any = False,
    b_is_sparse: Any = False,
    name: Any = None,
) -> Any:
    """Return the matrix product of `a` and `b`."""
    with name_scope(name, "MatMul") as scope:
        left = convert(a, None, "a")
        right = convert(b, None, "b", None if isinstance(b, SymbolicTensor) else left.dtype.base)
        return matrix_product(scope, left, right, bool(transpose_a), bool(transpose_b))


@export("divide", "math.divide")
def divide(x: Any, y: Any, name: Any = None) -> Any:
    """Return `x / y` as Python's operator gives it."""
    if name is not None:
        with name_scope(name, "divide") as scope:
            return true_divide(scope, convert(x, None, "x"), convert(y, None, "y"))
    if not (isinstance(x, SymbolicTensor) or is_variable(x)) and not (
        isinstance(y, SymbolicTensor) or is_variable(y)
    ):
        x = convert(x)
    return operate("RealDiv", "truediv", x, y)


@export("truediv", "math.truediv")
def truediv(x: Any, y: Any, name: Any = None) -> Any:
    """Return the true quotient; integers become floats first."""
    with name_scope(name, "truediv") as scope:
        left = convert(x, None, "x")
        return true_divide(scope, left, convert(y, left.dtype.base if not isinstance(
            y, SymbolicTensor) and not is_variable(y) else None, "y"))  # fmt: skip


@export("div")
def div(x: Any, y: Any, name: Any = None) -> Any:
    """Return the quotient by Python 2's rule: integers stay integers."""
    with name_scope(name, "div") as scope:
        left = convert(x, None, "x")
        right = convert(y, None, "y", left.dtype.base)
        kind = "RealDiv" if left.dtype.floating else "FloorDiv"
        return call_op(kind, scope, left, right)


@export("floordiv", "floor_div", "math.floordiv")
def floordiv(x: Any, y: Any, name: Any = None) -> Any:
    """Return the quotient rounded down."""
    with name_scope(name, "floordiv") as scope:
        return call_op("FloorDiv", scope, x, y)


@export("pow", "math.pow")
def power(x: Any, y: Any, name: Any = None) -> Any:
    """Return `x` to the power `y`."""
    with name_scope(name, "Pow") as scope:
        return call_op("Pow", scope, x, y)


@export("round", "math.round")
def rounded(x: Any, name: Any = None) -> Any:
    """Return `x` rounded half to even."""
    tensor = convert(x, None, "x")
    return tensor if tensor.dtype.integer else call_op("Round", name, tensor)


@export("add_n", "math.add_n", "accumulate_n")
def add_n(inputs: Any, name: Any = None) -> Any:
    """Return the sum of tensors of one shape and type."""
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise failure(
            "ValueError",
            "Inputs must be an iterable of at least one Tensor/IndexedSlices with the same dtype"
            " and shape.",
        )
    if len(inputs) == 1:
        tensor = convert(inputs[0])
        return call_op("Identity", name, tensor) if name else tensor
    with name_scope(name, "AddN") as scope:
        tensors = tuple(convert(entry, None, f"inputs_{i}") for i, entry in enumerate(inputs))
        for tensor in tensors:
            if tensor.dtype.base != tensors[0].dtype.base:
                raise failure(
                    "ValueError",
                    "Inputs must be an iterable of at least one Tensor/IndexedSlices with the same"
                    " dtype and shape.",
                )
        return add_node("AddN", scope, tensors).outputs[0]


def _arg(kind: str) -> Any:
    def arg(
        input: Any,  # noqa: A002 - TensorFlow's own parameter name
        axis: Any = None,
        name: Any = None,
        dimension: Any = None,
        output_type: Any = dt.INT64,
    ) -> Any:
        place = axis if axis is not None else dimension
        wanted = needs_dtype(output_type)
        return call_op(kind, name, input, 0 if place is None else place, output_type=wanted)

    return arg


for _name, _kind in (("argmax", "ArgMax"), ("argmin", "ArgMin")):
    for _prefix in ("", "math."):
        export_value(_prefix + _name, Builtin(_name, _arg(_kind)))


@export("cumsum", "math.cumsum")
def cumsum(x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False,
           name: Any = None) -> Any:  # fmt: skip
    """Return running sums along an axis."""
    return call_op("Cumsum", name, x, axis, exclusive=bool(exclusive), reverse=bool(reverse))


@export("cumprod", "math.cumprod")
def cumprod(x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False,
            name: Any = None) -> Any:  # fmt: skip
    """Return running products along an axis."""
    return call_op("Cumprod", name, x, axis, exclusive=bool(exclusive), reverse=bool(reverse))


@export("clip_by_value")
def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: Any = None) -> Any:
    """Return `t` with its entries kept between two bounds."""
    with name_scope(name, "clip_by_value") as scope:
        value = convert(t, None, "t")
        below = call_op("Minimum", None, value, clip_value_max)
        return call_op("Maximum", scope, below, clip_value_min)


@export("reduce_logsumexp", "math.reduce_logsumexp")
def reduce_logsumexp(input_tensor: Any, axis: Any = None, keepdims: Any = False, name: Any = None,
                     **unused: Any) -> Any:  # fmt: skip
    """Return log(sum(exp(x))) computed stably."""
    with name_scope(name, "ReduceLogSumExp"):
        value = convert(input_tensor)
        most = call_op("StopGradient", None, reduce("Max", value, axis, True, None))
        total = reduce("Sum", call_op("Exp", None, call_op("Sub", None, value, most)), axis,
                       keepdims, None)  # fmt: skip
        if not keepdims:
            most = reduce("Sum", most, axis, False, None)
        return call_op("AddV2", None, call_op("Log", None, total), most, default="add")


@export("norm", "linalg.norm")
def norm(tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: Any = None,  # noqa: A002
         name: Any = None, keep_dims: Any = None) -> Any:  # fmt: skip
    """Return the euclidean norm or the 1- or infinity-norm of a vector."""
    keep = bool(keepdims or keep_dims)
    with name_scope(name, "norm"):
        value = convert(tensor)
        if ord in ("euclidean", 2):
            squares = call_op("Mul", None, value, value, default="mul")
            total = call_op("Sqrt", None, reduce("Sum", squares, axis, True, None))
        elif ord == 1:
            total = reduce("Sum", call_op("Abs", None, value), axis, True, None)
        elif ord == np.inf:
            total = reduce("Max", call_op("Abs", None, value), axis, True, None)
        else:
            raise failure("ValueError", f"'ord' must be a supported vector norm, got {ord}")
        if keep:
            return total
        dims = [] if axis is None else list(axis) if isinstance(axis, (list, tuple)) else [axis]
        return call_op("Squeeze", None, total, squeeze_dims=dims)


@export("clip_by_norm")
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: Any = None) -> Any:
    """Return `t` scaled down so that its euclidean norm is at most `clip_norm`."""
    with name_scope(name, "clip_by_norm") as scope:
        value = convert(t, None, "t")
        squares = call_op("Mul", None, value, value, default="mul")
        total = reduce("Sum", squares, axes, True, None)
        positive = call_op("Greater", None, total, 0)
        safe = call_op("Select", None, positive, total, call_op("OnesLike", None, total))
        length = call_op("Select", None, positive, call_op("Sqrt", None, safe), total)
        scaled = call_op("Mul", None, value, clip_norm, default="mul")
        divisor = call_op("Maximum", None, length, clip_norm)
        result = call_op("RealDiv", None, scaled, divisor, default="truediv")
        return add_node("Identity", scope, (result,)).outputs[0]


@export("global_norm")
def global_norm(t_list: Any, name: Any = None) -> Any:
    """Return the euclidean norm of several tensors together."""
    with name_scope(name, "global_norm"):
        halves = [call_op("L2Loss", None, entry) for entry in t_list if entry is not None]
        packed = add_node("Pack", "stack", tuple(halves), axis=0).outputs[0]
        total = reduce("Sum", packed, None, False, None)
        twice = call_op("Mul", None, total, constant(2.0, total.dtype), default="mul")
        return call_op("Sqrt", "global_norm", twice)


@export("clip_by_global_norm")
def clip_by_global_norm(t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None) -> Any:
    """Return the tensors scaled together to a norm of at most `clip_norm`, and their norm."""
    length = global_norm(t_list, name) if use_norm is None else use_norm
    with name_scope(name, "clip_by_global_norm"):
        bound = call_op("Maximum", None, length, clip_norm)
        share = call_op("RealDiv", None, convert(clip_norm, None, "x", length.dtype), bound,
                        default="truediv")  # fmt: skip
        clipped = [
            None if entry is None else call_op("Mul", None, entry, share, default="mul")
            for entry in t_list
        ]
        return clipped, length
