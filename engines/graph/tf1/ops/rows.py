"""Op table: arrays of rows, which are written and read during a run."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
import torch

from engines.graph.limits import check_cells, check_elements, check_shape
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, compatible


class Rows:
    """The rows of one array during a run: None where nothing was written yet."""

    __slots__ = ("element", "grows", "kind", "name", "once", "read_already", "rows", "same")

    def __init__(self, name: str, op: Operation, size: int) -> None:
        self.name = name
        self.rows: list[Any] = [None] * size
        self.kind: DType = op.attrs["dtype"]
        self.grows: bool = op.attrs["dynamic_size"]
        self.once: bool = op.attrs["clear_after_read"]
        self.same: bool = op.attrs["identical_element_shapes"]
        self.element: Shape = op.attrs["element_shape"]
        self.read_already: set[int] = set()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the flow that stands for the array: a scalar."""
        return ()

    def tolist(self) -> float:
        """Return the value of the flow."""
        return 0.0

    def write(self, index: int, value: Any) -> None:
        """Set one row. Raises KernelFailure as TensorFlow does."""
        if index < 0 or (index >= len(self.rows) and not self.grows):
            self._fail(
                f"Tried to write to index {index} but array is not resizeable and size is:"
                f" {len(self.rows)}"
            )
        if index >= len(self.rows):
            check_cells(index + 1)
            self.rows += [None] * (index + 1 - len(self.rows))
        if self.rows[index] is not None or index in self.read_already:
            done = "read" if index in self.read_already else "written to"
            self._fail(
                f"Could not write to TensorArray index {index} because it has already been {done}."
            )
        self._check_type(value)
        self._check_shape(index, tuple(value.shape))
        self.rows[index] = value

    def _check_type(self, value: Any) -> None:
        found = dt.of_torch(value) if isinstance(value, torch.Tensor) else dt.STRING
        if found != self.kind:
            raise KernelFailure(
                f"TensorArray dtype is {self.kind.kernel} but Op is trying to write dtype"
                f" {found.kernel}."
            )

    def _check_shape(self, index: int, shape: tuple[int, ...]) -> None:
        if not compatible(self.element, shape):
            self._fail(
                f"Could not write to TensorArray index {index} because the value shape is"
                f" {_shown(shape)} which is incompatible with the TensorArray's inferred element"
                f" shape: {_shown(self.element)} (consider setting infer_shape=False)."
            )
        if self.same:
            self.element = shape

    def read(self, index: int) -> Any:
        """Return one row. Raises KernelFailure as TensorFlow does."""
        if not 0 <= index < len(self.rows):
            self._fail(f"Tried to read from index {index} but array size is: {len(self.rows)}")
        if index in self.read_already:
            self._fail(
                f"Could not read index {index} twice because it was cleared after a previous read"
                " (perhaps try setting clear_after_read = false?)."
            )
        value = self.rows[index]
        if value is None:
            return self._zeros(index)
        if self.once:
            self.read_already.add(index)
            self.rows[index] = None
        return value

    def _zeros(self, index: int) -> Any:
        if self.element is None or None in self.element or self.kind.torch is None:
            self._fail(
                f"Could not read from TensorArray index {index}.  Furthermore, the element"
                f" shape is not fully defined: {_shown(self.element)}.  It is possible you are"
                " working with a resizeable TensorArray and stop_gradients is not allowing the"
                " gradients to be written.  If you set the full element_shape property on the"
                " forward TensorArray, the proper all-zeros tensor will be returned instead of"
                " incurring this error."
            )
        assert self.element is not None
        sizes = tuple(size or 0 for size in self.element)
        check_shape(sizes)
        return torch.zeros(sizes, dtype=self.kind.torch)

    def _fail(self, what: str) -> NoReturn:
        raise KernelFailure(f"TensorArray {self.name}: {what}")


def _shown(shape: Shape) -> str:
    if shape is None:
        return "<unknown>"
    return f"[{','.join('?' if size is None else str(size) for size in shape)}]"


def _indices(values: Any) -> list[int]:
    return [int(index) for index in values.reshape(-1).tolist()]


def arrays_made(count: int) -> int:
    """Count `count` more arrays of this snippet; return the number of the first of them."""
    state = current_run().state
    first: int = state.get("tensor_arrays", 0)
    state["tensor_arrays"] = first + count
    return first


