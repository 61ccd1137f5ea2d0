"""tf functions that make, shape, slice and join tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import check_elements, check_shape
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_math import reduce
from engines.graph.tf1.build import (
    add_node,
    call_op,
    check_type,
    constant,
    convert,
    is_variable,
    name_scope,
)
from engines.graph.tf1.convert import array_of, needs_dtype
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, fully_known, shape_of


@export("constant")
def tf_constant(
    value: Any, dtype: Any = None, shape: Any = None, name: Any = "Const", verify_shape: Any = False
) -> Any:
    """Return a constant; a `shape` larger than the value is filled with its last entry."""
    kind = needs_dtype(dtype)
    if isinstance(value, SymbolicTensor) or is_variable(value):
        raise failure("TypeError", f"List of Tensors when single Tensor expected: {value}")
    if shape is None:
        return constant(value, kind, "Const" if name is None else name)
    array = array_of(value, kind)
    sizes = tuple(int(size or 0) for size in shape_of(shape) or ())
    check_shape(sizes)
    wanted = int(np.prod(sizes, dtype=np.int64))
    if array.size > wanted:
        raise failure(
            "ValueError",
            f"Too many elements provided. Needed at most {wanted}, but received {array.size}",
        )
    filled = np.empty(wanted, dtype=array.dtype)
    filled[: array.size] = array.reshape(-1)
    filled[array.size :] = array.reshape(-1)[-1] if array.size else 0
    return constant(filled.reshape(sizes), kind or dt.of_numpy(array), name or "Const")


@export("convert_to_tensor")
def convert_to_tensor(value: Any, dtype: Any = None, name: Any = None, preferred_dtype: Any = None,
                      dtype_hint: Any = None) -> Any:  # fmt: skip
    """Return `value` as a tensor."""
    hint = needs_dtype(preferred_dtype or dtype_hint)
    return convert(value, needs_dtype(dtype), name or "Const", hint)


@export("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: Any = None) -> Any:
    """Return a tensor whose value every run must feed."""
    kind = dt.find_dtype(dtype)
    if kind is None:
        shown = repr(dtype) if isinstance(dtype, str) else show(dtype)
        raise failure("TypeError", f"Expected DataType for argument 'dtype' not {shown}.")
    return add_node("Placeholder", _scope(name, "Placeholder"), (), dtype=kind,
                    shape=shape_of(shape)).outputs[0]  # fmt: skip


def _scope(name: Any, default: str) -> str:
    return default if name is None else str(name)


@export("placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor that has a default value where a run feeds none."""
    return call_op("PlaceholderWithDefault", name, input, shape=shape_of(shape))


def _filled(label: str, number: Any) -> Any:
    def fill(shape: Any = None, dtype: Any = dt.FLOAT32, name: Any = None) -> Any:
        if shape is None:
            raise failure("TypeError", "Missing required positional argument")
        kind = needs_dtype(dtype) or dt.FLOAT32
        with name_scope(name, label) as scope:
            value = number
            if kind is dt.BOOL:
                value = bool(number)
            elif kind is dt.STRING:
                value = ""
            sizes = _known_sizes(shape)
            if sizes is not None and int(np.prod(sizes, dtype=np.int64)) < 1000:
                array = np.full(sizes, value, dtype=object if kind is dt.STRING else kind.numpy)
                return constant(array, kind, scope)
            dims = convert(shape, None, "shape_as_tensor", dt.INT32)
            single = constant(value, kind, "Const")
            return add_node("Fill", scope, (dims, single)).outputs[0]

    return fill


def _known_sizes(shape: Any) -> tuple[int, ...] | None:
    if isinstance(shape, SymbolicTensor):
        return None
    entries = list(shape) if isinstance(shape, (list, tuple, TensorShape, np.ndarray)) else [shape]
    if any(isinstance(entry, SymbolicTensor) for entry in entries):
        return None
    sizes = tuple(_whole(entry) for entry in entries)
    if any(size < 0 for size in sizes):
        raise failure("ValueError", "Fill dimensions must be >= 0")
    check_shape(sizes)
    return sizes


def _whole(size: Any) -> int:
    if isinstance(size, (str, float)) or size is None:
        raise failure(
            "TypeError", f"Expected int32, but got {size} of type '{type(size).__name__}'."
        )
    return int(size)


export("zeros")(_filled("zeros", 0))
export("ones")(_filled("ones", 1))


