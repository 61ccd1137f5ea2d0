"""tf functions about diagonals."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import concat
from engines.graph.tf1.api.filled import make_filled
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


@export("diag", "linalg.tensor_diag")
def diag(diagonal: Any, name: Any = None) -> Any:
    """Return a tensor with the given entries on its diagonal."""
    return call_op("Diag", name, diagonal)


@export("diag_part", "linalg.tensor_diag_part")
def diag_part(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the diagonal of a tensor."""
    return call_op("DiagPart", name, input)


@export("matrix_diag", "linalg.diag")
def matrix_diag(diagonal: Any, name: Any = "diag", **unused: Any) -> Any:
    """Return a batch of matrices with the given diagonals."""
    return call_op("MatrixDiagV3", name or "MatrixDiagV3", diagonal, 0, -1, -1, _zero(diagonal))


def _zero(like: Any) -> Any:
    boolean = isinstance(like, SymbolicTensor) and like.dtype.base is dt.BOOL
    return False if boolean else 0


@export("matrix_diag_part", "linalg.diag_part")
def matrix_diag_part(input: Any, name: Any = "diag_part", **unused: Any) -> Any:  # noqa: A002
    """Return the diagonals of a batch of matrices."""
    return call_op("MatrixDiagPartV3", name or "MatrixDiagPartV3", input, 0, _zero(input))


@export("matrix_set_diag", "linalg.set_diag")
def matrix_set_diag(input: Any, diagonal: Any, name: Any = "set_diag",  # noqa: A002
                    **unused: Any) -> Any:  # fmt: skip
    """Return a batch of matrices with other diagonals."""
    return call_op("MatrixSetDiagV3", name or "MatrixSetDiagV3", input, diagonal, 0)


@export("matrix_band_part", "linalg.band_part")
def matrix_band_part(input: Any, num_lower: Any, num_upper: Any,  # noqa: A002
                     name: Any = None) -> Any:  # fmt: skip
    """Return matrices with zeros outside a band around the diagonal; -1 keeps a whole side."""
    return call_op("MatrixBandPart", name, input, num_lower, num_upper)


@export("trace", "linalg.trace")
def trace(x: Any, name: Any = None) -> Any:
    """Return the sums of the diagonals of a batch of matrices."""
    with name_scope(name, "Trace") as scope:
        return reduce("Sum", matrix_diag_part(convert(x, None, "x")), [-1], False, scope)


@export("eye", "linalg.eye")
def eye(num_rows: Any, num_columns: Any = None, batch_shape: Any = None, dtype: Any = dt.FLOAT32,
        name: Any = None) -> Any:  # fmt: skip
    """Return an identity matrix, or a batch of them."""
    kind = needs_dtype(dtype) or dt.FLOAT32
    with name_scope(name, "eye"):
        columns = num_rows if num_columns is None else num_columns
        symbolic = isinstance(num_rows, SymbolicTensor) or isinstance(columns, SymbolicTensor)
        whole = isinstance(num_rows, (int, np.integer)) and isinstance(columns, (int, np.integer))
        if not symbolic and not whole:
            raise failure("TypeError", "Arguments `num_rows` and `num_columns` must be positive"
                          f" integer values. Received: num_rows={num_rows},"
                          f" num_columns={columns}")  # fmt: skip
        if symbolic:
            size = call_op("Minimum", None, num_rows, columns)
            square = num_columns is None
        else:
            size = min(int(num_rows), int(columns))
            square = int(num_rows) == int(columns)
        batch = [] if batch_shape is None else list(batch_shape)
        line: Any = [*batch, size]
        if symbolic:
            line = concat((convert(batch, dt.INT32, "shape"), [size]), 0)
        ones = make_filled("ones", line, kind)
        if square:
            return matrix_diag(ones)
        zeros = make_filled("zeros", [*batch, num_rows, columns], kind)
        return matrix_set_diag(zeros, ones)
