"""tf.get_variable: the variable of a name in the open scope, new or shared."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from engines.graph.callables import UserFunction
from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_shape
from engines.graph.scope import Builtin, TypeValue
from engines.graph.tf1.build import constant, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.dtypes import STRING, DType
from engines.graph.tf1.exports import EXPORTS
from engines.graph.tf1.graph import Graph, SymbolicTensor, default_graph
from engines.graph.tf1.shapes import Shape, TensorShape, compatible, fully_known, shape_of
from engines.graph.tf1.variable_scopes import current_scope
from engines.graph.tf1.variables import (
    LOCAL,
    Initializer,
    RefVariable,
    glorot_uniform,
    make_variable,
    refuse_resource,
)


def get_variable(
    name: Any,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: Any = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: Any = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> RefVariable:
    """Return the variable of that name in the open variable scope, new or shared."""
    for label, given in (("custom_getter=", custom_getter), ("partitioner=", partitioner)):
        if given is not None:
            raise CapReached(label, f"`{label}` of tf.get_variable is not supported")
    refuse_resource(use_resource)
    graph = default_graph()
    scope = current_scope(graph)
    full = f"{scope.name}/{name}" if scope.name else name
    with name_scope(""):
        kind = needs_dtype(dtype)
        if kind is not None and initializer is not None and not _is_function(initializer):
            found = convert(initializer).dtype.base
            if found != kind:
                raise failure(
                    "ValueError",
                    f"Initializer type '{found}' and explicit dtype '{dtype}' don't match.",
                )
        value = scope.initializer if initializer is None else initializer
        kind = kind or scope.dtype
        if shape is not None and value is not None and not _is_function(value):
            raise failure("ValueError", "If initializer is a constant, do not specify shape.")
        sizes = None if shape is None else shape_of(shape)
        known = _known(graph, full, shape is not None, sizes, kind)
        if known is not None:
            return known
        initial, given_kind = _initial_value(full, shape is not None, sizes, kind, value)
        variable = make_variable(
            initial, trainable is None or bool(trainable), collections, bool(validate_shape), full,
            given_kind,
        )  # fmt: skip
    graph.variables[full] = variable
    penalty = scope.regularizer if regularizer is None else regularizer
    if penalty is not None:
        _penalise(full, variable, penalty)
    return variable


def get_local_variable(
    name: Any,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: Any = False,
    collections: Any = None,
    **others: Any,
) -> RefVariable:
    """Return a variable that is local and not trained."""
    kept = [*(collections or ()), LOCAL]
    return get_variable(
        name, shape, dtype, initializer, regularizer, trainable=False, collections=kept, **others
    )


def _penalise(full: str, variable: RefVariable, regularizer: Any) -> None:
    if regularizer(variable) is None:
        return
    with name_scope(f"{full}/Regularizer/"):
        default_graph().collect("regularization_losses", regularizer(variable))


def _known(
    graph: Graph, full: str, has_shape: bool, sizes: Shape, kind: DType
) -> RefVariable | None:
    reuse = current_scope(graph).reuse
    known = graph.variables.get(full)
    if known is None:
        if reuse is True:
            raise failure(
                "ValueError",
                f"Variable {full} does not exist, or was not created with tf.get_variable(). Did"
                " you mean to set reuse=tf.AUTO_REUSE in VarScope?",
            )
        return None
    if not reuse:
        raise failure(
            "ValueError",
            f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or"
            " reuse=tf.AUTO_REUSE in VarScope? Originally defined at:\n",
        )
    assert isinstance(known, RefVariable)
    found = known.reference.shape
    if has_shape and not compatible(sizes, found):
        raise failure(
            "ValueError",
            f"Trying to share variable {full}, but specified shape {TensorShape(sizes)} and found"
            f" shape {TensorShape(found)}.",
        )
    if kind.base != known.reference.dtype.base:
        raise failure(
            "ValueError",
            f"Trying to share variable {full}, but specified dtype {kind.name} and found dtype"
            f" {known.reference.dtype.name}.",
        )
    return known


def _initial_value(
    full: str, has_shape: bool, sizes: Shape, kind: DType, initializer: Any
) -> tuple[Any, DType | None]:
    """Return the initial value, or the function that builds it, and the type it must have."""
    if initializer is None:
        if not has_shape:
            raise failure(
                "ValueError",
                f"Variable {full} did not get an initializer, so its `shape` argument must be"
                " specified.",
            )
        initializer = _default_initializer(kind)
    elif not _is_function(initializer):
        return initializer, None
    if _is_class(initializer):
        initializer = initializer()
    if fully_known(sizes):
        known = [int(size or 0) for size in sizes or ()]
        check_shape(tuple(known))
        return lambda: initializer(known, dtype=kind.base), kind.base
    if _needs_nothing(initializer):
        return initializer, None
    raise failure(
        "ValueError",
        "The initializer passed is not valid. It should be a callable with no arguments and the"
        " shape should not be provided or an instance of `tf.keras.initializers.*' and `shape`"
        " should be fully defined.",
    )


def _default_initializer(kind: DType) -> Initializer:
    if kind.floating:
        return Initializer("glorot_uniform", glorot_uniform)
    zero = "" if kind.base is STRING else 0
    return Initializer(
        "zeros", lambda shape, dtype: constant(np.full(tuple(shape), zero), dtype, "zeros")
    )


def _is_function(value: Any) -> bool:
    return callable(value) and not (isinstance(value, SymbolicTensor) or is_variable(value))


def _is_class(initializer: Any) -> bool:
    if isinstance(initializer, TypeValue):
        return True
    return isinstance(initializer, Builtin) and any(
        isinstance(value, Builtin) and value.function is initializer.function
        for name, value in EXPORTS.items()
        if name.endswith("_initializer") or "initializers." in name
    )


def _needs_nothing(function: Any) -> bool:
    if isinstance(function, UserFunction):
        return len(function.positional()) == len(function.defaults)
    if isinstance(function, Builtin):
        parameters = inspect.signature(function.function).parameters.values()
        return all(
            parameter.default is not parameter.empty
            or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            for parameter in parameters
        )
    return False
