"""tf functions on sparse tensors."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import transpose
from engines.graph.tf1.api.filled import make_filled, make_like
from engines.graph.tf1.api.index import gather_nd
from engines.graph.tf1.api.make import placeholder, placeholder_with_default
from engines.graph.tf1.api.shape import shape as tf_shape
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.rows import SparseTensorValue
from engines.graph.tf1.shapes import fully_known, shape_of
from engines.graph.tf1.sparse import SparseTensor, as_sparse, same_sparse_shape

_MODULE = "tensorflow.python.framework.sparse_tensor"
SPARSE = TypeValue("SparseTensor", _MODULE, (SparseTensor,), SparseTensor)
SPARSE_VALUE = TypeValue(
    "SparseTensorValue", _MODULE, (SparseTensorValue,), lambda *given, **named: SparseTensorValue(
        *given, **named)
)  # fmt: skip
SPARSE_TYPES = (SPARSE, SPARSE_VALUE)
export_value("SparseTensor", SPARSE)
export_value("sparse.SparseTensor", SPARSE)
export_value("SparseTensorValue", SPARSE_VALUE)


@export("sparse_tensor_to_dense", "sparse.to_dense")
def sparse_tensor_to_dense(sp_input: Any, default_value: Any = None, validate_indices: Any = True,
                           name: Any = None) -> Any:  # fmt: skip
    """Return the dense tensor, with a default value at all other places."""
    given = as_sparse(sp_input)
    if default_value is None:
        default_value = make_filled("zeros", [], given.values.dtype.base)
    return call_op(
        "SparseToDense", name, given.indices, given.dense_shape, given.values, default_value,
        validate_indices=bool(validate_indices),
    )  # fmt: skip


@export("sparse_to_dense")
def sparse_to_dense(sparse_indices: Any, output_shape: Any, sparse_values: Any,
                    default_value: Any = 0, validate_indices: Any = True,
                    name: Any = None) -> Any:  # fmt: skip
    """Return a dense tensor that has values at the places given and a default elsewhere."""
    places = sparse_indices
    return call_op(
        "SparseToDense", name, places, output_shape, sparse_values, default_value,
        validate_indices=bool(validate_indices),
    )  # fmt: skip


@export("sparse_placeholder")
def sparse_placeholder(dtype: Any, shape: Any = None, name: Any = None) -> Any:
    """Return a sparse tensor whose parts every run must feed."""
    sizes = shape_of(shape)
    sizes = None if sizes is None else tuple(None if size == -1 else size for size in sizes)
    rank = None if sizes is None else len(sizes)

    def named(part: str) -> str | None:
        return None if name is None else f"{name}/{part}"

    if sizes is None:
        whole = placeholder(dt.INT64, [rank], named("shape"))
    else:
        plain = [-1 if size is None else size for size in sizes]
        usual = convert(plain, dt.INT64, named("shape_default") or "Const")
        whole = placeholder_with_default(usual, [rank], named("shape"))
    values = placeholder(dtype, [None], named("values"))
    places = placeholder(dt.INT64, [None, rank], named("indices"))
    result = SparseTensor(places, values, whole)
    result.shape = sizes
    return result


@export("sparse.from_dense")
def from_dense(tensor: Any, name: Any = None) -> Any:
    """Return the entries of a tensor that are not zero as a sparse tensor."""
    with name_scope(name, "dense_to_sparse"):
        value = convert(tensor)
        there = call_op("NotEqual", None, value, make_like("zeros", value))
        places = call_op("Where", None, there)
        entries = gather_nd(value, places)
        return SparseTensor(places, entries, tf_shape(value, out_type=dt.INT64))


@export("sparse_tensor_dense_matmul", "sparse.sparse_dense_matmul", "sparse.matmul")
def sparse_tensor_dense_matmul(sp_a: Any, b: Any, adjoint_a: Any = False, adjoint_b: Any = False,
                               name: Any = None) -> Any:  # fmt: skip
    """Return the product of a sparse and a dense matrix."""
    if isinstance(b, (SparseTensor, SparseTensorValue)):
        flip = adjoint_a == adjoint_b
        return transpose(sparse_tensor_dense_matmul(
            b, sp_a, bool(adjoint_a) != flip, bool(adjoint_b) != flip
        ))  # fmt: skip
    given = as_sparse(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul"):
        dense = convert(b, None, "b")
        return call_op(
            "SparseTensorDenseMatMul", None, *given.parts, dense,
            adjoint_a=bool(adjoint_a), adjoint_b=bool(adjoint_b),
        )  # fmt: skip


@export("sparse_reduce_sum", "sparse.reduce_sum")
def sparse_reduce_sum(sp_input: Any, axis: Any = None, keepdims: Any = None,
                      reduction_axes: Any = None, keep_dims: Any = None) -> Any:  # fmt: skip
    """Return the sums of the entries along axes, as a dense tensor."""
    given = as_sparse(sp_input)
    axes = axis if axis is not None else reduction_axes
    if axes is None:
        axes = constant(list(range(len(given.shape or ()))), dt.INT32)
    return call_op("SparseReduceSum", None, *given.parts, axes,
                   keep_dims=bool(keepdims or keep_dims))  # fmt: skip


@export("sparse_add", "sparse.add")
def sparse_add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """Return the sum of two tensors of which one at least is sparse."""
    kinds = (SparseTensor, SparseTensorValue)
    if not isinstance(a, kinds) and not isinstance(b, kinds):
        raise failure("TypeError", "At least one input should be SparseTensor; do you mean to use"
                      " tf.add()?")  # fmt: skip
    if not (isinstance(a, kinds) and isinstance(b, kinds)):
        sparse, dense = (a, b) if isinstance(a, kinds) else (b, a)
        return call_op("SparseTensorDenseAdd", None, *as_sparse(sparse).parts, dense)
    left, right = as_sparse(a), as_sparse(b)
    least = convert(threshold or thresh or 0, left.values.dtype.base, "threshold")
    places, entries, whole = call_op("SparseAdd", None, *left.parts, *right.parts, least)
    known = same_sparse_shape(left, right)
    return SparseTensor(places, entries, list(known or ()) if fully_known(known) else whole)


@export("sparse_reorder", "sparse.reorder")
def sparse_reorder(sp_input: Any, name: Any = None) -> Any:
    """Return the same sparse tensor with its places in order."""
    given = as_sparse(sp_input)
    places, entries = call_op("SparseReorder", name, *given.parts)
    known = given.shape
    if fully_known(known):
        return SparseTensor(places, entries, list(known or ()))
    return SparseTensor(places, entries, call_op("Identity", None, given.dense_shape))
