"""Calls: functions of the snippet, functions of ours, types and errors."""

from __future__ import annotations

import re
from typing import Any

from engines.graph.callables import UserFunction
from engines.graph.errors import ErrorClass, failure, made
from engines.graph.host import SCALAR_TYPES, call_numpy_type
from engines.graph.limits import CapReached
from engines.graph.scope import MISSING, Builtin, Run, TypeValue
from engines.graph.show import show


def call(run: Run, function: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Return `function(*arguments, **named)`. Raises TypeError inside the snippet if it cannot."""
    if isinstance(function, (Builtin, UserFunction)):
        return _call_ours(function, arguments, named)
    if isinstance(function, ErrorClass):
        only = arguments[0] if len(arguments) == 1 else tuple(arguments)
        return made(function, arguments, named, show(only))
    if isinstance(function, TypeValue) and function.construct is not None:
        return _call_ours(function.construct, arguments, named)
    if isinstance(function, type) and function in SCALAR_TYPES:
        return call_numpy_type(function, arguments, named)
    result = run.language.call(function, arguments, named)
    if result is not MISSING:
        return result
    kind = function.name if isinstance(function, TypeValue) else type(function).__name__
    owner = "numpy." if type(function).__module__ == "numpy" else ""
    raise failure("TypeError", f"'{owner}{kind}' object is not callable")


def _call_ours(function: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    checked = isinstance(function, Builtin) and function.check is not None
    if isinstance(function, Builtin) and function.check is not None:
        function.check(len(arguments), named)
    try:
        return function(*arguments, **named)
    except TypeError as problem:
        name = getattr(function, "name", "") or getattr(function, "__name__", "")
        if checked or not _is_binding_problem(problem):
            raise _unforeseen(name, problem) from problem
        # Python names the function behind ours; the snippet knows it by its own name.
        said = re.sub(r"^[\w.<>]+\(\)", lambda _: f"{name}()", str(problem))
        raise failure("TypeError", said) from None
    except (ValueError, AttributeError, LookupError, RuntimeError, AssertionError) as problem:
        name = getattr(function, "name", "") or getattr(function, "__name__", "")
        raise _unforeseen(name, problem) from problem


def _unforeseen(name: str, problem: Exception) -> CapReached:
    """Return the refusal of arguments that our function does not know what to make of.

    What the real library would say to them is not known, so no answer is given at all.
    """
    return CapReached(name, f"`{name}` with arguments of this kind is not supported ({problem})")


def _is_binding_problem(problem: TypeError) -> bool:
    """Say whether a call failed on its argument list: then no frame of the callee was entered."""
    trace = problem.__traceback__
    depth = 0
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename != __file__ and code.co_name != "__call__":
            depth += 1
        trace = trace.tb_next
    return depth == 0
