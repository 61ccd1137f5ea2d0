"""What may be fed to a tensor, and the run-time value that it becomes."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import Raised, failure, from_python
from engines.graph.limits import check_elements
from engines.graph.show import weigh
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.contexts import is_variable
from engines.graph.tf1.convert import to_torch
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import TensorShape, compatible


def fed_value(tensor: SymbolicTensor, value: Any) -> Any:
    """Return the run-time value of a feed; raises TensorFlow's errors for what does not fit."""
    if isinstance(value, SymbolicTensor) or is_variable(value):
        raise failure(
            "TypeError",
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include"
            " Python scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the"
            f" tensor object was {value} which was passed to the argument `feed_dict` with key"
            f" {tensor}.",
        )
    kind = tensor.dtype.base
    array = _fed_array(value, kind)
    check_elements(array.size)
    if not compatible(tensor.shape, array.shape):
        raise failure(
            "ValueError",
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name}, which has shape"
            f" {TensorShape(tensor.shape)}",
        )
    return to_torch(array, kind)


def _unfit(value: int, kind: dt.DType) -> Raised:
    wanted = "<class 'object'>" if kind is dt.STRING else str(kind.numpy)
    return failure(
        "TypeError",
        f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type"
        f" {wanted}. Try explicitly setting the type of the feed tensor to a larger type (e.g."
        " int64).",
    )


def _fed_array(value: Any, kind: dt.DType) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and kind.integer:
        bounds = np.iinfo(kind.numpy)
        if not bounds.min <= value <= bounds.max:
            raise _unfit(value, kind)
    if isinstance(value, int) and (kind is dt.STRING or (kind is dt.BOOL and value not in (0, 1))):
        raise _unfit(value, kind)
    weigh(value)
    try:
        with np.errstate(all="ignore"):
            array = np.asarray(value)
            if kind is not dt.STRING:
                array = array.astype(kind.numpy)
    except (TypeError, ValueError, OverflowError) as problem:
        raise from_python(problem) from None
    if kind is dt.STRING:
        from engines.graph.tf1.convert import array_of

        return array_of(np.asarray(value), dt.STRING)
    return array
