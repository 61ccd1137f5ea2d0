"""Operators between tensors, matrix products and the kinds of division."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert, is_variable, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


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
