"""tf functions of arithmetic that are made of several nodes or check their arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin, current_run
from engines.graph.show import show
from engines.graph.tf1.api.operators import operate, true_divide
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, compatible, merge, shape_of
from engines.graph.tf1.symbolic import no_iteration

_NOT_ALIKE = (
    "Inputs must be an iterable of at least one Tensor/IndexedSlices with the same dtype and shape."
)


@export("add_n", "math.add_n")
def add_n(inputs: Any, name: Any = None) -> Any:
    """Return the sum of tensors of one shape and type."""
    if isinstance(inputs, SymbolicTensor):
        raise no_iteration()
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise failure("ValueError", _NOT_ALIKE)
    tensors = tuple(convert(entry) for entry in inputs)
    if len(tensors) == 1:
        return call_op("Identity", name, tensors[0]) if name else tensors[0]
    kinds = [tensor.dtype.base.name for tensor in tensors]
    if len(set(kinds)) > 1:
        raise failure(
            "TypeError",
            f"Tensors in list passed to 'inputs' of 'AddN' Op have types [{', '.join(kinds)}]"
            " that don't all match.",
        )
    with name_scope(name, "AddN") as scope:
        return add_node("AddN", scope, tensors).outputs[0]


@export("accumulate_n", "math.accumulate_n")
def accumulate_n(inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: Any = None) -> Any:
    """Return the sum of tensors of one shape and type, as add_n does."""
    tensors = [convert(entry) for entry in inputs] if isinstance(inputs, (list, tuple)) else []
    if not tensors or len({tensor.dtype.base for tensor in tensors}) > 1:
        raise failure(
            "ValueError",
            "inputs must be a list of at least one Tensor with the same dtype and shape",
        )
    known = shape_of(shape)
    for tensor in tensors:
        if not compatible(known, tensor.shape):
            raise failure(
                "ValueError",
                f"Shapes {TensorShape(known)} and {TensorShape(tensor.shape)} are not compatible",
            )
        known = merge(known, tensor.shape)
    wanted = needs_dtype(tensor_dtype)
    if wanted is not None and wanted != tensors[0].dtype.base:
        raise failure(
            "TypeError",
            f"The `tensor_dtype` argument is {wanted}, but `input` is of type"
            f" {tensors[0].dtype.base}. These must be equal. Try casting the input to the desired"
            " type.",
        )
    return add_n(tensors, name)


@export("scalar_mul", "math.scalar_mul")
def scalar_mul(scalar: Any, x: Any, name: Any = None) -> Any:
    """Return `x` times a number."""
    if not isinstance(x, (SymbolicTensor, np.ndarray, np.generic)) and not is_variable(x):
        raise failure("AttributeError", f"'{type(x).__name__}' object has no attribute 'dtype'")
    value = convert(x)
    factor = convert(scalar, value.dtype.base, "scalar")
    if factor.shape != ():
        raise failure(
            "ValueError",
            f"The input scalar must be a 0-D value. Received shape {TensorShape(factor.shape)}.",
        )
    return call_op("Mul", name, factor, value)


@export("div_no_nan", "math.divide_no_nan")
def div_no_nan(x: Any, y: Any, name: Any = None) -> Any:
    """Return the quotient, or 0 where the divisor is 0."""
    with name_scope(name, "div_no_nan") as scope:
        if isinstance(y, SymbolicTensor) and not isinstance(x, SymbolicTensor):
            x = convert(x, y.dtype.base, "x")
        left = convert(x, None, "x")
        right = convert(y, None, "y", left.dtype.base)
        return true_divide(scope, left, right, "DivNoNan")


@export("math.multiply_no_nan")
def multiply_no_nan(x: Any, y: Any, name: Any = None) -> Any:
    """Return the product, which is 0 where `y` is 0 even if `x` is infinite."""
    with name_scope(name, "multiply_no_nan") as scope:
        left = convert(x, None, "x")
        return call_op("MulNoNan", scope, left, convert(y, left.dtype.base, "y"))


@export("math.reciprocal_no_nan")
def reciprocal_no_nan(x: Any, name: Any = None) -> Any:
    """Return 1 / x, or 0 where x is 0."""
    with name_scope(name, "reciprocal_no_nan") as scope:
        value = convert(x, None, "x")
        return call_op("DivNoNan", scope, constant(1, value.dtype.base, "one"), value)


@export("log_sigmoid", "math.log_sigmoid")
def log_sigmoid(x: Any, name: Any = None) -> Any:
    """Return log(1 / (1 + exp(-x)))."""
    with name_scope(name, "LogSigmoid") as scope:
        soft = call_op("Softplus", None, call_op("Neg", None, convert(x, None, "x")))
        return call_op("Neg", scope, soft)


@export("math.polyval")
def polyval(coeffs: Any, x: Any, name: Any = None) -> Any:
    """Return the values of a polynomial; the coefficient of the highest power comes first."""
    if not isinstance(coeffs, list):
        kind = show(current_run().language.type_of(coeffs))
        raise failure("ValueError", f"Argument coeffs must be list type. Received type {kind}.")
    with name_scope(name, "polyval") as scope:
        value = convert(x, None, "x")
        if not coeffs:
            return call_op("ZerosLike", scope, value)
        factors = [convert(factor, None, f"coeff_{i}") for i, factor in enumerate(coeffs)]
        total = factors[0]
        for factor in factors[1:]:
            product = operate("Mul", "mul", total, value)
            total = operate("AddV2", "add", factor, product)
        return total


def _scoped_pair(kind: str, scope: str) -> Any:
    def pair(x: Any, y: Any, name: Any = None) -> Any:
        with name_scope(name, scope):
            return call_op(kind, None, x, y)

    return pair


for _kind in ("Xdivy", "Xlogy", "Xlog1py"):
    _label = _kind.lower()
    export_value(f"math.{_label}", Builtin(_label, _scoped_pair(_kind, _label)))


@export("clip_by_value")
def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: Any = None) -> Any:
    """Return `t` with its entries kept between two bounds."""
    with name_scope(name, "clip_by_value") as scope:
        value = convert(t, None, "t")
        below = call_op("Minimum", None, value, clip_value_max)
        _needs_same_shape(value, below)
        result = call_op("Maximum", scope, below, clip_value_min)
        _needs_same_shape(value, result)
        return result


def _needs_same_shape(value: SymbolicTensor, other: SymbolicTensor) -> None:
    if not compatible(value.shape, other.shape):
        raise failure(
            "ValueError",
            f"Shapes {TensorShape(value.shape)} and {TensorShape(other.shape)} are incompatible",
        )