def _like(label: str, kind: str, number: int) -> Any:
    def like(tensor: Any, dtype: Any = None, name: Any = None, optimize: Any = True) -> Any:
        with name_scope(name, label) as scope:
            value = convert(tensor, None, "tensor")
            wanted = needs_dtype(dtype) or value.dtype.base
            if fully_known(value.shape) and number == 0:
                assert value.shape is not None
                return constant(np.zeros([int(size or 0) for size in value.shape], wanted.numpy),
                                wanted, scope)  # fmt: skip
            if wanted != value.dtype.base:
                value = add_node("Cast", "Cast", (value,), DstT=wanted).outputs[0]
            return add_node(kind, scope, (value,)).outputs[0]

    return like


export("zeros_like")(_like("zeros_like", "ZerosLike", 0))
export("ones_like")(_like("ones_like", "OnesLike", 1))


@export("fill")
def fill(dims: Any, value: Any, name: Any = None) -> Any:
    """Return a tensor of shape `dims` with one value everywhere."""
    return call_op("Fill", name, dims, value)


@export("eye")
def eye(num_rows: Any, num_columns: Any = None, dtype: Any = dt.FLOAT32, name: Any = None) -> Any:
    """Return an identity matrix."""
    columns = num_rows if num_columns is None else num_columns
    check_elements(int(num_rows) * int(columns))
    array = np.eye(int(num_rows), int(columns))
    return constant(array, needs_dtype(dtype), name or "eye")


@export("range")
def tf_range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None,
             name: Any = "range") -> Any:  # fmt: skip
    """Return evenly spaced numbers from `start` up to `limit`."""
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "range") as scope:
        kind = needs_dtype(dtype)
        labelled = ((start, "start"), (limit, "limit"), (delta, "delta"))
        parts = [convert(value, kind if not isinstance(value, SymbolicTensor) else None, label)
                 for value, label in labelled]  # fmt: skip
        widest = kind or max(
            (part.dtype.base for part in parts),
            key=[dt.INT32, dt.INT64, dt.FLOAT32, dt.FLOAT64].index,
        )
        cast = [
            part if part.dtype.base == widest
            else add_node("Cast", "Cast", (part,), DstT=widest).outputs[0]
            for part in parts
        ]  # fmt: skip
        return add_node("Range", scope, tuple(cast)).outputs[0]


@export("linspace", "lin_space")
def linspace(start: Any, stop: Any, num: Any, name: Any = None, axis: Any = 0) -> Any:
    """Return `num` evenly spaced numbers from `start` to `stop`, both included."""
    with name_scope(name, "linspace"):
        first = convert(start, None, "start")
        last = convert(stop, first.dtype.base, "stop")
        return add_node("LinSpace", "Slice", (first, last, convert(num, None, "num"))).outputs[0]


