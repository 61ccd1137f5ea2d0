"""tf functions of arithmetic: most are one line of a table."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1.api.operators import added
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export, export_value

# Names under tf, kind of node, default name of the node.
_UNARY = (
    ("negative math.negative", "Neg", "Neg"),
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
    ("asin math.asin", "Asin", "Asin"),
    ("acos math.acos", "Acos", "Acos"),
    ("atan math.atan", "Atan", "Atan"),
    ("sinh math.sinh", "Sinh", "Sinh"),
    ("cosh math.cosh", "Cosh", "Cosh"),
    ("asinh math.asinh", "Asinh", "Asinh"),
    ("acosh math.acosh", "Acosh", "Acosh"),
    ("atanh math.atanh", "Atanh", "Atanh"),
    ("erf math.erf", "Erf", "Erf"),
    ("erfc math.erfc", "Erfc", "Erfc"),
    ("lgamma math.lgamma", "Lgamma", "Lgamma"),
    ("digamma math.digamma", "Digamma", "Digamma"),
    ("math.erfinv", "Erfinv", "erfinv"),
    ("math.ndtri", "Ndtri", "ndtri"),
    ("math.bessel_i0e", "BesselI0e", "BesselI0e"),
    ("math.bessel_i1e", "BesselI1e", "BesselI1e"),
    ("bitwise.invert", "Invert", "Invert"),
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
    ("zeta math.zeta", "Zeta", "Zeta"),
    ("polygamma math.polygamma", "Polygamma", "Polygamma"),
    ("igamma math.igamma", "Igamma", "Igamma"),
    ("igammac math.igammac", "Igammac", "Igammac"),
    ("math.nextafter", "NextAfter", "NextAfter"),
    ("bitwise.bitwise_and", "BitwiseAnd", "BitwiseAnd"),
    ("bitwise.bitwise_or", "BitwiseOr", "BitwiseOr"),
    ("bitwise.bitwise_xor", "BitwiseXor", "BitwiseXor"),
    ("bitwise.left_shift", "LeftShift", "LeftShift"),
    ("bitwise.right_shift", "RightShift", "RightShift"),
    ("realdiv", "RealDiv", "RealDiv"),
    ("floor_div", "FloorDiv", "FloorDiv"),
    ("truncatediv", "TruncateDiv", "TruncateDiv"),
    ("truncatemod", "TruncateMod", "TruncateMod"),
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


for _names, _kind, _default in _UNARY:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _unary_function(_kind, _default)))


for _names, _kind, _default in _BINARY:
    for _name in _names.split():
        export_value(_name, Builtin(_name, _binary_function(_kind, _default)))


@export("add", "math.add")
def add(x: Any, y: Any, name: Any = None) -> Any:
    """Return the sum of two tensors, or of two strings one after the other."""
    with name_scope(name, "Add") as scope:
        left = convert(x, None, "x")
        return added(scope, left, convert(y, None, "y", left.dtype.base))


@export("round", "math.round")
def rounded(x: Any, name: Any = None) -> Any:
    """Return `x` rounded half to even."""
    tensor = convert(x, None, "x")
    return tensor if tensor.dtype.integer else call_op("Round", name, tensor)


@export("abs", "math.abs")
def absolute(x: Any, name: Any = None) -> Any:
    """Return absolute values, of complex numbers their distances from 0."""
    with name_scope(name, "Abs") as scope:
        value = convert(x, None, "x")
        return call_op("ComplexAbs" if value.dtype.complex else "Abs", scope, value)
