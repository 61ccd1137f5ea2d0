"""tf functions that deal entries out, put them together, write them at places, or repeat them."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import concat, expand_dims, same_type, tile
from engines.graph.tf1.api.index import boolean_mask, indexed
from engines.graph.tf1.api.make import cast
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.api.shape import shape as tf_shape
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.ops.casting import limits_between
from engines.graph.tf1.shapes import TensorShape, count


@export("dynamic_partition")
def dynamic_partition(data: Any, partitions: Any, num_partitions: Any, name: Any = None) -> Any:
    """Return the list of parts into which `partitions` deals the entries of `data`."""
    check_cells(int(num_partitions))
    parts = call_op("DynamicPartition", name, data, partitions, num_partitions=int(num_partitions))
    return list(parts) if isinstance(parts, tuple) else [parts]


@export("dynamic_stitch")
def dynamic_stitch(indices: Any, data: Any, name: Any = None) -> Any:
    """Return the entries of the tensors in `data` at the places that `indices` give."""
    return _stitched("DynamicStitch", indices, data, name)


def _stitched(kind: str, indices: Any, data: Any, name: Any) -> Any:
    if len(indices) != len(data):
        raise failure("ValueError", f"List argument 'data' to 'dynamic_stitch' Op with length"
                      f" {len(data)} must match length {len(indices)} of argument"
                      " 'indices'.")  # fmt: skip
    with name_scope(name, kind) as scope:
        places = [
            convert(entry, dt.INT32, f"indices_{index}") for index, entry in enumerate(indices)
        ]
        parts = same_type(kind, "data", list(data))
        return add_node(kind, scope, (*places, *parts), N=len(places)).outputs[0]


@export("scatter_nd", "manip.scatter_nd")
def scatter_nd(indices: Any, updates: Any, shape: Any, name: Any = None) -> Any:
    """Return a tensor of zeros with the updates added at places."""
    return call_op("ScatterNd", name, indices, updates, shape)


def _writing(kind: str) -> Any:
    def write(tensor: Any, indices: Any, updates: Any, name: Any = None) -> Any:
        return call_op(kind, name, tensor, indices, updates)

    return write


for _verb in ("Update", "Add", "Sub"):
    _snake = _verb.lower()
    _aliases = ["tensor_scatter_update"] if _verb == "Update" else []
    export(f"tensor_scatter_nd_{_snake}", f"tensor_scatter_{_snake}")(
        _writing(f"TensorScatter{_verb}")
    )


@export("reverse_sequence")
def reverse_sequence(input: Any, seq_lengths: Any, seq_axis: Any = None,  # noqa: A002
                     batch_axis: Any = None, name: Any = None, seq_dim: Any = None,
                     batch_dim: Any = None) -> Any:  # fmt: skip
    """Return the tensor with the first entries of each sequence reversed."""
    for label, given in (("seq_dim", seq_axis if seq_axis is not None else seq_dim),):
        if given is None:
            raise failure("TypeError", f"Expected int for argument '{label}' not None.")
    steps = seq_axis if seq_axis is not None else seq_dim
    batch = batch_axis if batch_axis is not None else batch_dim
    return call_op("ReverseSequence", name, input, seq_lengths,
                   seq_dim=int(steps), batch_dim=int(batch or 0))  # fmt: skip


@export("roll", "manip.roll")
def roll(input: Any, shift: Any, axis: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the tensor with its entries moved along axes, the last ones coming in at the front."""
    return call_op("Roll", name, input, shift, axis)


def _all_axes(tensor: SymbolicTensor) -> Any:
    shape = tensor.shape
    if shape is None:
        raise ValueError("the rank must be known")
    return constant(list(range(len(shape))), dt.INT32)


def _largest(tensor: SymbolicTensor, zero: str) -> Any:
    most = reduce("Max", tensor, _all_axes(tensor), False, None)
    return call_op("Maximum", None, constant(0, most.dtype.base, zero), most)