@export("shape")
def shape(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the shape as a tensor: a constant where it is fully known."""
    return _measure("Shape", input, name, needs_dtype(out_type) or dt.INT32)


@export("size")
def size(input: Any, name: Any = None, out_type: Any = dt.INT32) -> Any:  # noqa: A002
    """Return the number of elements as a tensor."""
    return _measure("Size", input, name, needs_dtype(out_type) or dt.INT32)


@export("rank")
def rank(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the number of axes as a tensor."""
    return _measure("Rank", input, name, dt.INT32)


def _measure(kind: str, value: Any, name: Any, out: dt.DType) -> SymbolicTensor:
    with name_scope(name, kind) as scope:
        tensor = convert(value, None, "input")
        sizes = tensor.shape
        if kind == "Rank" and sizes is not None:
            return constant(len(sizes), dt.INT32, scope)
        if fully_known(sizes):
            assert sizes is not None
            known = [int(size or 0) for size in sizes]
            number: Any = known if kind == "Shape" else int(np.prod(known, dtype=np.int64))
            return constant(np.array(number, dtype=out.numpy), out, scope)
        return add_node(kind, scope, (tensor,), out_type=out).outputs[0]


@export("reshape", "manip.reshape")
def reshape(tensor: Any, shape: Any, name: Any = None) -> Any:
    """Return the same entries in another shape; -1 stands for what is left."""
    return call_op("Reshape", name, tensor, shape)


@export("transpose")
def transpose(a: Any, perm: Any = None, name: Any = "transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its axes in another order (reversed when none is given)."""
    with name_scope(name, "transpose") as scope:
        value = convert(a, None, "a")
        if perm is None:
            if value.shape is not None:
                perm = np.arange(len(value.shape) - 1, -1, -1, dtype=np.int32)
            else:
                count = add_node("Rank", "Rank", (value,)).outputs[0]
                last = call_op("Sub", None, count, 1)
                perm = call_op("Range", None, last, -1, -1)
        order = convert(perm, None, "perm", dt.INT32)
        return add_node("Transpose", scope, (value, order)).outputs[0]


@export("matrix_transpose", "linalg.transpose")
def matrix_transpose(a: Any, name: Any = "matrix_transpose", conjugate: Any = False) -> Any:
    """Return the tensor with its last two axes swapped."""
    value = convert(a)
    if value.shape is None or len(value.shape) < 2:
        raise failure("ValueError", f"Argument `a` should be a (batch) matrix with rank >= 2."
                      f"  Received `a` = {a} with shape: {TensorShape(value.shape)}")  # fmt: skip
    axes = list(range(len(value.shape)))
    axes[-2:] = [axes[-1], axes[-2]]
    with name_scope(name, "matrix_transpose"):
        return transpose(value, axes)


@export("concat")
def concat(values: Any, axis: Any, name: Any = "concat") -> Any:
    """Return tensors joined along an axis."""
    parts = list(values) if isinstance(values, (list, tuple)) else [values]
    with name_scope(name, "concat") as scope:
        if len(parts) == 1:
            return add_node("Identity", scope, (convert(parts[0]),)).outputs[0]
        kind = next((part.dtype.base for part in map(_plain, parts)
                     if isinstance(part, SymbolicTensor)), None)  # fmt: skip
        tensors: list[SymbolicTensor] = []
        for index, part in enumerate(parts):
            tensor = convert(part, None if isinstance(_plain(part), SymbolicTensor) else kind,
                             f"values_{index}")  # fmt: skip
            if tensors and tensor.dtype.base != tensors[0].dtype.base:
                kinds = ", ".join(convert(entry).dtype.base.name for entry in parts)
                raise failure(
                    "TypeError",
                    "Tensors in list passed to 'values' of 'ConcatV2' Op have types"
                    f" [{kinds}] that don't all match.",
                )
            tensors.append(tensor)
        where = convert(axis, None, "axis", dt.INT32)
        return add_node("ConcatV2", scope, (*tensors, where)).outputs[0]


def _plain(value: Any) -> Any:
    return value.snapshot if is_variable(value) else value


@export("stack", "pack")
def stack(values: Any, axis: Any = 0, name: Any = "stack") -> Any:
    """Return tensors of one shape stacked along a new axis."""
    with name_scope(name, "stack") as scope:
        kind = next((part.dtype.base for part in map(_plain, values)
                     if isinstance(part, SymbolicTensor)), None)  # fmt: skip
        tensors = tuple(
            convert(part, None if isinstance(_plain(part), SymbolicTensor) else kind,
                    f"values_{index}")
            for index, part in enumerate(values)
        )  # fmt: skip
        for tensor in tensors:
            if tensor.dtype.base != tensors[0].dtype.base:
                kinds = ", ".join(entry.dtype.base.name for entry in tensors)
                raise failure(
                    "TypeError",
                    f"Tensors in list passed to 'values' of 'Pack' Op have types [{kinds}] that"
                    " don't all match.",
                )
        return add_node("Pack", scope, tensors, axis=int(axis)).outputs[0]


@export("unstack", "unpack")
def unstack(value: Any, num: Any = None, axis: Any = 0, name: Any = "unstack") -> Any:
    """Return the list of slices along an axis."""
    with name_scope(name, "unstack") as scope:
        tensor = convert(value, None, "value")
        if num is None:
            if tensor.shape is None or tensor.shape[int(axis)] is None:
                raise failure(
                    "ValueError",
                    f"Cannot infer argument `num` from shape {TensorShape(tensor.shape)}",
                )
            num = tensor.shape[int(axis)]
        return list(add_node("Unpack", scope, (tensor,), num=int(num), axis=int(axis)).outputs)


@export("split")
def split(value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None,
          name: Any = "split") -> Any:  # fmt: skip
    """Return the parts of a tensor cut along an axis."""
    with name_scope(name, "split") as scope:
        tensor = convert(value, None, "value")
        if isinstance(num_or_size_splits, int):
            place = convert(axis, None, "split_dim", dt.INT32)
            node = add_node("Split", scope, (place, tensor), num_split=num_or_size_splits)
            return list(node.outputs)
        sizes = convert(num_or_size_splits, None, "Const", dt.INT32)
        place = convert(axis, None, "split_dim", dt.INT32)
        known = sizes.shape[0] if sizes.shape else num
        node = add_node("SplitV", scope, (tensor, sizes, place), num_split=int(known or 0))
        return list(node.outputs)


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
        low, high, step = 0, 0, 1
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
    part = _plain(part)
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


@export("expand_dims")
def expand_dims(input: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:  # noqa: A002
    """Return the tensor with an axis of size 1 inserted."""
    place = axis if axis is not None else dim
    return call_op("ExpandDims", name, input, place)


@export("squeeze")
def squeeze(input: Any, axis: Any = None, name: Any = None, squeeze_dims: Any = None) -> Any:  # noqa: A002
    """Return the tensor without axes of size 1 (all of them, or those given)."""
    place = axis if axis is not None else squeeze_dims
    axes = [] if place is None else list(place) if isinstance(place, (list, tuple)) else [place]
    return call_op("Squeeze", name, input, squeeze_dims=[int(entry) for entry in axes])


@export("tile", "manip.tile")
def tile(input: Any, multiples: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor repeated along its axes."""
    return call_op("Tile", name, input, multiples)


@export("broadcast_to")
def broadcast_to(input: Any, shape: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor broadcast to a shape."""
    return call_op("BroadcastTo", name, input, shape)


@export("reverse", "reverse_v2", "manip.reverse")
def reverse(tensor: Any, axis: Any, name: Any = None) -> Any:
    """Return the tensor with the order along some axes reversed."""
    return call_op("ReverseV2", name, tensor, axis)


@export("pad")
def pad(tensor: Any, paddings: Any, mode: Any = "CONSTANT", name: Any = None,
        constant_values: Any = 0) -> Any:  # fmt: skip
    """Return the tensor with entries added before and after each axis."""
    if str(mode).upper() != "CONSTANT":
        return call_op("MirrorPad", name, tensor, paddings, mode=str(mode).upper())
    if isinstance(constant_values, (int, float)) and constant_values == 0:
        return call_op("Pad", name, tensor, paddings)
    return call_op("PadV2", name, tensor, paddings, constant_values)


@export("cast", "dtypes.cast")
def cast(x: Any, dtype: Any, name: Any = None) -> Any:
    """Return the entries as another type; the same type gives the same tensor back."""
    kind = needs_dtype(dtype)
    if kind is None:
        raise failure("TypeError", "Cannot convert None to a TensorFlow DType.")
    with name_scope(name, "Cast") as scope:
        value = convert(x, None, "x")
        if value.dtype.base == kind.base:
            return value
        return add_node("Cast", scope, (value,), DstT=kind.base).outputs[0]


for _label, _kind in (
    ("to_float", dt.FLOAT32), ("to_double", dt.FLOAT64), ("to_int32", dt.INT32),
    ("to_int64", dt.INT64),
):  # fmt: skip
    export(_label)(
        lambda x, name=None, _kind=_kind, _label=_label: cast(
            x, _kind, "".join(part.title() for part in _label.split("_")) if name is None else name
        )
    )


@export("one_hot")
def one_hot(indices: Any, depth: Any, on_value: Any = None, off_value: Any = None,
            axis: Any = None, dtype: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return vectors that are `on_value` at the index and `off_value` elsewhere."""
    with name_scope(name, "one_hot") as scope:
        kind = needs_dtype(dtype)
        given = [value for value in (on_value, off_value) if value is not None]
        if kind is None and given:
            kind = convert(given[0], None, "on_value").dtype.base if isinstance(
                given[0], SymbolicTensor) else dt.of_numpy(array_of(given[0]))  # fmt: skip
        kind = kind or dt.FLOAT32
        on = convert(1 if on_value is None else on_value, kind, "on_value")
        off = convert(0 if off_value is None else off_value, kind, "off_value")
        places = convert(indices, None, "indices")
        check_type("OneHot", "indices", places)
        return add_node(
            "OneHot", scope, (places, convert(depth, None, "depth", dt.INT32), on, off),
            axis=-1 if axis is None else int(axis),
        ).outputs[0]  # fmt: skip


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
                "Number of mask dimensions must be specified, even if some dimensions are None.  E.g."
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


@export("identity")
def identity(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor with the same value."""
    return call_op("Identity", name, input)


@export("count_nonzero", "math.count_nonzero")
def count_nonzero(input_tensor: Any, axis: Any = None, keepdims: Any = None,
                  dtype: Any = dt.INT64, name: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return how many entries are not zero."""
    with name_scope(name, "count_nonzero"):
        value = convert(input_tensor)
        there = call_op("NotEqual", None, value, constant(0, value.dtype.base, "zeros"))
        return reduce("Sum", cast(there, needs_dtype(dtype)), axis, keepdims, None)


@export("string_join", "strings.join")
def string_join(inputs: Any, separator: Any = "", name: Any = None) -> Any:
    """Return strings joined."""
    with name_scope(name, "StringJoin") as scope:
        parts = tuple(convert(entry, dt.STRING, f"inputs_{i}") for i, entry in enumerate(inputs))
        return add_node("StringJoin", scope, parts, separator=str(separator)).outputs[0]


@export("as_string", "strings.as_string", "dtypes.as_string")
def as_string(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return numbers as their decimal text."""
    return call_op("AsString", name, input)


export_value("newaxis", None)
