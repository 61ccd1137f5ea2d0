"""The table of ops: for each kind its inputs, its result's type and static shape, its kernel.

Adding an op is one line in one of the tables of `tf1/ops_*.py`; each of them passes its lines to
`register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.shapes import Shape

ShapeRule = Callable[[Operation], Shape]
DtypeRule = DType | int | str | Callable[[Operation], DType]


class KernelFailure(Exception):
    """A kernel found at run what TensorFlow reports as an error of class `kind`."""

    def __init__(self, message: str, kind: str = "InvalidArgumentError") -> None:
        self.kind = kind
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Argument:
    """An input of an op: `group` names the type it shares with others, or `dtype` fixes it.

    Where `dtype` is int32, other types of indices fit as well unless it is `strict`.
    """

    name: str
    group: str = ""
    dtype: DType | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OpDef:
    """One kind of node.

    `arguments` is written `"x:T y:T axis:int32"`: inputs with one capital group share a type, a
    lower-case type is the default for Python values (with `!`, the only type for all values).
    `dtype` is a type, the index of the input whose type it has, the name of an attribute that
    holds it, or a function. `kernel` gets the node and its input values (torch tensors; numpy
    object arrays for strings); with `stateful` the execution comes first; with `takes_ref` a
    variable without a value may be an input.
    """

    type: str
    arguments: str
    shape: ShapeRule
    dtype: DtypeRule
    kernel: Callable[..., Any]
    stateful: bool = False
    takes_ref: bool = False
    outputs: Callable[[Operation], list[tuple[DType, Shape]]] | None = None

    def parsed(self) -> tuple[Argument, ...]:
        """Return the arguments as data."""
        return _parsed(self.arguments)

    def infer(self, op: Operation) -> list[tuple[DType, Shape]]:
        """Return type and static shape of each output. Raises ShapeProblem when inputs misfit."""
        if self.outputs is not None:
            return self.outputs(op)
        rule = self.dtype
        if isinstance(rule, DType):
            kind = rule
        elif isinstance(rule, int):
            kind = op.inputs[rule].dtype.base
        elif isinstance(rule, str):
            kind = op.attrs[rule]
        else:
            kind = rule(op)
        return [(kind, self.shape(op))]


_PARSED: dict[str, tuple[Argument, ...]] = {}


def _parsed(text: str) -> tuple[Argument, ...]:
    if text not in _PARSED:
        arguments = []
        for piece in text.split():
            name, _, kind = piece.partition(":")
            if kind[:1].islower():
                fixed = dt.BY_NAME[kind.removesuffix("!")]
                arguments.append(Argument(name, "", fixed, kind.endswith("!")))
            else:
                arguments.append(Argument(name, kind))
        _PARSED[text] = tuple(arguments)
    return _PARSED[text]


OPS: dict[str, OpDef] = {}


def register(lines: Iterable[OpDef]) -> None:
    """Add lines to the table of ops. Raises ValueError when a kind is given twice."""
    for line in lines:
        if line.type in OPS:
            raise ValueError(f"op {line.type} is defined twice")
        OPS[line.type] = line


def pure(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a kernel that needs the input values only."""

    def kernel(op: Operation, *values: Any) -> Any:
        return function(*values)

    return kernel
