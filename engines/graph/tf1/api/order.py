"""tf functions about rank, order, search and distinct entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import stack, transpose
from engines.graph.tf1.api.filled import make_filled
from engines.graph.tf1.api.index import indexed
from engines.graph.tf1.api.shape import plain_shape, rank, shape, size
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.rows import ListDiff, TopKV2, Unique, UniqueWithCounts


@export("nn.top_k", "math.top_k")
def top_k(input: Any, k: Any = 1, sorted: Any = True, name: Any = None) -> Any:  # noqa: A002
    """Return the `k` largest entries of the last axis and their indices."""
    return TopKV2(*call_op("TopKV2", name, input, k))


def _index_type(given: Any) -> dt.DType:
    return needs_dtype(given) or dt.INT32


@export("unique")
def unique(x: Any, out_idx: Any = dt.INT32, name: Any = None) -> Any:
    """Return the distinct entries in order of appearance, and where each entry went."""
    return Unique(*call_op("Unique", name, x, out_idx=_index_type(out_idx)))


@export("unique_with_counts")
def unique_with_counts(x: Any, out_idx: Any = dt.INT32, name: Any = None) -> Any:
    """Return the distinct entries, where each entry went, and how often each occurs."""
    outputs = call_op("UniqueWithCounts", name, x, out_idx=_index_type(out_idx))
    return UniqueWithCounts(*outputs)


@export("setdiff1d")
def setdiff1d(x: Any, y: Any, index_dtype: Any = dt.INT32, name: Any = None) -> Any:
    """Return the entries of `x` that are not in `y`, and where they stood."""
    return ListDiff(*call_op("ListDiff", name, x, y, out_idx=_index_type(index_dtype)))


@export("sort")
def sort(values: Any, axis: Any = -1, direction: Any = "ASCENDING", name: Any = None) -> Any:
    """Return the entries in order along an axis."""
    with name_scope(name, "sort"):
        return _in_order(values, axis, direction, 0)


@export("argsort")
def argsort(values: Any, axis: Any = -1, direction: Any = "ASCENDING", stable: Any = False,
            name: Any = None) -> Any:  # fmt: skip
    """Return the indices that put the entries in order along an axis."""
    with name_scope(name, "argsort"):
        return _in_order(values, axis, direction, 1)


def _in_order(values: Any, axis: Any, direction: Any, part: int) -> Any:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise failure("ValueError", "Argument `direction` should be one of ASCENDING, DESCENDING."
                      f" Received: direction={direction}")  # fmt: skip
    place = convert(axis, None, "axis")
    known = static_value(place)
    if known is None or place.shape != ():
        raise failure("ValueError", "Argument `axis` must be a constant scalar. Received:"
                      f" axis={place}.")  # fmt: skip
    tensor = convert(values, None, "values")
    if direction == "DESCENDING":
        return _descending(tensor, int(known), part)
    turned = _turned(tensor)
    found = _descending(turned, int(known), part)
    return found if part else _turned(found)


def _turned(tensor: SymbolicTensor) -> Any:
    """Return the entries mapped so that their order is reversed, none overflowing."""
    if tensor.dtype.base.name.startswith("uint"):
        return call_op("Sub", None, np.iinfo(tensor.dtype.numpy).max, tensor, default="sub")
    negative = call_op("Neg", None, tensor)
    if tensor.dtype.base.integer:
        return call_op("Sub", None, negative, 1, default="sub")
    return negative


def _descending(tensor: SymbolicTensor, axis: int, part: int) -> Any:
    count = indexed(shape(tensor), axis)
    rank(tensor)
    sizes = tensor.shape
    if axis == -1 or (sizes is not None and axis + 1 == len(sizes)):
        return top_k(tensor, count)[part]
    if sizes is None:
        return _descending_inner(tensor, axis, count, part)
    order = list(range(len(sizes)))
    order[axis], order[-1] = order[-1], order[axis]
    swapped = constant(order, dt.INT32, "transposition")
    found = top_k(transpose(tensor, swapped), count)[part]
    return transpose(found, swapped)


def _descending_inner(tensor: SymbolicTensor, axis: int, count: Any, part: int) -> Any:
    """Sort along an axis of a tensor whose rank is known at run only."""
    ranks = rank(tensor)
    if axis < 0:
        axis = call_op("AddV2", None, ranks, axis, default="add")
    last = call_op("Sub", None, ranks, 1, default="sub")
    places = call_op("Range", None, 0, ranks, 1)
    order = call_op("TensorScatterUpdate", None, places, [[axis], [last]], [last, axis])
    found = top_k(transpose(tensor, order), count)[part]
    return transpose(found, order)


@export("searchsorted")
def searchsorted(sorted_sequence: Any, values: Any, side: Any = "left", out_type: Any = dt.INT32,
                 name: Any = None) -> Any:  # fmt: skip
    """Return where each value would have to be inserted to keep the order."""
    length = indexed(plain_shape(sorted_sequence), -1)
    number = indexed(plain_shape(values), -1)
    line = call_op("Reshape", None, sorted_sequence, [-1, length])
    wanted = call_op("Reshape", None, values, [-1, number])
    if side not in ("left", "right"):
        raise failure("ValueError", "Argument `side` must be either 'right' or 'left'. Received:"
                      f" `side` = '{side}'.")  # fmt: skip
    kind = "UpperBound" if side == "right" else "LowerBound"
    found = call_op(kind, name, line, wanted, out_type=_index_type(out_type))
    return call_op("Reshape", None, found, plain_shape(values))


@export("meshgrid")
def meshgrid(*args: Any, indexing: Any = "xy", name: Any = "meshgrid") -> Any:
    """Return for each vector of coordinates the grid of its values."""
    if indexing not in ("xy", "ij"):
        raise failure("ValueError", "Argument `indexing` parameter must be either 'xy' or 'ij', got"
                      f" '{indexing}'")  # fmt: skip
    with name_scope(name, "meshgrid"):
        count = len(args)
        if not count:
            return []
        lines = []
        for index, line in enumerate(args):
            around = [1] * count
            around[index] = -1
            lines.append(call_op("Reshape", None, stack(line), around))
        sizes = [size(line) for line in args]
        kind = convert(args[0]).dtype.base
        if indexing == "xy" and count > 1:
            rest = [1] * (count - 2)
            lines[0] = call_op("Reshape", None, lines[0], [1, -1, *rest])
            lines[1] = call_op("Reshape", None, lines[1], [-1, 1, *rest])
            sizes[0], sizes[1] = sizes[1], sizes[0]
        ones = make_filled("ones", sizes, kind)
        return [call_op("Mul", None, line, ones, default="mul") for line in lines]
