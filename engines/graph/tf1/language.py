"""TensorFlow 1 as a snippet language: what its objects do under Python's syntax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engines.graph.builtin_values import MATH
from engines.graph.errors import ERRORS, failure
from engines.graph.numpy_namespace import NUMPY
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.syntax import nearest, words
from engines.graph.tf1 import (
    api_array,
    api_math,
    api_nn,
    api_random,
    api_state,
    control,
    gradients,
    loops,
    ops_array,
    ops_math,
    ops_nn,
    ops_state,
    train,
)
from engines.graph.tf1.api_math import operate
from engines.graph.tf1.api_state import TYPES, dependencies, tf_name_scope
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.exports import EXPORTS, namespace
from engines.graph.tf1.graph import Graph, Manager, Operation, SymbolicTensor, world
from engines.graph.tf1.session import Session, element_of, evaluated, performed
from engines.graph.tf1.shapes import Dimension, ShapeProblem, TensorShape, merge, shape_of
from engines.graph.tf1.train import ExponentialMovingAverage, Optimizer
from engines.graph.tf1.variables import (
    RefVariable,
    VariableScope,
    assigned,
    initialized_value,
)

# Importing the modules above fills the tables of ops and of names.
AREAS = (
    ops_array, ops_math, ops_nn, ops_state,
    api_array, api_math, api_nn, api_random, api_state, control, gradients, loops, train,
)  # fmt: skip
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


def _symbolic(value: Any) -> bool:
    return isinstance(value, (SymbolicTensor, RefVariable))


def _tensor_attributes() -> dict[str, Callable[[SymbolicTensor], Any]]:
    return {
        "name": lambda t: t.name,
        "dtype": lambda t: t.dtype,
        "shape": lambda t: TensorShape(t.shape),
        "op": lambda t: t.op,
        "graph": lambda t: t.op.graph,
        "device": lambda t: t.op.device,
        "value_index": lambda t: t.index,
        "get_shape": lambda t: Builtin("get_shape", lambda: TensorShape(t.shape)),
        "set_shape": lambda t: Builtin("set_shape", lambda shape: _set_shape(t, shape)),
        "eval": lambda t: Builtin(
            "eval", lambda feed_dict=None, session=None: evaluated(t, feed_dict, session)
        ),
        "consumers": lambda t: Builtin("consumers", lambda: [
            op for op in t.op.graph.operations if t in op.inputs and not op.type.startswith("_")
        ]),
        "assign": lambda t: Builtin("assign", lambda value: assigned("Assign", t, value, None)),
    }  # fmt: skip


def _set_shape(tensor: SymbolicTensor, shape: Any) -> None:
    wanted = shape_of(shape)
    try:
        tensor.shape = merge(tensor.shape, wanted)
    except ShapeProblem as problem:
        raise failure("ValueError", str(problem)) from None


def _variable_attributes() -> dict[str, Callable[[RefVariable], Any]]:
    def assigning(kind: str) -> Callable[[RefVariable], Any]:
        return lambda v: Builtin(
            kind,
            lambda value=None, use_locking=False, name=None, read_value=True, delta=None: assigned(
                kind, v, value if delta is None else delta, name
            ),
        )

    return {
        "name": lambda v: v.name,
        "op": lambda v: v.op,
        "dtype": lambda v: v.reference.dtype,
        "shape": lambda v: TensorShape(v.reference.shape),
        "graph": lambda v: v.op.graph,
        "device": lambda v: v.op.device,
        "trainable": lambda v: v.trainable,
        "initializer": lambda v: v.initializer,
        "initial_value": lambda v: v.initial_value,
        "get_shape": lambda v: Builtin("get_shape", lambda: TensorShape(v.reference.shape)),
        "assign": assigning("Assign"),
        "assign_add": assigning("AssignAdd"),
        "assign_sub": assigning("AssignSub"),
        "value": lambda v: Builtin("value", lambda: v.snapshot),
        "read_value": lambda v: Builtin(
            "read_value", lambda: call_op("Identity", None, v.reference)
        ),
        "initialized_value": lambda v: Builtin("initialized_value", lambda: initialized_value(v)),
        "eval": lambda v: Builtin(
            "eval", lambda session=None, feed_dict=None: evaluated(v.reference, feed_dict, session)
        ),
        "load": lambda v: Builtin("load", lambda value, session=None: _load(v, value, session)),
    }


def _load(variable: RefVariable, value: Any, session: Any) -> None:
    performed(variable.initializer, {variable.initial_value: value}, session)


def _operation_attributes() -> dict[str, Callable[[Operation], Any]]:
    return {
        "name": lambda o: o.name,
        "type": lambda o: o.type,
        "inputs": lambda o: o.inputs,
        "outputs": lambda o: list(o.outputs),
        "control_inputs": lambda o: list(o.control_inputs),
        "graph": lambda o: o.graph,
        "device": lambda o: o.device,
        "values": lambda o: Builtin("values", lambda: o.outputs),
        "run": lambda o: Builtin(
            "run", lambda feed_dict=None, session=None: performed(o, feed_dict, session)
        ),
    }


def _graph_attributes() -> dict[str, Callable[[Graph], Any]]:
    return {
        "as_default": lambda g: Builtin("as_default", lambda: _as_default(g)),
        "get_operations": lambda g: Builtin("get_operations", lambda: _visible(g)),
        "get_tensor_by_name": lambda g: Builtin(
            "get_tensor_by_name", lambda name: _tensor_named(g, name)
        ),
        "get_operation_by_name": lambda g: Builtin(
            "get_operation_by_name", lambda name: element_of(g, name)
        ),
        "get_collection": lambda g: Builtin("get_collection", lambda name: g.collection(name)),
        "finalize": lambda g: Builtin("finalize", lambda: setattr(g, "finalized", True)),
        "finalized": lambda g: g.finalized,
        "seed": lambda g: g.seed,
        "unique_name": lambda g: Builtin("unique_name", g.unique_name),
        "control_dependencies": lambda g: Builtin(
            "control_dependencies", lambda inputs: dependencies(g, inputs)
        ),
        "name_scope": lambda g: Builtin("name_scope", tf_name_scope),
    }


def _visible(graph: Graph) -> list[Operation]:
    return [op for op in graph.operations if not op.type.startswith("_")]


def _tensor_named(graph: Graph, name: Any) -> Any:
    if not isinstance(name, str):
        kind = type(name).__name__
        raise failure("TypeError", f"Tensor names are strings (or similar), not {kind}.")
    return element_of(graph, name, operations=False)


def _as_default(graph: Graph) -> Manager:
    graphs = world().graphs

    def enter() -> Graph:
        graphs.append(graph)
        return graph

    return Manager(enter, lambda: _remove_last(graphs, graph))


def _remove_last(stack: list[Any], entry: Any) -> None:
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] is entry:
            del stack[index]
            return


def _session_attributes() -> dict[str, Callable[[Session], Any]]:
    return {
        "run": lambda s: Builtin("run", s.run),
        "close": lambda s: Builtin("close", s.close),
        "graph": lambda s: s.graph,
        "as_default": lambda s: Builtin("as_default", lambda: Manager(
            lambda: (world().sessions.append(s), s)[1],
            lambda: _remove_last(world().sessions, s),
        )),
    }  # fmt: skip


_ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    SymbolicTensor: _tensor_attributes(),
    RefVariable: _variable_attributes(),
    Operation: _operation_attributes(),
    Graph: _graph_attributes(),
    Session: _session_attributes(),
    TensorShape: {
        "as_list": lambda s: Builtin("as_list", lambda: _as_list(s)),
        "ndims": lambda s: None if s.sizes is None else len(s.sizes),
        "rank": lambda s: None if s.sizes is None else len(s.sizes),
        "dims": lambda s: None if s.sizes is None else [Dimension(size) for size in s.sizes],
        "num_elements": lambda s: Builtin("num_elements", lambda: _elements(s)),
        "is_fully_defined": lambda s: Builtin(
            "is_fully_defined", lambda: s.sizes is not None and None not in s.sizes
        ),
        "concatenate": lambda s: Builtin(
            "concatenate", lambda other: TensorShape((*s.sizes, *TensorShape(other).sizes))
        ),
    },
    Dimension: {"value": lambda d: d.value},
    DType: {
        "name": lambda d: d.name,
        "as_numpy_dtype": lambda d: d.numpy,
        "base_dtype": lambda d: d.base,
        "is_floating": lambda d: d.floating,
        "is_integer": lambda d: d.integer,
        "size": lambda d: np.dtype(d.numpy).itemsize,
    },
    VariableScope: {
        "name": lambda s: s.name,
        "reuse": lambda s: s.reuse,
        "original_name_scope": lambda s: s.original_name_scope,
        "reuse_variables": lambda s: Builtin("reuse_variables", s.reuse_variables),
    },
    Optimizer: {
        "minimize": lambda o: Builtin("minimize", o.minimize),
        "compute_gradients": lambda o: Builtin("compute_gradients", o.compute_gradients),
        "apply_gradients": lambda o: Builtin("apply_gradients", o.apply_gradients),
    },
    ExponentialMovingAverage: {
        "apply": lambda e: Builtin("apply", e.apply),
        "average": lambda e: Builtin("average", e.average),
        "average_name": lambda e: Builtin("average_name", e.average_name),
    },
}  # fmt: skip


def _as_list(shape: TensorShape) -> list[int | None]:
    if shape.sizes is None:
        raise failure("ValueError", "as_list() is not defined on an unknown TensorShape.")
    return list(shape.sizes)


def _elements(shape: TensorShape) -> int | None:
    if shape.sizes is None or None in shape.sizes:
        return None
    return int(np.prod([size or 0 for size in shape.sizes], dtype=np.int64))


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
        kind = next((base for base in type(value).__mro__ if base in _ATTRIBUTES), None)
        if kind is None:
            if isinstance(value, TypeValue) and name != "__name__":
                run = current_run()
                raise SnippetRefused(run.line, run.column, f"{value.name}.{name}")
            return MISSING
        known = _ATTRIBUTES[kind]
        if name in known:
            return known[name](value)
        if name in _REAL.get(kind, ()):
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
        if not (_symbolic(left) or _symbolic(right)):
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
        if not _symbolic(value):
            return MISSING
        kinds = {"-": "Neg", "~": "LogicalNot", "abs": "Abs", "round": "Round"}
        if symbol == "+":
            raise failure("TypeError", f"bad operand type for unary +: '{type(value).__name__}'")
        return call_op(kinds[symbol], None, value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Build the node of an ordering; `==` is identity, as in TensorFlow 1."""
        if symbol in ("in", "not in"):
            if isinstance(right, SymbolicTensor):
                raise failure("OperatorNotAllowedInGraphError", _NOT_ITERABLE + _ADVICE)
            return MISSING
        if symbol not in _COMPARISONS:
            return MISSING
        if _symbolic(left):
            return self._ordering(symbol, left, right)
        if _symbolic(right):
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
        if _symbolic(value):
            return api_array.indexed(convert(value), key)
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
            _remove_last(world().sessions, value)
            _remove_last(world().graphs, value.graph)
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
        """Keep a step for each tensor or node that gets a Python name."""
        if isinstance(value, (SymbolicTensor, RefVariable)):
            tensor = value if isinstance(value, SymbolicTensor) else value.reference
            inputs = ", ".join(source.name for source in tensor.op.inputs)
            current_run().record(
                tensor.name,
                f"{name} = {tensor.op.type}({inputs}) {tensor.dtype.name}"
                f" {TensorShape(tensor.shape)}",
            )


