"""Operators between tensors, matrix products and the kinds of division."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import graph_of, is_variable, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def operate(kind: str, default: str, left: Any, right: Any, name: Any = None) -> Any:
    """Return `left <operator> right` as tensors' operators build it."""
    with graph_of(left, right), name_scope(name, default) as scope:
        if _symbolic(left):
            return _finish(kind, scope, convert(left, None, "x"), right)
        y = convert(right, None, "y")
        return _finish(kind, scope, convert(left, y.dtype.base, "x"), y)


def _symbolic(value: Any) -> bool:
    return isinstance(value, SymbolicTensor) or is_variable(value)


def _finish(kind: str, scope: str, x: SymbolicTensor, y: Any) -> SymbolicTensor:
    if kind in _LOGIC:
        return _logic(kind, scope, x, y)
    if is_variable(y):
        y = convert(y, None, "y")
    if kind == "Mul" and dt.BOOL in (x.dtype.base, y.dtype.base if _symbolic(y) else None):
        numbers = [cast_to(side, dt.INT32) for side in (x, y)]
        return cast_to(call_op("Mul", scope, *numbers), dt.BOOL)
    if kind == "AddV2":
        return added(scope, x, convert(y, None, "y", x.dtype.base))
    if kind == "RealDiv":
        return true_divide(scope, x, convert(y, None, "y", x.dtype.base))
    if kind == "MatMul":
        return matrix_product(scope, x, convert(y, None, "b", x.dtype.base))
    return call_op(kind, scope, x, y)  # type: ignore[no-any-return]


def added(scope: str, x: SymbolicTensor, y: SymbolicTensor) -> SymbolicTensor:
    """Return the sum of numbers or the concatenation of strings."""
    kind = "Add" if x.dtype.base is dt.STRING else "AddV2"
    return call_op(kind, scope, x, y)  # type: ignore[no-any-return]


def cast_to(value: Any, kind: dt.DType) -> SymbolicTensor:
    """Return a Cast node of `value`, even where the type stays the same."""
    return call_op("Cast", None, value, DstT=kind)  # type: ignore[no-any-return]


_LOGIC = {"LogicalAnd": "BitwiseAnd", "LogicalOr": "BitwiseOr", "LogicalXor": "BitwiseXor"}


def _logic(kind: str, scope: str, x: SymbolicTensor, y: Any) -> SymbolicTensor:
    """Build `&`, `|` or `^`: logic on booleans, bits on integers."""
    if x.dtype.base is not dt.BOOL:
        return call_op(_LOGIC[kind], None, x, y)  # type: ignore[no-any-return]
    return exclusive_or(x, y, scope) if kind == "LogicalXor" else call_op(kind, scope, x, y)


def exclusive_or(x: Any, y: Any, name: Any = None) -> SymbolicTensor:
    """Return which entries differ, built from "or", "and" and "not" as TensorFlow does it."""
    either = call_op("LogicalOr", None, x, y)
    both = call_op("LogicalAnd", None, x, y)
    not_both = call_op("LogicalNot", None, both)
    return call_op("LogicalAnd", name, either, not_both)  # type: ignore[no-any-return]


export("logical_xor", "math.logical_xor")(lambda x, y, name="LogicalXor": exclusive_or(x, y, name))


_WIDE = {
    "uint8": dt.FLOAT32, "int8": dt.FLOAT32, "uint16": dt.FLOAT32, "int16": dt.FLOAT32,
    "uint32": dt.FLOAT64, "int32": dt.FLOAT64, "uint64": dt.FLOAT64, "int64": dt.FLOAT64,
}  # fmt: skip
_DIVISIONS = {"RealDiv": "__truediv__", "DivNoNan": "tf.math.divide_no_nan"}
_DIVISIBLE = (*_WIDE, "bfloat16", "float16", "float32", "float64", "complex64", "complex128")


