"""The slope by a table whose rows were gathered: a few rows under one name."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin, TypeValue
from engines.graph.show import show
from engines.graph.tf1.build import add_node, call_op, constant
from engines.graph.tf1.exports import export_value
from engines.graph.tf1.folding import static_shape
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.rows import IndexedSlicesValue

_MODULE = "tensorflow.python.framework.indexed_slices"


class IndexedSlices:
    """Rows of a larger tensor: their values, their places, and the shape of the whole."""

    def __init__(
        self,
        values: Any,
        indices: Any,
        dense_shape: Any = None,
    ) -> None:
        self.values = values
        self.indices = indices
        self.dense_shape = dense_shape

    def __str__(self) -> str:
        whole = "" if self.dense_shape is None else f", dense_shape={show(self.dense_shape)}"
        return f"IndexedSlices(indices={show(self.indices)}, values={show(self.values)}{whole})"

    def __repr__(self) -> str:
        return f"<{_MODULE}.IndexedSlices object>"

    @property
    def shape(self) -> Any:
        """The static shape of the whole tensor."""
        return None if self.dense_shape is None else static_shape(self.dense_shape)

    @property
    def parts(self) -> IndexedSlicesValue:
        """The tensors, in TensorFlow's order."""
        return IndexedSlicesValue(self.values, self.indices, self.dense_shape)

    def with_values(self, values: SymbolicTensor) -> IndexedSlices:
        """Return the same rows with other values."""
        return IndexedSlices(values, self.indices, self.dense_shape)

    def dense_rows(self) -> SymbolicTensor:
        """Return the whole tensor, in which rows that occur twice are added."""
        if self.dense_shape is None:
            raise failure(
                "ValueError",
                "Tensor conversion requested for IndexedSlices without dense_shape:"
                f" {show(self.values)}",
            )
        rows = call_op("StridedSlice", None, self.dense_shape, constant([0]), constant([1]),
                       constant([1]), begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0,
                       shrink_axis_mask=1, default="strided_slice")  # fmt: skip
        return call_op("UnsortedSegmentSum", None, self.values, self.indices, rows)  # type: ignore[no-any-return]


_MAKE = Builtin("IndexedSlices.__init__", IndexedSlices)
SLICES = TypeValue("IndexedSlices", _MODULE, (IndexedSlices,), _MAKE)
SLICES_VALUE = TypeValue("IndexedSlicesValue", _MODULE, (IndexedSlicesValue,), IndexedSlicesValue)
SLICES_TYPES = (SLICES, SLICES_VALUE)
export_value("IndexedSlices", SLICES)
export_value("IndexedSlicesValue", SLICES_VALUE)


def joined(parts: list[IndexedSlices]) -> IndexedSlices:
    """Return the sum of several slopes by rows of one table."""
    if len(parts) == 1:
        return parts[0]
    place = constant(0)
    values = add_node("ConcatV2", "concat", (*(part.values for part in parts), place)).outputs[0]
    indices = add_node("ConcatV2", "concat", (*(part.indices for part in parts), place)).outputs[0]
    return IndexedSlices(values, indices, parts[-1].dense_shape)
