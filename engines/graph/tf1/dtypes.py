"""TensorFlow's data types, with what torch and numpy call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch


@dataclass(frozen=True, slots=True, eq=False)
class DType:
    """A data type; `ref` marks the type of a variable's own output (`float32_ref`)."""

    name: str
    torch: torch.dtype | None
    numpy: Any
    enum: str
    kernel: str
    ref: bool = False

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DType):
            return self.name == other.name
        found = find_dtype(other)
        return found is not None and found.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def as_numpy_dtype(self) -> Any:
        """The numpy type of the same values."""
        return self.numpy

    @property
    def base(self) -> DType:
        """The type of the values: itself, or what a reference type refers to."""
        return BY_NAME[self.name.removesuffix("_ref")]

    @property
    def as_ref(self) -> DType:
        """The reference type to these values."""
        return _REFS[self.name.removesuffix("_ref")]

    @property
    def floating(self) -> bool:
        """Whether the values are floating-point numbers."""
        return self.kernel in ("half", "float", "double", "bfloat16")

    @property
    def integer(self) -> bool:
        """Whether the values are integers."""
        return "int" in self.kernel

    @property
    def complex(self) -> bool:
        """Whether the values are complex numbers."""
        return self.kernel.startswith("complex")

    @property
    def real(self) -> DType:
        """The type of the parts of complex values; any other type is its own."""
        return {"complex64": FLOAT32, "complex128": FLOAT64}.get(self.base.name, self)

    def bound(self, which: str) -> Any:
        """Return the least ("min") or greatest ("max") value.

        Raises TypeError where the type has no order.
        """
        kind = np.dtype(self.numpy)
        if self.base.floating:
            return getattr(np.finfo(kind), which)
        if self.base.integer:
            return int(getattr(np.iinfo(kind), which))
        name = {"min": "minimum", "max": "maximum"}[which]
        raise TypeError(f"Cannot find {name} value of {self} with type {self}.")


def _make(name: str, torch_type: torch.dtype | None, numpy: Any, enum: str, kernel: str) -> DType:
    return DType(name, torch_type, numpy, enum, kernel)


FLOAT16 = _make("float16", torch.float16, np.float16, "DT_HALF", "half")
FLOAT32 = _make("float32", torch.float32, np.float32, "DT_FLOAT", "float")
FLOAT64 = _make("float64", torch.float64, np.float64, "DT_DOUBLE", "double")
INT8 = _make("int8", torch.int8, np.int8, "DT_INT8", "int8")
INT16 = _make("int16", torch.int16, np.int16, "DT_INT16", "int16")
INT32 = _make("int32", torch.int32, np.int32, "DT_INT32", "int32")
INT64 = _make("int64", torch.int64, np.int64, "DT_INT64", "int64")
UINT8 = _make("uint8", torch.uint8, np.uint8, "DT_UINT8", "uint8")
UINT16 = _make("uint16", torch.uint16, np.uint16, "DT_UINT16", "uint16")
UINT32 = _make("uint32", torch.uint32, np.uint32, "DT_UINT32", "uint32")
UINT64 = _make("uint64", torch.uint64, np.uint64, "DT_UINT64", "uint64")
BOOL = _make("bool", torch.bool, np.bool_, "DT_BOOL", "bool")
STRING = _make("string", None, np.object_, "DT_STRING", "string")
BFLOAT16 = _make("bfloat16", torch.bfloat16, np.float32, "DT_BFLOAT16", "bfloat16")
COMPLEX64 = _make("complex64", torch.complex64, np.complex64, "DT_COMPLEX64", "complex64")
COMPLEX128 = _make("complex128", torch.complex128, np.complex128, "DT_COMPLEX128", "complex128")

_ALL = (
    FLOAT16, FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BOOL,
    STRING, BFLOAT16, COMPLEX64, COMPLEX128,
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in _ALL}
_REFS = {
    kind.name: DType(f"{kind.name}_ref", kind.torch, kind.numpy, kind.enum, kind.kernel, True)
    for kind in _ALL
}
_BY_NUMPY = {np.dtype(kind.numpy): kind for kind in _ALL if kind is not BFLOAT16}
_BY_TORCH = {kind.torch: kind for kind in _ALL if kind.torch is not None}
# The numbers of the types in TensorFlow's own protocol, which stand for them everywhere.
_NUMBERED = {
    1: FLOAT32, 2: FLOAT64, 3: INT32, 4: UINT8, 5: INT16, 6: INT8, 7: STRING, 9: INT64, 10: BOOL,
    14: BFLOAT16, 17: UINT16, 19: FLOAT16, 22: UINT32, 23: UINT64,
}  # fmt: skip
_ALIASES = {"float": FLOAT32, "double": FLOAT64, "half": FLOAT16}
_PYTHON: dict[type, DType] = {float: FLOAT32, bool: BOOL}


def find_dtype(given: Any) -> DType | None:
    """Return the DType that a snippet means by `given`, or None when it means none."""
    if isinstance(given, DType):
        return given
    if type(given) is int:
        return _NUMBERED.get(given)
    if isinstance(given, str):
        return BY_NAME.get(given) or _ALIASES.get(given)
    python = getattr(given, "python", None)
    if isinstance(python, tuple) and len(python) == 1:
        return _PYTHON.get(python[0])
    if isinstance(given, (np.dtype, type)):
        try:
            return _BY_NUMPY.get(np.dtype(given))
        except TypeError:
            return None
    return None


def of_numpy(array: np.ndarray[Any, Any]) -> DType | None:
    """Return the DType of a numpy array, or None when TensorFlow has none for it."""
    if array.dtype.kind in "SUO":
        return STRING
    return _BY_NUMPY.get(array.dtype)


def of_torch(value: torch.Tensor) -> DType:
    """Return the DType of a torch tensor."""
    return _BY_TORCH[value.dtype]