def true_divide(
    scope: str, x: SymbolicTensor, y: SymbolicTensor, kind_of_node: str = "RealDiv"
) -> SymbolicTensor:
    """Return the quotient of true division: integers become floats first."""
    if x.dtype.base != y.dtype.base:
        raise failure(
            "TypeError",
            f"`x` and `y` must have the same dtype, got {x.dtype!r} != {y.dtype!r}.",
        )
    kind = x.dtype.base
    if not (kind.floating or kind.complex or kind.integer):
        raise failure(
            "TypeError",
            f"Invalid dtype {kind!r} in {_DIVISIONS[kind_of_node]}. Expected one of"
            f" {{{', '.join(f'tf.{name}' for name in _DIVISIBLE)}}}.",
        )
    wide = _WIDE.get(kind.name)
    if wide is not None:
        x, y = (add_node("Cast", "Cast", (side,), DstT=wide).outputs[0] for side in (x, y))
    return call_op(kind_of_node, scope, x, y)  # type: ignore[no-any-return]


def matrix_product(
    scope: str, a: SymbolicTensor, b: SymbolicTensor, ta: bool = False, tb: bool = False
) -> SymbolicTensor:
    """Return a matrix product; more than two axes make it a batch of products."""
    if _is_batch(a, b):
        return call_op("BatchMatMulV2", scope, a, b, adj_x=ta, adj_y=tb)  # type: ignore[no-any-return]
    return call_op("MatMul", scope, a, b, transpose_a=ta, transpose_b=tb)  # type: ignore[no-any-return]


def _is_batch(a: SymbolicTensor, b: SymbolicTensor) -> bool:
    return any(side.shape is None or len(side.shape) > 2 for side in (a, b))


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
        for side, transposed, adjoint in (("a", transpose_a, adjoint_a),
                                          ("b", transpose_b, adjoint_b)):  # fmt: skip
            if transposed and adjoint:
                raise failure(
                    "ValueError",
                    f"Only one of `transpose_{side}` and `adjoint_{side}` can be True. Received"
                    f" `transpose_{side}`={transposed}, `adjoint_{side}`={adjoint}.",
                )
        left = convert(a, None, "a")
        right = convert(b, None, "b", left.dtype.base)
        # A batch product takes adjoints and a plain one transposes: the other is conjugated first.
        conjugated = (transpose_a, transpose_b) if _is_batch(left, right) else (
            adjoint_a, adjoint_b)  # fmt: skip
        left, right = (
            call_op("Conj", None, side) if wanted and side.dtype.complex else side
            for side, wanted in zip((left, right), conjugated, strict=True)
        )
        flags = (bool(transpose_a or adjoint_a), bool(transpose_b or adjoint_b))
        return matrix_product(scope, left, right, *flags)


@export("divide", "math.divide")
def divide(x: Any, y: Any, name: Any = None) -> Any:
    """Return `x / y` as Python's operator gives it."""
    if name is not None:
        with name_scope(name, "divide") as scope:
            left = convert(x, None, "x")
            return true_divide(scope, left, convert(y, None, "y", left.dtype.base))
    if not _symbolic(x):
        x = convert(x, convert(y, None, "y").dtype.base if _symbolic(y) else None)
    return operate("RealDiv", "truediv", x, y)


@export("truediv", "math.truediv")
def truediv(x: Any, y: Any, name: Any = None) -> Any:
    """Return the true quotient; integers become floats first."""
    with name_scope(name, "truediv") as scope:
        left = convert(x, None, "x")
        return true_divide(scope, left, convert(y, None, "y", left.dtype.base))


@export("div")
def div(x: Any, y: Any, name: Any = None) -> Any:
    """Return the quotient by Python 2's rule: integers stay integers."""
    with name_scope(name, "div") as scope:
        left = convert(x, None, "x")
        right = convert(y, left.dtype.base, "y")
        kind = "RealDiv" if left.dtype.floating or left.dtype.complex else "FloorDiv"
        return call_op(kind, scope, left, right)


@export("floordiv", "math.floordiv")
def floordiv(x: Any, y: Any, name: Any = None) -> Any:
    """Return the quotient rounded down."""
    with name_scope(name, "floordiv") as scope:
        return call_op("FloorDiv", scope, x, y)


@export("pow", "math.pow")
def power(x: Any, y: Any, name: Any = None) -> Any:
    """Return `x` to the power `y`."""
    with name_scope(name, "Pow") as scope:
        return call_op("Pow", scope, x, y)