# Attributes that the real objects have and snippets may not use: refused, not an AttributeError.
_REAL: dict[type, frozenset[str]] = {
    SymbolicTensor: frozenset(words("ref experimental_ref is_tensor_like itemsize ndim")),
    RefVariable: frozenset(
        words(
            "constraint count_up_to experimental_ref from_proto handle is_initialized ref"
            " scatter_add scatter_sub scatter_update scatter_mul scatter_nd_add set_shape"
            " sparse_read synchronization to_proto aggregation"
        )
    ),
    Operation: frozenset(
        words("colocation_groups get_attr node_def op_def traceback node_def experimental_set_type")
    ),
    Graph: frozenset(
        words(
            "add_to_collection add_to_collections as_graph_def as_graph_element building_function"
            " clear_collection collections colocate_with container device get_all_collection_keys"
            " get_collection_ref get_name_scope gradient_override_map graph_def_versions is_feedable"
            " is_fetchable prevent_feeding prevent_fetching version switch_to_thread_local"
        )
    ),
    Session: frozenset(words("graph_def list_devices make_callable partial_run reset sess_str")),
    TensorShape: frozenset(
        words(
            "assert_has_rank assert_is_compatible_with as_proto is_compatible_with merge_with"
            " most_general_compatible_shape with_rank with_rank_at_least with_rank_at_most"
        )
    ),
    DType: frozenset(
        words(
            "as_datatype_enum is_bool is_complex is_compatible_with is_quantized is_unsigned limits"
            " max min real_dtype"
        )
    ),
    Optimizer: frozenset(words("get_name get_slot get_slot_names variables")),
}
