"""tf functions that pick entries: slices, gathers, masks, segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_array import plain
from engines.graph.tf1.api_make import cast
from engines.graph.tf1.api_reduce import reduce
from engines.graph.tf1.build import (
    add_node,
    call_op,
    constant,
    convert,
    name_scope,
)
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape


@export("gather")
def gather(params: Any, indices: Any, validate_indices: Any = None, name: Any = None,
           axis: Any = 0, batch_dims: Any = 0) -> Any:  # fmt: skip
    """Return the entries of `params` at `indices` along an axis."""
    return call_op("GatherV2", name, params, indices, axis or 0)


@export("gather_nd")
def gather_nd(params: Any, indices: Any, name: Any = None, batch_dims: Any = 0) -> Any:
    """Return the entries of `params` at rows of coordinates."""
    return call_op("GatherNd", name, params, indices)


@export("nn.embedding_lookup")
def embedding_lookup(params: Any, ids: Any, partition_strategy: Any = "mod", name: Any = None,
                     **unused: Any) -> Any:  # fmt: skip
    """Return the rows of an embedding table."""
    with name_scope(name, "embedding_lookup") as scope:
        table = params[0] if isinstance(params, (list, tuple)) and len(params) == 1 else params
        found = call_op("GatherV2", scope, table, convert(ids, None, "ids"), 0)
        return call_op("Identity", None, found)


@export("slice")
def tf_slice(input_: Any, begin: Any, size: Any, name: Any = None) -> Any:
    """Return the block of `size` that starts at `begin`; -1 takes the rest."""
    return call_op("Slice", name, input_, begin, size)


@export("strided_slice")
def strided_slice(input_: Any, begin: Any, end: Any, strides: Any = None, name: Any = None,
                  begin_mask: Any = 0, end_mask: Any = 0, **masks: Any) -> Any:  # fmt: skip
    """Return a slice with steps, as `x[begin:end:strides]`."""
    steps = [1] * len(begin) if strides is None else strides
    return call_op(
        "StridedSlice", name, input_, begin, end, steps, begin_mask=int(begin_mask),
        end_mask=int(end_mask), ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0,
    )  # fmt: skip


def indexed(tensor: SymbolicTensor, key: Any) -> SymbolicTensor:
    """Return `tensor[key]` as Python's brackets build it."""
    keys = key if isinstance(key, tuple) else (key,)
    begin: list[Any] = []
    end: list[Any] = []
    steps: list[Any] = []
    masks = dict.fromkeys(
        ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"), 0
    )
    for index, part in enumerate(keys):
        bit = 1 << index
        low: Any = 0
        high: Any = 0
        step: Any = 1
        if isinstance(part, slice):
            low, high, step = part.start, part.stop, part.step or 1
            if low is None:
                masks["begin_mask"] |= bit
            if high is None:
                masks["end_mask"] |= bit
        elif part is Ellipsis:
            masks["ellipsis_mask"] |= bit
        elif part is None:
            masks["new_axis_mask"] |= bit
        else:
            low, high = _index(part)
            masks["shrink_axis_mask"] |= bit
        begin.append(0 if low is None else low)
        end.append(0 if high is None else high)
        steps.append(step)
    with name_scope(None, "strided_slice") as scope:
        bounds = (
            convert(begin, None, "stack", dt.INT32),
            convert(end, None, "stack_1", dt.INT32),
            convert(steps, None, "stack_2", dt.INT32),
        )
        return add_node("StridedSlice", scope, (tensor, *bounds), **masks).outputs[0]


def _index(part: Any) -> tuple[Any, Any]:
    part = plain(part)
    if isinstance(part, SymbolicTensor):
        if part.dtype.base not in (dt.INT32, dt.INT64, dt.INT16):
            raise _bad_index(part)
        return part, call_op("AddV2", None, part, 1, default="add")
    if isinstance(part, (int, np.integer)) and not isinstance(part, bool):
        return int(part), int(part) + 1
    if hasattr(part, "value") and isinstance(part.value, int):
        return part.value, part.value + 1
    raise _bad_index(part)


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
        chosen = convert(mask, dt.BOOL, "mask")
        if chosen.shape is None:
            raise failure(
                "ValueError",
                "Number of mask dimensions must be specified, even if some dimensions are"
                " None.  E.g."
                " shape=[None] is ok, but shape=None is not.",
            )
        if len(chosen.shape) == 0:
            raise failure("ValueError", "mask cannot be scalar.")
        start = int(axis or 0)
        covered = None if value.shape is None else value.shape[start : start + len(chosen.shape)]
        if covered is not None and any(
            a is not None and b is not None and a != b
            for a, b in zip(covered, chosen.shape, strict=False)
        ):
            raise failure(
                "ValueError",
                f"Shapes {TensorShape(covered)} and {TensorShape(chosen.shape)} are incompatible",
            )
        if len(chosen.shape) > 1 and value.shape is not None:
            rest = [
                -1 if size is None else size for size in value.shape[start + len(chosen.shape) :]
            ]
            value = call_op("Reshape", None, value, [*value.shape[:start], -1, *rest])
            chosen = call_op("Reshape", None, chosen, [-1])
        places = call_op("Squeeze", None, call_op("Where", None, chosen), squeeze_dims=[1])
        return call_op("GatherV2", None, value, places, start)


@export("unsorted_segment_sum", "math.unsorted_segment_sum")
def unsorted_segment_sum(data: Any, segment_ids: Any, num_segments: Any, name: Any = None) -> Any:
    """Return the sums of the rows of each segment."""
    return call_op("UnsortedSegmentSum", name, data, segment_ids, num_segments)


@export("segment_sum", "math.segment_sum")
def segment_sum(data: Any, segment_ids: Any, name: Any = None) -> Any:
    """Return the sums of the rows of each segment; segments come in order."""
    return call_op("SegmentSum", name, data, segment_ids)


@export("unique")
def unique(x: Any, out_idx: Any = dt.INT32, name: Any = None) -> Any:
    """Return the distinct entries in order of appearance, and where each entry went."""
    return call_op("Unique", name, x)


@export("nn.top_k", "math.top_k")
def top_k(input: Any, k: Any = 1, sorted: Any = True, name: Any = None) -> Any:  # noqa: A002
    """Return the `k` largest entries of the last axis and their indices."""
    return call_op("TopKV2", name, input, k)


def _zero(like: SymbolicTensor) -> int | bool:
    return False if like.dtype.base is dt.BOOL else 0


@export("count_nonzero", "math.count_nonzero")
def count_nonzero(input_tensor: Any, axis: Any = None, keepdims: Any = None,
                  dtype: Any = dt.INT64, name: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return how many entries are not zero."""
    with name_scope(name, "count_nonzero"):
        value = convert(input_tensor)
        there = call_op("NotEqual", None, value, constant(_zero(value), value.dtype.base, "zeros"))
        return reduce("Sum", cast(there, needs_dtype(dtype)), axis, keepdims, None)
