"""tf functions that pick entries: slices, gathers, masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import concat, plain, stack
from engines.graph.tf1.api.filled import make_filled, make_like
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.api.shape import shape as tf_shape
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import holds_tensors
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Dimension, Shape, ShapeProblem, TensorShape, count, merge


@export("gather")
def gather(params: Any, indices: Any, validate_indices: Any = None, name: Any = None,
           axis: Any = None, batch_dims: Any = 0) -> Any:  # fmt: skip
    """Return the entries of `params` at `indices` along an axis."""
    place = batch_dims if axis is None else axis
    extra: dict[str, Any] = {"batch_dims": int(batch_dims)} if batch_dims else {}
    return call_op("GatherV2", name, params, indices, place, **extra)


@export("batch_gather")
def batch_gather(params: Any, indices: Any, name: Any = None) -> Any:
    """Return for each row of `indices` the entries of the same row of `params`."""
    with name_scope(name, "BatchGather"):
        places = convert(indices, None, "indices")
        value = convert(params, None, "params")
        if places.shape is None:
            raise failure("ValueError", "batch_gather does not allow indices with unknown shape.")
        return _gathered_by_row(value, places, len(places.shape) - 1)


def _gathered_by_row(value: SymbolicTensor, places: SymbolicTensor, depth: int) -> Any:
    """Gather along the first axis of a tensor whose batch axes are joined with it."""
    assert places.shape is not None
    place_sizes, sizes = tf_shape(places), tf_shape(value)
    kind = places.dtype.base
    width: Any = make_filled("ones", [], kind)
    known = call_op("Cast", None, sizes, DstT=kind)
    rows: Any = places
    for axis in range(depth, 0, -1):
        size = indexed(known, axis - 1)
        width = call_op("Mul", None, width, indexed(known, axis), default="mul")
        start, step = make_filled("zeros", [], kind), make_filled("ones", [], kind)
        line = call_op("Range", None, start, size, step, default="Range")
        line = call_op("Mul", None, line, width, default="mul")
        around = [1] * (axis - 1) + [size] + [1] * (len(places.shape) - axis)
        line = call_op("Reshape", None, line, stack(around, axis=0))
        rows = call_op("AddV2", None, rows, line, default="add")
    flat = call_op("Reshape", None, rows, [-1])
    outer = indexed(sizes, slice(depth + 1, None))
    inner = reduce("Prod", indexed(sizes, slice(None, depth + 1)), [0], False, None)
    table = call_op("Reshape", None, value, concat(([inner], outer), 0))
    found = call_op("GatherV2", None, table, flat, 0)
    result = call_op("Reshape", None, found, concat((place_sizes, outer), 0))
    if value.shape is not None:
        result.shape = (*places.shape, *value.shape[depth + 1 :])
    return result


@export("gather_nd", "manip.gather_nd")
def gather_nd(params: Any, indices: Any, name: Any = None, batch_dims: Any = 0) -> Any:
    """Return the entries of `params` at rows of coordinates."""
    return call_op("GatherNd", name, params, indices, batch_dims=int(batch_dims))


@export("slice")
def tf_slice(input_: Any, begin: Any, size: Any, name: Any = None) -> Any:
    """Return the block of `size` that starts at `begin`; -1 takes the rest."""
    return call_op("Slice", name, input_, begin, size)


@export("strided_slice")
def strided_slice(input_: Any, begin: Any, end: Any, strides: Any = None, begin_mask: Any = 0,
                  end_mask: Any = 0, ellipsis_mask: Any = 0, new_axis_mask: Any = 0,
                  shrink_axis_mask: Any = 0, var: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return a slice with steps, as `x[begin:end:strides]`."""
    steps = make_like("ones", begin) if strides is None else strides
    return call_op(
        "StridedSlice", name, input_, begin, end, steps, begin_mask=int(begin_mask),
        end_mask=int(end_mask), ellipsis_mask=int(ellipsis_mask),
        new_axis_mask=int(new_axis_mask), shrink_axis_mask=int(shrink_axis_mask),
    )  # fmt: skip


_MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


def indexed(tensor: SymbolicTensor, key: Any) -> SymbolicTensor:
    """Return `tensor[key]` as Python's brackets build it; a list counts as a tuple."""
    key = plain(key)
    if _is_mask(key):
        return boolean_mask(tensor, key)  # type: ignore[no-any-return]
    rows: list[tuple[Any, Any, Any]] = []
    masks = dict.fromkeys(_MASKS, 0)
    for index, part in enumerate(key if isinstance(key, (tuple, list)) else (key,)):
        row, marked = _bounds(part)
        rows.append(row)
        for mask in marked:
            masks[mask] |= 1 << index
    with name_scope(None, "strided_slice") as scope:
        bounds = [
            _bound([row[column] for row in rows], name)
            for column, name in enumerate(("stack", "stack_1", "stack_2"))
        ]
        if any(bound.dtype.base is dt.INT64 for bound in bounds):
            bounds = [cast(bound, dt.INT64) for bound in bounds]
        return add_node("StridedSlice", scope, (tensor, *bounds), **masks).outputs[0]


