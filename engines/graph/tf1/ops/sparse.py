"""Op table: sparse tensors, given as their places, entries and shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.array import Tensor
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, same_size
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, show_shape


def _dense_shape(op: Operation) -> Shape:
    return static_shape(op.inputs[1])


def _in_order(rows: list[list[int]], sizes: tuple[int, ...]) -> None:
    before: list[int] | None = None
    for number, row in enumerate(rows):
        about = f"indices[{number}] = {show_shape(tuple(row))} is"
        if not all(0 <= place < size for place, size in zip(row, sizes, strict=True)):
            raise KernelFailure(f"{about} out of bounds: need 0 <= index < {show_shape(sizes)}")
        if before is not None and row < before:
            raise KernelFailure(f"{about} out of order. Many sparse ops require sorted indices.")
        if row == before:
            raise KernelFailure(f"{about} repeated")
        before = row


def _to_dense(op: Operation, indices: Tensor, shape: Tensor, values: Any, default: Any) -> Any:
    sizes = tuple(int(size) for size in shape)
    check_shape(sizes)
    places = indices.reshape(-1, 1) if indices.dim() < 2 else indices
    if places.shape[-1] != len(sizes) and places.numel():
        raise KernelFailure(
            f"output_shape has incorrect number of elements: {len(sizes)} should be:"
            f" {places.shape[-1]}"
        )
    rows = places.tolist()
    if len(values.shape) and math.prod(values.shape) not in (1, len(rows)):
        raise KernelFailure(
            f"sparse_values has incorrect shape {show_shape(tuple(values.shape))}, should be []"
            f" or [{len(rows)}]"
        )
    if op.attrs["validate_indices"]:
        _in_order(rows, sizes)
    if isinstance(values, np.ndarray):
        texts = np.full(sizes, default.item(), dtype=object)
        if rows:
            texts[tuple(np.array(rows).T)] = values
        return texts
    dense = default.expand(sizes).clone()
    if not rows:
        return dense
    return dense.index_put(tuple(places[:, axis].long() for axis in range(len(sizes))), values)


def _dense_of(indices: Tensor, values: Tensor, shape: Tensor) -> Tensor:
    sizes = tuple(int(size) for size in shape)
    check_shape(sizes)
    for number, row in enumerate(indices.tolist()):
        if not all(0 <= place < size for place, size in zip(row, sizes, strict=True)):
            raise KernelFailure(
                f"indices[{number}] = {show_shape(tuple(row))} is out of bounds: need 0 <= index <"
                f" {show_shape(sizes)}"
            )
    places = tuple(indices[:, axis].long() for axis in range(len(sizes)))
    return torch.zeros(sizes, dtype=values.dtype).index_put(places, values, accumulate=True)


def _product_shape(op: Operation) -> Shape:
    left, right = static_shape(op.inputs[2]), op.inputs[3].shape
    left, right = ranked(left, 2), ranked(right, 2)
    rows, inner = left[::-1] if op.attrs["adjoint_a"] else left
    other, columns = right[::-1] if op.attrs["adjoint_b"] else right
    same_size(inner, other)
    return (rows, columns)


def _product(op: Operation, indices: Tensor, values: Tensor, shape: Tensor, right: Tensor) -> Any:
    left = _dense_of(indices, values, shape)
    left = left.T if op.attrs["adjoint_a"] else left
    right = right.T if op.attrs["adjoint_b"] else right
    if left.shape[1] != right.shape[0]:
        raise KernelFailure(
            f"Cannot multiply A and B because inner dimension does not match: {left.shape[1]} vs."
            f" {right.shape[0]}.  Did you forget a transpose?  Dimensions of A:"
            f" [{left.shape[0]}, {left.shape[1]}).  Dimensions of B:"
            f" {show_shape(tuple(right.shape))}"
        )
    return left @ right


def _sum_shape(op: Operation) -> Shape:
    shape, axes = static_shape(op.inputs[2]), static_value(op.inputs[3])
    if shape is None or axes is None:
        return None
    gone = {int(axis) % len(shape) for axis in axes.reshape(-1)} or set(range(len(shape)))
    if op.attrs["keep_dims"]:
        return tuple(1 if axis in gone else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(shape) if axis not in gone)


def _sum(op: Operation, indices: Tensor, values: Tensor, shape: Tensor, axes: Tensor) -> Tensor:
    dense = _dense_of(indices, values, shape)
    chosen = [int(axis) for axis in axes.reshape(-1)] or list(range(dense.dim()))
    return dense.sum(chosen, keepdim=op.attrs["keep_dims"], dtype=dense.dtype)


Parts = list[tuple[DType, Shape]]


def _parts(kind: DType, rank: int | None) -> Parts:
    return [(dt.INT64, (None, rank)), (kind, (None,)), (dt.INT64, (rank,))]


def _rank(op: Operation, index: int) -> int | None:
    shape = op.inputs[index].shape
    return shape[0] if shape else None


def _added_outputs(op: Operation) -> Parts:
    return _parts(op.inputs[1].dtype.base, _rank(op, 2))


def _added(op: Operation, *values: Tensor) -> Any:
    left, right = _dense_of(*values[:3]), _dense_of(*values[3:6])
    if left.shape != right.shape:
        raise KernelFailure("Operands' shapes do not match: got"
                            f" {show_shape(tuple(left.shape))} vs."
                            f" {show_shape(tuple(right.shape))}")  # fmt: skip
    total = left + right
    rows = sorted({tuple(row) for part in (values[0], values[3]) for row in part.tolist()})
    least = abs(values[6].item())
    kept = [row for row in rows if least <= 0 or abs(total[row].item()) >= least]
    places = torch.tensor(kept, dtype=torch.int64).reshape(-1, total.dim())
    return places, total[tuple(places.T)], values[2]


def _reordered_outputs(op: Operation) -> Parts:
    places, entries = op.inputs[0], op.inputs[1]
    return [(dt.INT64, places.shape), (entries.dtype.base, entries.shape)]


def _reordered(op: Operation, indices: Tensor, values: Tensor, shape: Tensor) -> Any:
    order = sorted(range(indices.shape[0]), key=lambda number: indices[number].tolist())
    return indices[order], values[order]


def _plus_dense(
    op: Operation, indices: Tensor, values: Tensor, shape: Tensor, dense: Tensor
) -> Tensor:
    return dense + _dense_of(indices, values, shape)


def _dense_sum_shape(op: Operation) -> Shape:
    return op.inputs[3].shape


def _cut_outputs(op: Operation) -> Parts:
    return _parts(op.inputs[1].dtype.base, _rank(op, 2))


def _cut(
    op: Operation, indices: Tensor, values: Tensor, shape: Tensor, start: Tensor, size: Tensor
) -> Any:
    sizes = torch.minimum(size, (shape - start).clamp(min=0))
    kept = ((indices >= start) & (indices < start + sizes)).all(1)
    return indices[kept] - start, values[kept], sizes


def _joined_outputs(op: Operation) -> Parts:
    number = op.attrs["N"]
    entries = op.inputs[number : 2 * number]
    counts = [tensor.shape[0] if tensor.shape else None for tensor in entries]
    total = None if None in counts else sum(size or 0 for size in counts)
    rank = _rank(op, 2 * number)
    kind = entries[0].dtype.base
    return [(dt.INT64, (total, rank)), (kind, (total,)), (dt.INT64, (rank,))]


def _joined(op: Operation, *values: Tensor) -> Any:
    number, axis = op.attrs["N"], op.attrs["concat_dim"]
    shapes = values[2 * number :]
    moved, reached = [], torch.zeros((), dtype=torch.int64)
    for places, shape in zip(values[:number], shapes, strict=True):
        shifted = places.clone()
        shifted[:, axis] += reached
        moved.append(shifted)
        reached = reached + shape[axis]
    whole = shapes[0].clone()
    whole[axis] = reached
    places, entries = torch.cat(moved), torch.cat(values[number : 2 * number])
    return (*_reordered(op, places, entries, whole), whole)


def _reshaped_outputs(op: Operation) -> Parts:
    rank = _rank(op, 2)
    number = op.inputs[0].shape[0] if op.inputs[0].shape else None
    return [(dt.INT64, (number, rank)), (dt.INT64, (rank,))]


def _reshaped(op: Operation, indices: Tensor, shape: Tensor, wanted: Tensor) -> Any:
    total, sizes = int(shape.prod()), wanted.tolist()
    known = math.prod(size for size in sizes if size != -1)
    filled = [total // max(known, 1) if size == -1 else size for size in sizes]
    if math.prod(filled) != total:
        raise KernelFailure(f"Input to reshape is a tensor with {total} dense values, but the"
                            f" requested shape has {known}")  # fmt: skip
    flat = torch.zeros(indices.shape[0], dtype=torch.int64)
    for axis, size in enumerate(shape.tolist()):
        flat = flat * size + indices[:, axis]
    columns = []
    for size in reversed(filled):
        columns.append(flat % size)
        flat = flat // size
    return torch.stack(columns[::-1], 1), torch.tensor(filled, dtype=torch.int64)


def _values_shape(op: Operation) -> Shape:
    return op.inputs[1].shape


def _by_entry(combine: Any) -> Any:
    def kernel(
        op: Operation, indices: Tensor, values: Tensor, shape: Tensor, dense: Tensor
    ) -> Tensor:
        sizes = tuple(int(size) for size in shape)
        check_shape(sizes)
        try:
            spread = torch.broadcast_to(dense, sizes)
        except RuntimeError:
            raise KernelFailure(
                "SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible"
                f" shapes: {show_shape(sizes)} vs. {show_shape(tuple(dense.shape))}"
            ) from None
        found = spread[tuple(indices[:, axis].long() for axis in range(len(sizes)))]
        return combine(values, found)  # type: ignore[no-any-return]

    return kernel


_SPARSE = "indices:int64 values:T shape:int64"

register(
    (
        OpDef("SparseToDense", "sparse_indices:int32 output_shape:int32 sparse_values:T"
              " default_value:T", _dense_shape, 2, _to_dense),
        OpDef("SparseTensorDenseMatMul", f"{_SPARSE} b:T", _product_shape, 1, _product),
        OpDef("SparseReduceSum", f"{_SPARSE} reduction_axes:int32!", _sum_shape, 1, _sum),
        OpDef("SparseAdd", "a_indices:int64 a_values:T a_shape:int64 b_indices:int64 b_values:T"
              " b_shape:int64 thresh:T", same_shape, 1, _added, outputs=_added_outputs),
        OpDef("SparseReorder", _SPARSE, same_shape, 1, _reordered, outputs=_reordered_outputs),
        OpDef("SparseSlice", f"{_SPARSE} start:int64 size:int64", same_shape, 1, _cut,
              outputs=_cut_outputs),
        OpDef("SparseConcat", "", same_shape, 1, _joined, outputs=_joined_outputs),
        OpDef("SparseReshape", "indices:int64 shape:int64 new_shape:int64", same_shape, 0,
              _reshaped, outputs=_reshaped_outputs),
        OpDef("SparseDenseCwiseMul", f"{_SPARSE} dense:T", _values_shape, 1,
              _by_entry(torch.mul)),
        OpDef("SparseDenseCwiseDiv", f"{_SPARSE} dense:T", _values_shape, 1,
              _by_entry(torch.div)),
        OpDef("SparseTensorDenseAdd", f"{_SPARSE} b:T", _dense_sum_shape, 1, _plus_dense),
    )
)  # fmt: skip
