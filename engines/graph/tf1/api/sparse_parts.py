"""tf functions that cut, join and rearrange sparse tensors, or multiply them by dense ones."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import transpose
from engines.graph.tf1.api.index import gather
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.sparse import sparse_reorder
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.shapes import count, fully_known
from engines.graph.tf1.sparse import SparseTensor, as_sparse, sizes_given_by


@export("sparse_retain", "sparse.retain")
def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """Return the sparse tensor with some of its entries only."""
    given = as_sparse(sp_input)
    kept = call_op("Reshape", None, call_op("Where", None, convert(to_retain)), [-1])
    places, entries = gather(given.indices, kept), gather(given.values, kept)
    return SparseTensor(places, entries, call_op("Identity", None, given.dense_shape))


@export("sparse_transpose", "sparse.transpose")
def sparse_transpose(sp_input: Any, perm: Any = None, name: Any = None) -> SparseTensor:
    """Return the sparse tensor with its axes in another order (reversed when none is given)."""
    given = as_sparse(sp_input)
    with name_scope(name, "SparseTranspose"):
        sizes = given.shape
        if sizes is None or not fully_known(sizes):
            raise ValueError("the shape must be known")
        order = list(range(len(sizes) - 1, -1, -1)) if perm is None else [int(p) for p in perm]
        places = transpose(gather(transpose(given.indices), order))
        convert(order)
        turned = SparseTensor(places, given.values, [sizes[axis] for axis in order])
        return sparse_reorder(turned)  # type: ignore[no-any-return]


@export("sparse_slice", "sparse.slice")
def sparse_slice(sp_input: Any, start: Any, size: Any, name: Any = None) -> SparseTensor:
    """Return the block of `size` that starts at `start`."""
    given = as_sparse(sp_input)
    first, extent = convert(start, dt.INT64), convert(size, dt.INT64)
    return SparseTensor(*call_op("SparseSlice", name, *given.parts, first, extent))


@export("sparse_concat", "sparse.concat")
def sparse_concat(axis: Any, sp_inputs: Any, name: Any = None, expand_nonconcat_dim: Any = False,
                  concat_dim: Any = None,
                  expand_nonconcat_dims: Any = None) -> SparseTensor:  # fmt: skip
    """Return sparse tensors joined along an axis."""
    parts = [as_sparse(entry) for entry in sp_inputs]
    if expand_nonconcat_dim or expand_nonconcat_dims:
        raise ValueError("expand_nonconcat_dim is not supported")
    if len(parts) == 1:
        return parts[0]
    place = int(axis if axis is not None else concat_dim)
    with name_scope(name, "SparseConcat") as scope:
        inputs = [
            tensor
            for column in zip(*(part.parts for part in parts), strict=True)
            for tensor in column
        ]
        node = add_node("SparseConcat", scope, tuple(inputs), concat_dim=place, N=len(parts))
    places, entries, whole = node.outputs
    sizes = [part.shape for part in parts]
    if all(fully_known(shape) for shape in sizes):
        joined = [int(size or 0) for size in sizes[0] or ()]
        joined[place] = sum(int((shape or ())[place] or 0) for shape in sizes)
        whole = constant(joined, dt.INT64)
    return SparseTensor(places, entries, whole)


@export("sparse_reshape", "sparse.reshape")
def sparse_reshape(sp_input: Any, shape: Any, name: Any = None) -> SparseTensor:
    """Return the same entries in a sparse tensor of another shape."""
    given = as_sparse(sp_input)
    wanted = cast(shape, dt.INT64)
    with name_scope(name, "SparseReshape") as scope:
        places, whole = call_op("SparseReshape", scope, given.indices, given.dense_shape, wanted)
        sizes, total = sizes_given_by(wanted), count(given.shape)
        if sizes is not None and total is not None and sizes.count(None) <= 1:
            known = count(tuple(1 if size is None else size for size in sizes)) or 1
            filled = [total // known if size is None else size for size in sizes]
            if count(tuple(filled)) != total:
                raise failure("ValueError", f"Cannot reshape a tensor with {total} elements to"
                              f" shape {list(sizes)} ({count(tuple(filled))}"
                              " elements).")  # fmt: skip
            whole = constant(filled, dt.INT64)
        return SparseTensor(places, call_op("Identity", None, given.values), whole)


_BY_SIGN = {
    "*": ("SparseDenseCwiseMul", "mul"),
    "/": ("SparseDenseCwiseDiv", "truediv"),
}


def sparse_times(symbol: str, left: SparseTensor, right: Any) -> SparseTensor | None:
    """Return a sparse tensor multiplied (or divided) by a dense one, None for other operators."""
    if symbol not in _BY_SIGN:
        return None
    kind, label = _BY_SIGN[symbol]
    with name_scope(None, label) as scope:
        dense = convert(right, left.values.dtype.base, "y")
        entries = call_op(kind, scope, *left.parts, dense)
        return SparseTensor(left.indices, entries, left.dense_shape)