def _bound(entries: list[Any], name: str) -> SymbolicTensor:
    return convert(entries, None, name, None if holds_tensors(entries) else dt.INT32)


def _is_mask(key: Any) -> bool:
    if isinstance(key, SymbolicTensor):
        return key.dtype.base is dt.BOOL
    return isinstance(key, bool) or (isinstance(key, np.ndarray) and key.dtype == np.bool_)


def _bounds(part: Any) -> tuple[tuple[Any, Any, Any], list[str]]:
    """Return begin, end and stride of one place between the brackets, and the masks it sets."""
    if part is Ellipsis:
        return (0, 0, 1), ["ellipsis_mask"]
    if part is None:
        return (0, 0, 1), ["new_axis_mask"]
    if isinstance(part, slice):
        return _slice_bounds(part)
    low, high = _index(part)
    step: Any = 1
    if isinstance(low, SymbolicTensor) and low.dtype.base in (dt.INT64, dt.INT16):
        step = constant(1, low.dtype.base)
    return (low, high, step), ["shrink_axis_mask"]


def _slice_bounds(part: slice) -> tuple[tuple[Any, Any, Any], list[str]]:
    given = [plain(bound) for bound in (part.start, part.stop, part.step)]
    kinds = [bound.dtype.base for bound in given if isinstance(bound, SymbolicTensor)]
    kind = next((known for known in (dt.INT64, dt.INT32, dt.INT16) if known in kinds), None)
    marked: list[str] = []
    row: list[Any] = []
    for bound, mask, usual in zip(given, ("begin_mask", "end_mask", ""), (0, 0, 1), strict=True):
        if bound is None or (isinstance(bound, Dimension) and bound.value is None):
            row.append(usual if kind is None else constant(usual, kind))
            marked += [mask] if mask else []
        else:
            _check_index(bound)
            row.append(bound)
    return (row[0], row[1], row[2]), marked


def _check_index(part: Any) -> None:
    if isinstance(part, SymbolicTensor):
        if part.dtype.base not in (dt.INT32, dt.INT64, dt.INT16) or len(part.shape or ()) == 1:
            raise _bad_index(part)
    elif not isinstance(part, (int, np.integer, Dimension)):
        raise _bad_index(part)


def _index(part: Any) -> tuple[Any, Any]:
    part = plain(part)
    _check_index(part)
    if isinstance(part, SymbolicTensor):
        return part, call_op("AddV2", None, part, 1, default="add")
    place: Any = part.value if isinstance(part, Dimension) else int(part)
    return place, place + 1


def _bad_index(part: Any) -> Exception:
    shown = repr(part) if isinstance(part, (str, SymbolicTensor)) else str(part)
    return failure(
        "TypeError",
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar"
        f" tf.int32/tf.int64 tensors are valid indices, got {shown}",
    )


@export("where", "where_v1")
def where(condition: Any, x: Any = None, y: Any = None, name: Any = None) -> Any:
    """Return entries of `x` or `y` by a condition, or the coordinates where it is true."""
    if x is None and y is None:
        with name_scope(name, "Where") as scope:
            return call_op("Where", scope, convert(condition, dt.BOOL, "condition"))
    if x is None or y is None:
        raise failure("ValueError", "x and y must both be non-None or both be None.")
    return call_op("Select", name, condition, x, y)


@export("boolean_mask")
def boolean_mask(tensor: Any, mask: Any, name: Any = "boolean_mask", axis: Any = None) -> Any:
    """Return the entries where `mask` is true, in order."""
    with name_scope(name, "boolean_mask"):
        value = convert(tensor, None, "tensor")
        chosen = convert(mask, None, "mask")
        if chosen.shape is None:
            raise failure(
                "ValueError",
                "Number of mask dimensions must be specified, even if some dimensions are"
                " None.  E.g."
                " shape=[None] is ok, but shape=None is not.",
            )
        if len(chosen.shape) == 0:
            raise failure("ValueError", "mask cannot be scalar.")
        depth = len(chosen.shape)
        start = int(axis or 0)
        sizes = value.shape
        if sizes is not None:
            _check_covered(sizes[start : start + depth], chosen.shape)
        covered = indexed(tf_shape(value), slice(start, start + depth))
        leading = reduce("Prod", covered, [0], False, None)
        before = indexed(tf_shape(value), slice(None, start))
        after = indexed(tf_shape(value), slice(start + depth, None))
        value = call_op("Reshape", None, value, concat((before, [leading], after), 0))
        if sizes is not None:
            first = count(sizes[start : start + depth])
            value.shape = (*sizes[:start], first, *sizes[start + depth :])
        flat = call_op("Reshape", None, chosen, [-1])
        places = call_op("Squeeze", None, call_op("Where", None, flat), squeeze_dims=[1])
        return call_op("GatherV2", None, value, places, start)


def _check_covered(covered: Shape, mask: Shape) -> None:
    try:
        merge(covered, mask)
    except ShapeProblem:
        shapes = f"{TensorShape(covered)} and {TensorShape(mask)}"
        raise failure("ValueError", f"Shapes {shapes} are incompatible") from None