def _create(execution: Any, op: Operation, size: Any) -> Any:
    check_cells(int(size))
    number = arrays_made(1)
    return torch.tensor([0.0, 0.0]), Rows(f"{op.name}_{number}", op, int(size))


def _write(execution: Any, op: Operation, index: Any, value: Any, rows: Rows) -> Rows:
    rows.write(int(index), value)
    return rows


def _read(execution: Any, op: Operation, index: Any, rows: Rows) -> Any:
    return rows.read(int(index))


def stacked(values: list[Any], kind: DType) -> Any:
    """Return rows as one value. Raises KernelFailure when their shapes differ."""
    if kind.torch is None:
        return np.stack(values) if values else np.empty((0,), dtype=object)
    if not values:
        return torch.zeros((0,), dtype=kind.torch)
    if any(value.shape != values[0].shape for value in values):
        odd = next(index for index, value in enumerate(values) if value.shape != values[0].shape)
        first, other = list(values[0].shape), list(values[odd].shape)
        raise KernelFailure(
            "TensorArray has inconsistent shapes.  Index 0 has shape:"
            f" {first} but index {odd} has shape: {other}".replace(", ", ",")
        )
    check_elements(len(values) * int(values[0].numel()))
    return torch.stack(values)


def _gather(execution: Any, op: Operation, indices: Any, rows: Rows) -> Any:
    return stacked([rows.read(index) for index in _indices(indices)], rows.kind)


def _concat(execution: Any, op: Operation, rows: Rows) -> Any:
    values = [rows.read(index) for index in range(len(rows.rows))]
    check_elements(sum(int(value.numel()) for value in values))
    return torch.cat(values)


def _scatter(execution: Any, op: Operation, indices: Any, value: Any, rows: Rows) -> Rows:
    wanted = _indices(indices)
    highest = max(wanted, default=-1)
    if highest >= len(rows.rows) and not rows.grows:
        raise KernelFailure(
            f"Max scatter index must be < array size ({highest} vs. {len(rows.rows)})"
        )
    for position, index in enumerate(wanted):
        rows.write(index, value[position])
    return rows


def _split(execution: Any, op: Operation, value: Any, lengths: Any, rows: Rows) -> Rows:
    parts = _indices(lengths)
    if sum(parts) != value.shape[0]:
        raise KernelFailure(
            "Expected sum of lengths to be equal to values.shape[0], but sum of lengths is"
            f" {sum(parts)} and value's shape is: {list(value.shape)}".replace(", ", ",")
        )
    start = 0
    for index, part in enumerate(parts):
        rows.write(index, value[start : start + part])
        start += part
    return rows


def _size(execution: Any, op: Operation, rows: Rows) -> Any:
    return torch.tensor(len(rows.rows), dtype=torch.int32)


def _scalar(op: Operation) -> Shape:
    return ()


def _known(op: Operation) -> Shape:
    shape: Shape = op.attrs["shape"]
    return shape


def _pair(op: Operation) -> list[tuple[DType, Shape]]:
    return [(dt.FLOAT32, (2,)), (dt.FLOAT32, ())]


_FLOW = "flow:F"
register(
    (
        OpDef("TensorArrayV3", "size:int32", _scalar, dt.FLOAT32, _create, stateful=True,
              outputs=_pair),
        OpDef("TensorArrayWriteV3", f"index:int32 value:T {_FLOW}", _scalar, dt.FLOAT32, _write,
              stateful=True),
        OpDef("TensorArrayReadV3", f"index:int32 {_FLOW}", _known, "dtype", _read,
              stateful=True),
        OpDef("TensorArrayGatherV3", f"indices:int32 {_FLOW}", _known, "dtype", _gather,
              stateful=True),
        OpDef("TensorArrayConcatV3", _FLOW, _known, "dtype", _concat, stateful=True),
        OpDef("TensorArrayScatterV3", f"indices:int32 value:T {_FLOW}", _scalar, dt.FLOAT32,
              _scatter, stateful=True),
        OpDef("TensorArraySplitV3", f"value:T lengths:int64 {_FLOW}", _scalar, dt.FLOAT32, _split,
              stateful=True),
        OpDef("TensorArraySizeV3", _FLOW, _scalar, dt.INT32,
              _size, stateful=True),
        OpDef("TensorArrayCloseV3", _FLOW, _scalar, dt.BOOL, lambda *unused: (),
              stateful=True, outputs=lambda op: []),
        OpDef("_First", "x:T", _scalar, dt.INT32, lambda op, sizes: sizes[0]),
    )
)  # fmt: skip
