"""Orders and places: tf.is_non_decreasing, tf.assert_near, tf.unravel_index and what is static."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.debug import tf_assert
from engines.graph.tf1.api.index import indexed
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import to_numpy
from engines.graph.tf1.exports import export
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation, SymbolicTensor
from engines.graph.tf1.ops.state import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, TensorShape


def _places_shape(op: Operation) -> Shape:
    places, sizes = (tensor.shape for tensor in op.inputs)
    axes = None if sizes is None else sizes[0]
    if places is None:
        return None
    return (axes,) if places == () else (axes, places[0])


def _places(op: Operation, indices: Tensor, sizes: Tensor) -> Tensor:
    shape = [int(size) for size in sizes]
    if any(size == 0 for size in shape):
        raise KernelFailure("Input dims cannot contain a dim of zero")
    total = int(torch.prod(sizes)) if shape else 1
    for index in indices.reshape(-1):
        if int(index) >= total:
            raise KernelFailure("index is out of bound as with dims")
    rows = torch.unravel_index(indices, shape)
    return torch.stack([row.to(indices.dtype) for row in rows])


register((OpDef("UnravelIndex", "indices:T dims:T", _places_shape, 0, _places),))


@export("unravel_index")
def unravel_index(indices: Any, dims: Any, name: Any = None) -> Any:
    """Return for each flat place its index along each axis, an axis a row."""
    return call_op("UnravelIndex", name, indices, dims)


def _monotonic(label: str, kind: str) -> Any:
    def check(x: Any, name: Any = None) -> Any:
        with name_scope(name, label):
            value = convert(x, None, "x")
            entries = call_op("Reshape", None, value, [-1])
            later, earlier = indexed(entries, slice(1, None)), indexed(entries, slice(None, -1))
            return reduce("All", call_op(kind, None, later, earlier), None, False, None)

    return check


for _label, _kind in (("is_non_decreasing", "GreaterEqual"), ("is_strictly_increasing", "Greater")):
    export(_label, f"math.{_label}", f"debugging.{_label}")(_monotonic(_label, _kind))


@export("assert_near", "debugging.assert_near")
def assert_near(
    x: Any, y: Any, rtol: Any = None, atol: Any = None, data: Any = None, summarize: Any = None,
    message: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    """Return a node that fails unless `x` and `y` are close to each other."""
    with name_scope(name, "assert_near"):
        left = convert(x, None, "x")
        kind = left.dtype.base
        right = convert(y, kind, "y")
        if not kind.floating:
            raise failure("ValueError", f"data type <class 'numpy.{kind.name}'> not inexact")
        least = 10 * float(np.finfo(kind.numpy).eps)
        relative = convert(least if rtol is None else rtol, kind, "rtol")
        absolute = convert(least if atol is None else atol, kind, "atol")
        told = data if data is not None else [
            f"{message}.  " if message else "",
            f"x and y not equal to tolerance rtol = {relative}, atol = {absolute}",
            f"x ({left.name}) = ", left, f"y ({right.name}) = ", right,
        ]  # fmt: skip
        scaled = call_op("Mul", "mul", relative, call_op("Abs", None, right))
        allowed = call_op("AddV2", "add", absolute, scaled)
        apart = call_op("Abs", None, call_op("Sub", "sub", left, right))
        holds = reduce("All", call_op("Less", None, apart, allowed), None, False, None)
        return tf_assert(holds, told, summarize)


@export("assert_rank_in", "debugging.assert_rank_in")
def assert_rank_in(
    x: Any, ranks: Any, data: Any = None, summarize: Any = None, message: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    """Return a node that fails unless the rank of `x` is one of `ranks`."""
    with name_scope(name, "assert_rank_in"):
        value = convert(x, None, "x")
        wanted = [convert(rank, None, "rank") for rank in ranks]
        prefix = f"{message}.  " if message else ""
        told = data if data is not None else [
            prefix, f"Tensor {value.name} must have rank in", *wanted, "Received shape: ",
            call_op("Shape", None, value, out_type=dt.INT32),
        ]  # fmt: skip
        known = [static_value(rank) for rank in wanted]
        if value.shape is not None and all(rank is not None for rank in known):
            found, allowed = len(value.shape), tuple(int(rank) for rank in known)
            if found not in allowed:
                raise failure(
                    "ValueError",
                    f"{prefix}Tensor {value.name} must have rank in {allowed}.  Received rank"
                    f" {found}, shape {TensorShape(value.shape)}",
                )
            return add_node("NoOp", "static_checks_determined_all_ok", ())
        rank = call_op("Rank", None, value)
        tests = [call_op("Equal", None, rank, allowed) for allowed in wanted]
        holds = tests[0]
        for test in tests[1:]:
            holds = call_op("LogicalOr", None, holds, test)
        return tf_assert(holds, told, summarize)


@export("get_static_value")
def get_static_value(tensor: Any, partial: Any = False) -> Any:
    """Return the value of a tensor that is a constant, None for any other."""
    if not isinstance(tensor, SymbolicTensor) or tensor.op.type != "Const":
        return None
    return np.asarray(to_numpy(tensor.op.attrs["value"]))
