"""tf.py_func and tf.numpy_function: a function of the snippet that runs on arrays inside a run."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.builtin_values import type_of
from engines.graph.calls import call
from engines.graph.errors import Raised, failure, from_python
from engines.graph.limits import CapReached, check_elements
from engines.graph.scope import current_run
from engines.graph.show import show, weigh
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import array_of, flat, needs_dtype, to_numpy, to_torch
from engines.graph.tf1.dtypes import of_numpy
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.control import listed
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import KernelFailure, OpDef, register

_NUMBER = "functions on the host"
_DEPTH = "runs inside functions on the host"
_DEEPEST = 4
# The class of the run's error by the class of the error inside the function.
_KINDS = {
    "ValueError": "InvalidArgumentError",
    "TypeError": "InvalidArgumentError",
    "StopIteration": "OutOfRangeError",
    "MemoryError": "ResourceExhaustedError",
    "NotImplementedError": "UnimplementedError",
}


def _host_call(execution: Execution, op: Operation, *values: Any) -> Any:
    """Call the function on copies of the values; what it returns must have the types promised."""
    run = current_run()
    line = run.line
    nested = run.state[_DEPTH] = run.state.get(_DEPTH, 0) + 1
    if nested > _DEEPEST:
        raise CapReached("py_func", f"runs inside functions nest deeper than {_DEEPEST}")
    try:
        result = call(run, op.attrs["function"], [to_numpy(value) for value in values], {})
        entries = result if isinstance(result, (list, tuple)) else [result]
        arrays = [] if result is None and not op.outputs else [_array(entry) for entry in entries]
    except Raised as raised:
        raise _failed(raised) from None
    finally:
        run.line = line
        run.state[_DEPTH] -= 1
    token, wanted = op.attrs["token"], [tensor.dtype.base for tensor in op.outputs]
    if len(arrays) != len(wanted):
        raise KernelFailure(
            f"{token} returns {len(arrays)} values, but expects to see {len(wanted)} values."
        )
    for index, (array, kind) in enumerate(zip(arrays, wanted, strict=True)):
        found = of_numpy(array)
        if found != kind:
            said = found.kernel if found is not None else str(array.dtype)
            raise KernelFailure(
                f"{index}-th value returned by {token} is {said}, but expects {kind.kernel}"
            )
    made = tuple(to_torch(array, kind) for array, kind in zip(arrays, wanted, strict=True))
    return made[0] if len(made) == 1 else made


def _failed(raised: Raised) -> KernelFailure:
    name = raised.error.kind.name
    # An error of a run has no class of its own here: TensorFlow hands on its name and its text.
    return KernelFailure(f"{name}: {raised.error.message}", _KINDS.get(name, "UnknownError"))


def _array(value: Any) -> np.ndarray[Any, Any]:
    """Return what numpy makes of a value: Python's floats are float64 here, not float32."""
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        return array_of(array, dt.STRING) if array.dtype.kind in "SUO" else array
    weigh(value)
    leaves = flat(value)
    check_elements(len(leaves))
    if leaves and all(isinstance(leaf, (str, bytes)) for leaf in leaves):
        return array_of(value, dt.STRING)
    if not all(isinstance(leaf, (int, float, complex, np.generic, np.ndarray)) for leaf in leaves):
        kind = type_of(current_run(), value).name
        raise CapReached("py_func", f"a function that returns `{kind}` is not supported")
    check_elements(sum(int(np.size(leaf)) for leaf in leaves))
    try:
        return np.asarray(value)
    except (ValueError, OverflowError, TypeError) as problem:
        raise from_python(problem) from None


def _function_node(func: Any, inp: Any, outputs: Any, stateful: bool, name: Any) -> Any:
    if not callable(func):
        kind = type_of(current_run(), func)
        message = f"Expected func to be callable. Received func={show(func)} of type {kind!r}."
        raise failure("ValueError", message)
    alone = not isinstance(outputs, (list, tuple))
    kinds = [needs_dtype(kind) or dt.FLOAT32 for kind in ([outputs] if alone else outputs)]
    kind = "PyFunc" if stateful else "PyFuncStateless"
    state = current_run().state
    number = state[_NUMBER] = state.get(_NUMBER, -1) + 1
    with name_scope(name, kind) as scope:
        inputs = tuple(
            convert(entry, None, f"input_{index}") for index, entry in enumerate(list(inp))
        )
        made = add_node(
            kind, scope, inputs, outputs=[(kind, None) for kind in kinds], function=func,
            token=f"pyfunc_{number}",
        )  # fmt: skip
    if not kinds:
        return made
    return made.outputs[0] if alone else list(made.outputs)


@export("py_func")
def py_func(func: Any, inp: Any, Tout: Any, stateful: Any = True, name: Any = None) -> Any:  # noqa: N803
    """Return what `func` gives for the values of `inp` as arrays, called anew in each run."""
    return _function_node(func, inp, Tout, bool(stateful), name)


@export("numpy_function")
def numpy_function(
    func: Any = None, inp: Any = None, Tout: Any = None, stateful: Any = True, name: Any = None  # noqa: N803
) -> Any:  # fmt: skip
    """Return what `func` gives for the values of `inp`, as `tf.py_func` does."""
    return _function_node(func, inp, Tout, bool(stateful), name)


register(
    OpDef(kind, "", scalar, dt.BOOL, _host_call, stateful=True, outputs=listed)
    for kind in ("PyFunc", "PyFuncStateless")
)