@export("sequence_mask")
def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = dt.BOOL,
                  name: Any = None) -> Any:  # fmt: skip
    """Return for each length a row that is true up to there."""
    with name_scope(name, "SequenceMask"):
        ends = convert(lengths)
        most = _largest(ends, "Const") if maxlen is None else convert(maxlen)
        if most.shape:
            raise failure(
                "ValueError",
                f"Argument `maxlen` must be scalar for sequence_mask, received `maxlen` = {most}"
                f" with shape '{TensorShape(most.shape)}' instead",
            )
        kind = most.dtype.base
        row = call_op("Range", None, constant(0, kind), most, constant(1, kind))
        column = add_cast(expand_dims(ends, -1), kind)
        mask = call_op("Less", None, row, column)
        wanted = needs_dtype(dtype)
        return mask if wanted in (None, dt.BOOL) else add_cast(mask, wanted)


def add_cast(tensor: SymbolicTensor, kind: Any) -> Any:
    """Return the result of a Cast node, which is added even where it changes nothing."""
    return call_op("Cast", None, tensor, DstT=kind)


@export("repeat")
def repeat(input: Any, repeats: Any, axis: Any = None, name: Any = None) -> Any:  # noqa: A002
    """Return the entries along an axis, each as often as `repeats` says."""
    if axis is None:
        input = call_op("Reshape", None, input, [-1])  # noqa: A001
        axis = 0
    with name_scope(name, "Repeat"):
        data = convert(input, None, "data")
        times = add_cast(convert(repeats, None, "repeats"), dt.INT32)
        if data.shape is None or times.shape is None:
            raise ValueError("the rank of the input must be known")
        if not data.shape:
            data = call_op("Reshape", None, data, [1])
        rank = len(data.shape or ())
        place = int(axis) + (rank if axis < 0 else 0)
        if not 0 <= place < rank:
            raise failure("ValueError", f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
        sizes = tf_shape(data)
        if count(times.shape) == 1:
            times = call_op("Reshape", None, times, [])
            tiled = _tiled(expand_dims(data, place + 1), place + 1, times)
            before = indexed(sizes, slice(None, place))
            total = call_op("Mul", None, times, indexed(sizes, place), default="mul")
            after = indexed(sizes, slice(place + 1, None))
            return call_op("Reshape", None, tiled, concat([before, [total], after], 0))
        return _repeated(data, times, place, sizes)


def _repeated(
    data: SymbolicTensor, times: SymbolicTensor, place: int, whole: SymbolicTensor
) -> Any:
    shape = data.shape
    assert shape is not None
    if (
        times.shape
        and None not in (times.shape[0], shape[place])
        and (times.shape[0] != shape[place])
    ):
        sizes = f"{shape[place]} and {times.shape[0]}"
        raise failure("ValueError", f"Dimensions {sizes} are not compatible")
    each = call_op("BroadcastTo", None, times, [indexed(whole, place)])
    spread = each
    if place:
        outer = indexed(whole, slice(None, place))
        spread = call_op("BroadcastTo", None, each, concat([outer, tf_shape(each)], 0))
    most = _largest(spread, "zero")
    mask = sequence_mask(spread, most)
    tiled = _tiled(expand_dims(data, place + 1), place + 1, most)
    kept = boolean_mask(tiled, mask)
    if place:
        total = reduce("Sum", each, [0], False, None)
        outer, after = indexed(whole, slice(None, place)), indexed(whole, slice(place + 1, None))
        kept = call_op("Reshape", None, kept, concat([outer, [total], after], 0))
    kept.shape = (*shape[:place], None, *shape[place + 1 :])
    return kept


def _tiled(data: SymbolicTensor, place: int, times: Any) -> Any:
    multiples: list[Any] = [1] * len(data.shape or ())
    multiples[place] = times
    return tile(data, multiples)


@export("saturate_cast", "dtypes.saturate_cast")
def saturate_cast(value: Any, dtype: Any, name: Any = None) -> Any:
    """Return the entries as another type, those beyond its range replaced by its limits."""
    kind = needs_dtype(dtype)
    with name_scope(name, "saturate_cast") as scope:
        tensor = convert(value, None, "value")
        assert kind is not None
        low, high = limits_between(tensor.dtype.base, kind.base)
        bounds = (constant(low, tensor.dtype.base), constant(high, tensor.dtype.base))
        clamped = call_op("ClipByValue", "clamp", tensor, *bounds)
        return cast(clamped, kind, scope)


@export("bitcast")
def bitcast(input: Any, type: Any, name: Any = None) -> Any:  # noqa: A002
    """Return the same bits read as another type."""
    return call_op("Bitcast", name, input, type=needs_dtype(type))
