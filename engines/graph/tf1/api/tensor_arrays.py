"""tf.TensorArray: rows that the rounds of a loop write and read, one handle for all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.exports import checked, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import Shape, TensorShape, compatible, merge, shape_of


class TensorArray:
    """The snippet's view of an array: its type, what is known of its rows, and its last flow."""

    __slots__ = ("attrs", "dtype", "element", "flow", "size")

    def __init__(
        self, dtype: DType, size: Any, flow: SymbolicTensor, element: list[Shape], grows: bool,
        infer: bool,
    ) -> None:  # fmt: skip
        self.dtype = dtype
        self.size = size
        self.flow = flow
        self.element = element
        self.attrs = (grows, infer)

    def __repr__(self) -> str:
        return "<tensorflow.python.ops.tensor_array_ops.TensorArray object>"

    def with_flow(self, flow: SymbolicTensor) -> TensorArray:
        """Return the same array after one more step of its history."""
        return TensorArray(self.dtype, self.size, flow, self.element, *self.attrs)

    def _take(self, shape: Shape) -> None:
        if not compatible(shape, self.element[0]):
            raise failure(
                "ValueError",
                f"Inconsistent shapes: saw {TensorShape(shape)} but expected"
                f" {TensorShape(self.element[0])} ",
            )
        if self.attrs[1]:
            self.element[0] = merge(self.element[0], shape)

    def write(self, index: Any, value: Any, name: Any = None) -> TensorArray:
        """Return the array with `value` as row `index`."""
        with name_scope(name, "TensorArrayWrite"):
            tensor = convert(value, None, "value", self.dtype)
            self._take(tensor.shape)
            flow = call_op("TensorArrayWriteV3", name, index, tensor, self.flow)
        return self.with_flow(flow)

    def read(self, index: Any, name: Any = None) -> SymbolicTensor:
        """Return row `index`."""
        tensor: SymbolicTensor = call_op(
            "TensorArrayReadV3", name, index, self.flow, dtype=self.dtype, shape=self.element[0]
        )
        return tensor

    def stack(self, name: Any = None) -> SymbolicTensor:
        """Return all rows as one tensor."""
        with name_scope(name, "TensorArrayStack"):
            rows = call_op("Range", "range", 0, self.length(), 1)
            value = self.gather(rows, name)
            if not self.attrs[0] and self.element[0] is not None:
                count = self.size if isinstance(self.size, (int, np.integer)) else None
                value.shape = (count if count is None else int(count), *self.element[0])
        return value

    def gather(self, indices: Any, name: Any = None) -> SymbolicTensor:
        """Return the rows that `indices` name, stacked."""
        shape = None if self.element[0] is None else (None, *self.element[0])
        tensor: SymbolicTensor = call_op(
            "TensorArrayGatherV3", name, indices, self.flow, dtype=self.dtype, shape=shape
        )
        return tensor

    def concat(self, name: Any = None) -> SymbolicTensor:
        """Return all rows joined along their first axis."""
        known = self.element[0]
        shape = None if known is None else (None, *known[1:])
        if known and known[0] is not None and isinstance(self.size, int) and not self.attrs[0]:
            shape = (self.size * known[0], *known[1:])
        with name_scope(name, "TensorArrayConcatV3") as scope:
            node = add_node(
                "TensorArrayConcatV3", scope, (self.flow,), dtype=self.dtype, shape=shape
            )
        return node.outputs[0]

    def unstack(self, value: Any, name: Any = None) -> TensorArray:
        """Return the array with the rows of `value`."""
        with name_scope(name, "TensorArrayUnstack"):
            tensor = convert(value, None, "value", self.dtype)
            count = call_op("Shape", "Shape", tensor, out_type=dt.INT32)
            number = call_op("_First", "strided_slice", count)
            return self.scatter(call_op("Range", "range", 0, number, 1), tensor, name)

    def scatter(self, indices: Any, value: Any, name: Any = None) -> TensorArray:
        """Return the array with the rows of `value` where `indices` say."""
        with name_scope(name, "TensorArrayScatter"):
            tensor = convert(value, None, "value", self.dtype)
            self._take(None if tensor.shape is None else tensor.shape[1:])
            flow = call_op("TensorArrayScatterV3", name, indices, tensor, self.flow)
        return self.with_flow(flow)

    def split(self, value: Any, lengths: Any, name: Any = None) -> TensorArray:
        """Return the array with consecutive parts of `value` as rows."""
        with name_scope(name, "TensorArraySplit"):
            tensor = convert(value, self.dtype, "value")
            parts = call_op("Cast", "Cast", lengths, DstT=dt.INT64)
            flow = call_op("TensorArraySplitV3", name, tensor, parts, self.flow)
        return self.with_flow(flow)

    def length(self, name: Any = None) -> Any:
        """Return the number of rows as a tensor."""
        if not self.attrs[0] and self.size is not None:
            return convert(self.size, dt.INT32)
        return call_op("TensorArraySizeV3", name, self.flow)

    def identity(self) -> TensorArray:
        """Return the same array, computed after what is asked of nodes made now."""
        return self.with_flow(call_op("Identity", None, self.flow))

    def close(self, name: Any = None) -> Any:
        """Return a node that ends the use of the array."""
        with name_scope(name, "TensorArrayCloseV3") as scope:
            return add_node("TensorArrayCloseV3", scope, (self.flow,))


def make_array(
    dtype: Any,
    size: Any = None,
    dynamic_size: Any = None,
    clear_after_read: Any = None,
    tensor_array_name: Any = None,
    handle: Any = None,
    flow: Any = None,
    infer_shape: Any = True,
    element_shape: Any = None,
    colocate_with_first_write_call: Any = True,
    name: Any = None,
) -> TensorArray:
    """Return a new array of rows of `dtype`."""
    kind = needs_dtype(dtype)
    if size is None:
        raise failure("ValueError", "Argument `size` must be provided if handle is not provided.")
    assert kind is not None
    element = None if element_shape is None else shape_of(element_shape)
    with name_scope(name, "TensorArray") as scope:
        number = convert(size, dt.INT32, "size")
        node = add_node(
            "TensorArrayV3", scope, (number,), dtype=kind, dynamic_size=bool(dynamic_size),
            clear_after_read=clear_after_read is None or bool(clear_after_read),
            identical_element_shapes=bool(infer_shape), element_shape=element,
        )  # fmt: skip
    return TensorArray(
        kind, size, node.outputs[1], [element], bool(dynamic_size), bool(infer_shape)
    )


ARRAY = TypeValue("TensorArray", "tensorflow.python.ops.tensor_array_ops", (TensorArray,),
                  checked("TensorArray", make_array))  # fmt: skip
export_value("TensorArray", ARRAY)
