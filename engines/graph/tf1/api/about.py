"""What a snippet may ask about TensorFlow's objects, and about the version that is spoken."""

from __future__ import annotations

from typing import Any

from engines.graph.scope import Namespace
from engines.graph.tf1.contexts import is_variable
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.sparse import SparseTensor

_VERSION = "2.21.0"

for _name in ("VERSION", "version.VERSION"):
    export_value(_name, _VERSION)


export_value(
    "AggregationMethod",
    Namespace(
        "tensorflow.AggregationMethod",
        {"ADD_N": 0, "DEFAULT": 0, "EXPERIMENTAL_TREE": 1, "EXPERIMENTAL_ACCUMULATE_N": 2},
    ),
)


@export("test.is_gpu_available", "test.is_built_with_cuda", "test.is_built_with_gpu_support")
def no_gpu(*unused: Any, **named: Any) -> bool:
    """Return False: snippets run as on a machine without a GPU."""
    return False


@export("test.gpu_device_name")
def gpu_device_name() -> str:
    """Return the empty name: snippets run as on a machine without a GPU."""
    return ""


@export("is_tensor", "contrib.framework.is_tensor")
def is_tensor(x: Any) -> bool:
    """Return whether `x` is a tensor, sparse or not, or a variable."""
    return isinstance(x, (SymbolicTensor, SparseTensor)) or is_variable(x)


@export("is_numeric_tensor", "debugging.is_numeric_tensor")
def is_numeric_tensor(tensor: Any) -> bool:
    """Return whether `tensor` is a tensor of numbers."""
    if not isinstance(tensor, SymbolicTensor):
        return False
    kind = tensor.dtype.base
    return kind.floating or kind.integer or kind.complex
