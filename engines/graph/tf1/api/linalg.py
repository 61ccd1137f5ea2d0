"""tf functions of linear algebra: solving, factorising and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import expand_dims, matrix_transpose, squeeze
from engines.graph.tf1.api.diagonal import eye, matrix_diag_part
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.norm import norm
from engines.graph.tf1.api.operators import matmul, operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.rows import LogMatrixDeterminant, Qr


@export("matrix_inverse", "linalg.inv")
def matrix_inverse(input: Any, adjoint: Any = False, name: Any = None) -> Any:  # noqa: A002
    """Return the inverses of square matrices."""
    return call_op("MatrixInverse", name, input, adjoint=bool(adjoint))


@export("matrix_determinant", "linalg.det")
def matrix_determinant(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the determinants of square matrices."""
    return call_op("MatrixDeterminant", name, input)


@export("linalg.slogdet")
def slogdet(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return sign and logarithm of the size of determinants."""
    return LogMatrixDeterminant(*call_op("LogMatrixDeterminant", name, input))


@export("linalg.logdet")
def logdet(matrix: Any, name: Any = None) -> Any:
    """Return the logarithms of the determinants of positive definite matrices."""
    with name_scope(name, "logdet"):
        diagonal = matrix_diag_part(call_op("Cholesky", None, matrix))
        total = reduce("Sum", call_op("Log", None, diagonal), [-1], False, None)
        return operate("Mul", "mul", 2.0, total)


@export("matrix_solve", "linalg.solve")
def matrix_solve(matrix: Any, rhs: Any, adjoint: Any = False, name: Any = None) -> Any:
    """Return x of `matrix @ x = rhs`."""
    return call_op("MatrixSolve", name, matrix, rhs, adjoint=bool(adjoint))


def _triangular(matrix: Any, rhs: Any, lower: Any, adjoint: Any) -> SymbolicTensor:
    return call_op(  # type: ignore[no-any-return]
        "MatrixTriangularSolve", None, matrix, rhs, lower=bool(lower), adjoint=bool(adjoint)
    )


@export("matrix_triangular_solve", "linalg.triangular_solve")
def matrix_triangular_solve(matrix: Any, rhs: Any, lower: Any = True, adjoint: Any = False,
                            name: Any = None) -> Any:  # fmt: skip
    """Return x of `matrix @ x = rhs` where the matrix is triangular."""
    with name_scope(name, "triangular_solve"):
        return _triangular(matrix, rhs, lower, adjoint)


@export("cholesky", "linalg.cholesky")
def cholesky(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the lower triangular factors of positive definite matrices."""
    return call_op("Cholesky", name, input)


@export("cholesky_solve", "linalg.cholesky_solve")
def cholesky_solve(chol: Any, rhs: Any, name: Any = None) -> Any:
    """Return x of `a @ x = rhs` from the lower triangular factor of `a`."""
    with name_scope(name, "cholesky_solve"):
        return _triangular(chol, _triangular(chol, rhs, True, False), True, True)


@export("matrix_solve_ls", "linalg.lstsq")
def matrix_solve_ls(matrix: Any, rhs: Any, l2_regularizer: Any = 0.0, fast: Any = True,
                    name: Any = None) -> Any:  # fmt: skip
    """Return x that brings `matrix @ x` nearest to `rhs`, or the shortest of them."""
    value = convert(matrix, None, "matrix")
    with name_scope(name, "matrix_solve_ls"):
        shape = value.shape
        tall = not (shape is not None and None not in shape[-2:] and shape[-2] < shape[-1])  # type: ignore[operator]
        gramian = matmul(value, value, adjoint_a=tall, adjoint_b=not tall)
        if isinstance(l2_regularizer, SymbolicTensor) or l2_regularizer != 0:
            side = None if shape is None else shape[-1 if tall else -2]
            scaled = operate("Mul", "mul", l2_regularizer, eye(side, dtype=value.dtype.base))
            gramian = operate("AddV2", "add", gramian, scaled)
        factor = call_op("Cholesky", None, gramian)
        if tall:
            return cholesky_solve(factor, matmul(value, rhs, adjoint_a=True))
        return matmul(value, cholesky_solve(factor, rhs), adjoint_a=True)


@export("self_adjoint_eig", "linalg.eigh")
def self_adjoint_eig(tensor: Any, name: Any = None) -> Any:
    """Return eigenvalues, in rising order, and eigenvectors of symmetric matrices."""
    values, vectors = call_op("SelfAdjointEigV2", name, tensor, compute_v=True)
    return values, vectors


@export("self_adjoint_eigvals", "linalg.eigvalsh")
def self_adjoint_eigvals(tensor: Any, name: Any = None) -> Any:
    """Return the eigenvalues of symmetric matrices, in rising order."""
    return call_op("SelfAdjointEigV2", name, tensor, compute_v=False)[0]


@export("qr", "linalg.qr")
def qr(input: Any, full_matrices: Any = False, name: Any = None) -> Any:  # noqa: A002
    """Return matrices with orthonormal columns and upper triangular ones."""
    return Qr(*call_op("Qr", name, input, full_matrices=bool(full_matrices)))


@export("svd", "linalg.svd")
def svd(tensor: Any, full_matrices: Any = False, compute_uv: Any = True, name: Any = None) -> Any:
    """Return singular values, left and right singular vectors; or the values alone."""
    values, left, right = call_op(
        "Svd", name, tensor, compute_uv=bool(compute_uv), full_matrices=bool(full_matrices)
    )
    return (values, left, right) if compute_uv else values


@export("linalg.expm")
def expm(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the exponentials of square matrices."""
    with name_scope(name, "matrix_exponential"):
        return call_op("MatrixExponential", "Reshape_1", input)


@export("matrix_square_root", "linalg.sqrtm")
def matrix_square_root(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the square roots of square matrices."""
    return call_op("MatrixSquareRoot", name, input)


@export("linalg.adjoint")
def adjoint(matrix: Any, name: Any = None) -> Any:
    """Return the conjugate transposes."""
    with name_scope(name, "adjoint"):
        return matrix_transpose(convert(matrix, None, "matrix"), conjugate=True)


@export("linalg.matvec")
def matvec(a: Any, b: Any, transpose_a: Any = False, adjoint_a: Any = False,
           a_is_sparse: Any = False, b_is_sparse: Any = False,
           name: Any = None) -> Any:  # fmt: skip
    """Return products of matrices and vectors."""
    with name_scope(name, "MatVec"):
        column = expand_dims(b, axis=-1)
        product = matmul(a, column, transpose_a=transpose_a, adjoint_a=adjoint_a)
        return squeeze(product, axis=-1)


@export("linalg.normalize")
def normalize(tensor: Any, ord: Any = "euclidean", axis: Any = None, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor divided by its norm, and the norm."""
    with name_scope(name, "normalize"):
        value = convert(tensor)
        length = cast(norm(value, ord, axis, keepdims=True), value.dtype)
        return operate("RealDiv", "truediv", value, length), length


@export("linalg.matrix_rank")
def matrix_rank(a: Any, tol: Any = None, validate_args: Any = False, name: Any = None) -> Any:
    """Return how many singular values of each matrix are not about zero."""
    with name_scope(name, "matrix_rank"):
        value = convert(a, None, "a", dt.FLOAT32)
        values = svd(value, compute_uv=False)
        if tol is None:
            most = reduce("Max", values, -1, True, None)
            tol = operate("Mul", "mul", _threshold(value), most)
        above = call_op("Greater", None, values, tol)
        return reduce("Sum", cast(above, dt.INT32), -1, False, None)


def _threshold(value: SymbolicTensor) -> float:
    sides = [size or 1 for size in (value.shape or ())[-2:]]
    return float(np.finfo(value.dtype.numpy).eps * max(sides))


@export("linalg.pinv")
def pinv(a: Any, rcond: Any = None, validate_args: Any = False, name: Any = None) -> Any:
    """Return the pseudo-inverses of matrices."""
    with name_scope(name, "pinv"):
        value = convert(a, None, "a")
        share = 10.0 * _threshold(value) if rcond is None else rcond
        values, left, right = svd(value)
        cutoff = operate("Mul", "mul", share, reduce("Max", values, -1, False, None))
        kept = call_op("Greater", None, values, expand_dims(cutoff, -1))
        infinite = convert(np.array(np.inf, dtype=value.dtype.numpy))
        bounded = call_op("SelectV2", None, kept, values, infinite)
        scaled = operate("RealDiv", "truediv", right, expand_dims(bounded, -2))
        return matmul(scaled, left, adjoint_b=True)


@export("cross", "linalg.cross")
def cross(a: Any, b: Any, name: Any = None) -> Any:
    """Return the cross products of vectors of three entries."""
    return call_op("Cross", name, a, b)
