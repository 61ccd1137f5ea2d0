"""TensorFlow 1 as a snippet language: what its objects do under Python's syntax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.graph.builtin_values import MATH
from engines.graph.errors import ERRORS, failure
from engines.graph.numpy_namespace import NUMPY
from engines.graph.picture import GraphPicture
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Namespace, TypeValue, current_run
from engines.graph.syntax import nearest
from engines.graph.tf1 import (
    api_array,
    api_index,
    api_losses,
    api_make,
    api_math,
    api_metrics,
    api_nn,
    api_operators,
    api_random,
    api_reduce,
    api_state,
    api_variables,
    control,
    gradients,
    loops,
    ops_array,
    ops_control,
    ops_index,
    ops_join,
    ops_math,
    ops_matrix,
    ops_nn,
    ops_optimiser,
    ops_random,
    ops_reduce,
    ops_select,
    ops_shape,
    ops_state,
    train,
    variable_scopes,
)
from engines.graph.tf1.api_operators import operate
from engines.graph.tf1.api_state import TYPES
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.drawn import edges_into, picture_of
from engines.graph.tf1.exports import EXPORTS, namespace
from engines.graph.tf1.graph import Manager, Operation, SymbolicTensor, world
from engines.graph.tf1.objects import ATTRIBUTES, REAL, is_symbolic, remove_last
from engines.graph.tf1.session import Session
from engines.graph.tf1.shapes import Dimension, TensorShape
from engines.graph.tf1.variables import (
    RefVariable,
)

# Importing the modules above fills the tables of ops and of names.
AREAS = (
    api_array,
    api_index,
    api_losses,
    api_make,
    api_math,
    api_metrics,
    api_nn,
    api_operators,
    api_random,
    api_reduce,
    api_state,
    api_variables,
    control,
    gradients,
    loops,
    ops_array,
    ops_control,
    ops_index,
    ops_join,
    ops_math,
    ops_matrix,
    ops_nn,
    ops_optimiser,
    ops_random,
    ops_reduce,
    ops_select,
    ops_shape,
    ops_state,
    train,
    variable_scopes,
)


_ERROR_NAMES = {
    name: kind for name, kind in ERRORS.items() if kind.module or name.startswith("Operator")
}


TF = namespace(
    "tensorflow",
    {
        **EXPORTS,
        **{f"errors.{name}": kind for name, kind in _ERROR_NAMES.items()},
        "OpError": ERRORS["OpError"],
    },
)


_NOT_BOOL = "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed."


_NOT_ITERABLE = "Iterating over a symbolic `tf.Tensor` is not allowed."


_ADVICE = (
    " You can attempt the following resolutions to the problem: If you are running in Graph mode,"
    " use Eager execution mode or decorate this function with @tf.function. If you are using"
    " AutoGraph, you can try decorating this function with @tf.function. If that does not work,"
    " then you may be using an unsupported feature or your source code may not be visible to"
    " AutoGraph. See https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/"
    "autograph/g3doc/reference/limitations.md#access-to-source-code for more information."
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


class TensorFlow1:
    """The language of TensorFlow-1 snippets."""

    modules: Mapping[str, Namespace] = {
        "tensorflow": TF,
        "tensorflow.compat.v1": TF,
        "numpy": NUMPY,
        "math": MATH,
    }

    def attribute(self, value: Any, name: str) -> Any:
        """Return the attribute `name` of an object of TensorFlow."""
        kind = next((base for base in type(value).__mro__ if base in ATTRIBUTES), None)
        if kind is None:
            if isinstance(value, TypeValue) and name != "__name__":
                run = current_run()
                raise SnippetRefused(run.line, run.column, f"{value.name}.{name}")
            return MISSING
        known = ATTRIBUTES[kind]
        if name in known:
            return known[name](value)
        if name in REAL.get(kind, ()):
            run = current_run()
            raise SnippetRefused(run.line, run.column, name, nearest(name, known))
        raise failure(
            "AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'"
        )

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Return MISSING: no attribute of TensorFlow's objects may be set."""
        return MISSING

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of an operator between tensors."""
        if not (is_symbolic(left) or is_symbolic(right)):
            return MISSING
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
        kinds = {"-": "Neg", "~": "LogicalNot", "abs": "Abs", "round": "Round"}
        if symbol == "+":
            raise failure("TypeError", f"bad operand type for unary +: '{type(value).__name__}'")
        return call_op(kinds[symbol], None, value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of an ordering; `==` is identity, as in TensorFlow 1."""
        if symbol in ("in", "not in"):
            if isinstance(right, SymbolicTensor):
                kind = type(right).__name__
                raise failure("TypeError", f"argument of type '{kind}' is not iterable")
            return MISSING
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
            raise failure("OperatorNotAllowedInGraphError", _NOT_BOOL + _ADVICE)
        return True if isinstance(value, RefVariable) else MISSING

    def items(self, value: Any) -> Any:
        """Refuse to iterate over a tensor; iterate over a shape."""
        if isinstance(value, SymbolicTensor):
            raise failure("OperatorNotAllowedInGraphError", _NOT_ITERABLE + _ADVICE)
        if isinstance(value, RefVariable):
            raise failure("OperatorNotAllowedInGraphError", _NOT_ITERABLE + _ADVICE)
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
        from engines.graph.tf1.variables import Initializer

        if isinstance(value, Initializer):
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
        return next((kind for kind in TYPES if type(value) in kind.python), MISSING)

    def text(self, value: Any, brief: bool) -> Any:
        """Return MISSING: these objects print themselves."""
        return MISSING

    def formatted(self, value: Any, spec: str) -> Any:
        """Refuse a format specification for objects that have none."""
        if isinstance(value, (SymbolicTensor, RefVariable, Operation, TensorShape)):
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
