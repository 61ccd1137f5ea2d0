"""TensorFlow 1 as a snippet language: what its objects do under Python's syntax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.graph.errors import failure
from engines.graph.math_namespace import MATH
from engines.graph.numpy_namespace import NUMPY
from engines.graph.picture import GraphPicture
from engines.graph.plain_modules import STANDARD_MODULES
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.syntax import nearest
from engines.graph.tf1.api import index as api_index
from engines.graph.tf1.api.configuration import MESSAGES, Message
from engines.graph.tf1.api.layers import DENSE, Dense
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.rnn_cells import CELL_TYPES, Cell
from engines.graph.tf1.api.sparse import SPARSE_TYPES
from engines.graph.tf1.api.sparse_parts import sparse_times
from engines.graph.tf1.api.state import TYPES
from engines.graph.tf1.api.templates import Template
from engines.graph.tf1.api.tensor_arrays import ARRAY
from engines.graph.tf1.api.train import Optimizer
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contents import TF
from engines.graph.tf1.data.datasets import Dataset
from engines.graph.tf1.drawn import edges_into, picture_of
from engines.graph.tf1.exports import method
from engines.graph.tf1.graph import Manager, Operation, SymbolicTensor, world
from engines.graph.tf1.graph_attributes import remove_last
from engines.graph.tf1.objects import ATTRIBUTES, REAL, is_symbolic
from engines.graph.tf1.session import Session
from engines.graph.tf1.shapes import Dimension, TensorShape
from engines.graph.tf1.signatures import real_attributes
from engines.graph.tf1.slices import SLICES_TYPES
from engines.graph.tf1.sparse import SparseTensor
from engines.graph.tf1.symbolic import no_condition, no_iteration
from engines.graph.tf1.variables import (
    Initializer,
    RefVariable,
)

_NOT_EAGER = (
    "`tf.data.Dataset` only supports Python-style iteration in eager mode or within tf.function."
)


# Symbol: kind of node, default name.
_OPERATORS = {
    "+": ("AddV2", "add"),
    "-": ("Sub", "sub"),
    "*": ("Mul", "mul"),
    "/": ("RealDiv", "truediv"),
    "//": ("FloorDiv", "floordiv"),
    "%": ("FloorMod", "mod"),
    "**": ("Pow", "pow"),
    "@": ("MatMul", "matmul"),
    "&": ("LogicalAnd", "and"),
    "|": ("LogicalOr", "or"),
    "^": ("LogicalXor", "xor"),
}


_COMPARISONS = {
    "<": "Less",
    "<=": "LessEqual",
    ">": "Greater",
    ">=": "GreaterEqual",
}


_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


_FIXED: Mapping[type, frozenset[str]] = {
    SymbolicTensor: frozenset(("name", "shape", "dtype", "graph", "op")),
    RefVariable: frozenset(("name", "shape", "dtype", "graph", "op", "initial_value")),
}


class TensorFlow1:
    """The language of TensorFlow-1 snippets."""

    modules: Mapping[str, Namespace] = {
        "tensorflow": TF,
        "tensorflow.compat.v1": TF,
        "numpy": NUMPY,
        "math": MATH,
        **STANDARD_MODULES,
    }

    def attribute(self, value: Any, name: str) -> Any:
        """Return the attribute `name` of an object of TensorFlow."""
        if isinstance(value, Message):
            return value.get(name)
        kind = next((base for base in type(value).__mro__ if base in ATTRIBUTES), None)
        if kind is None:
            if isinstance(value, TypeValue) and name != "__name__":
                run = current_run()
                raise SnippetRefused(run.line, run.column, f"{value.name}.{name}")
            return MISSING
        known = ATTRIBUTES[kind]
        if name in known:
            found = known[name](value)
            return (
                method(kind.__name__, name, found, value) if isinstance(found, Builtin) else found
            )
        if name in REAL.get(kind, ()) or name in real_attributes(kind.__name__):
            run = current_run()
            raise SnippetRefused(run.line, run.column, name, nearest(name, known))
        own = self.type_of(value)
        owner = type(value).__name__ if own is MISSING else own.name
        raise failure("AttributeError", f"'{owner}' object has no attribute '{name}'")

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Set a field of a session's settings; the properties of tensors have no setter."""
        if isinstance(value, Message):
            value.set(name, new)
            return None
        if name in _FIXED.get(type(value), ()):
            bare = isinstance(value, SymbolicTensor) and name in ("graph", "op")
            shown = "" if bare else f" '{name}'"
            kind = type(value).__name__
            raise failure("AttributeError", f"property{shown} of '{kind}' object has no setter")
        return MISSING

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of an operator between tensors."""
        if isinstance(left, SparseTensor):
            product = sparse_times(symbol, left, right)
            return MISSING if product is None else product
        if not (is_symbolic(left) or is_symbolic(right)):
            return MISSING
        if symbol == "divmod":
            names = " and ".join(f"'{type(side).__name__}'" for side in (left, right))
            raise failure("TypeError", f"unsupported operand type(s) for divmod(): {names}")
        if symbol not in _OPERATORS:
            return MISSING
        kind, name = _OPERATORS[symbol]
        return operate(kind, name, left, right)

    def augmented(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of `+=` and the like; a tensor never changes in place."""
        return self.binary(symbol, left, right)

    def unary(self, symbol: str, value: Any) -> Any:
        """Build the node of a prefix operator, of abs() or round()."""
        if not is_symbolic(value):
            return MISSING
        kind = type(value).__name__
        if symbol == "+":
            raise failure("TypeError", f"bad operand type for unary +: '{kind}'")
        if symbol == "round":
            raise failure("AttributeError", f"{kind} object has no attribute 'astype'. ")
        kinds = {"-": "Neg", "~": "LogicalNot", "abs": "Abs"}
        bits = symbol == "~" and convert(value).dtype.base.name != "bool"
        return call_op("Invert" if bits else kinds[symbol], None, value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of an ordering; `==` is identity, as in TensorFlow 1."""
        if symbol in ("in", "not in"):
            if isinstance(right, SymbolicTensor):
                kind = type(right).__name__
                raise failure("TypeError", f"argument of type '{kind}' is not iterable")
            return MISSING
        if symbol in ("==", "!=") and (is_symbolic(left) or is_symbolic(right)):
            return (left is right) is (symbol == "==")
        if symbol not in _COMPARISONS:
            return MISSING
        if is_symbolic(left):
            return self._ordering(symbol, left, right)
        if is_symbolic(right):
            return self._ordering(_FLIPPED[symbol], right, left)
        return MISSING

    def _ordering(self, symbol: str, left: Any, right: Any) -> Any:
        return call_op(_COMPARISONS[symbol], None, left, right)

    def truth(self, value: Any) -> Any:
        """Refuse a tensor as a condition, as TensorFlow does."""
        if isinstance(value, SymbolicTensor):
            raise no_condition()
        return True if isinstance(value, RefVariable) else MISSING

    def items(self, value: Any) -> Any:
        """Refuse to iterate over a tensor; iterate over a shape."""
        if is_symbolic(value):
            raise no_iteration()
        if isinstance(value, Dataset):
            raise failure("RuntimeError", _NOT_EAGER)
        if isinstance(value, TensorShape):
            if value.sizes is None:
                raise failure("ValueError", "Cannot iterate over a shape with unknown rank.")
            return iter([Dimension(size) for size in value.sizes])
        return MISSING

    def length(self, value: Any) -> Any:
        """Refuse len() of a tensor, as TensorFlow does."""
        if isinstance(value, SymbolicTensor):
            raise failure(
                "TypeError",
                f"len is not well defined for a symbolic Tensor ({value.name}). Please call"
                " `x.shape` rather than `len(x)` for shape information.",
            )
        return MISSING

    def subscript(self, value: Any, key: Any) -> Any:
        """Build the node of `tensor[key]`."""
        if is_symbolic(value):
            return api_index.indexed(convert(value), key)
        return MISSING

    def store_subscript(self, value: Any, key: Any, new: Any) -> Any:
        """Return MISSING: tensors have no item assignment."""
        return MISSING

    def call(self, value: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Call an initialiser, or a dtype, or convert a shape's size to a number."""
        if isinstance(value, (Initializer, Cell, Dense, Template)):
            return value(*arguments, **named)
        return MISSING

    def enter(self, value: Any) -> Any:
        """Enter a session, a graph's manager or a scope."""
        if isinstance(value, Manager):
            return value.enter()
        if isinstance(value, Session):
            world().graphs.append(value.graph)
            world().sessions.append(value)
            return value
        return MISSING

    def leave(self, value: Any) -> None:
        """Leave what was entered; a session is closed."""
        if isinstance(value, Manager):
            value.leave()
        elif isinstance(value, Session):
            remove_last(world().sessions, value)
            remove_last(world().graphs, value.graph)
            value.close()

    def type_of(self, value: Any) -> Any:
        """Return the TypeValue of an object of TensorFlow."""
        if isinstance(value, Message):
            return MESSAGES[value.kind]
        if isinstance(value, Optimizer):
            return value.type
        if isinstance(value, Initializer):
            return TypeValue(value.name, "tensorflow.python.ops.init_ops")
        known = (*TYPES, *SPARSE_TYPES, *SLICES_TYPES, *CELL_TYPES, DENSE, ARRAY)
        return next((kind for kind in known if type(value) in kind.python), MISSING)

    def text(self, value: Any, brief: bool) -> Any:
        """Return MISSING: these objects print themselves."""
        return MISSING

    def formatted(self, value: Any, spec: str) -> Any:
        """Refuse a format specification for objects that have none."""
        if spec and isinstance(value, (SymbolicTensor, RefVariable, Operation, TensorShape)):
            raise failure(
                "TypeError",
                f"unsupported format string passed to {type(value).__name__}.__format__",
            )
        return MISSING

    def bound(self, name: str, value: Any) -> None:
        """Keep a step for each tensor, and the name of each node that gets one in Python."""
        if isinstance(value, Operation):
            world().names.setdefault(value, name)
        if isinstance(value, (SymbolicTensor, RefVariable)):
            tensor = value if isinstance(value, SymbolicTensor) else value.reference
            world().names.setdefault(tensor.op, name)
            inputs = ", ".join(edges_into(tensor.op))
            current_run().record(
                tensor.name,
                f"{name} = {tensor.op.type}({inputs}) {tensor.dtype.name}"
                f" {TensorShape(tensor.shape)}",
            )

    def picture(self) -> GraphPicture | None:
        """Return the graphs that the snippet built."""
        return picture_of(world())
