"""Functions of functions: torch.func and torch.autograd.functional on functions of the snippet."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
import torch.autograd.functional as functional

from engines.graph.callables import UserFunction
from engines.graph.limits import CapReached, check_elements
from engines.graph.scope import Builtin, Namespace, current_run
from engines.graph.show import weigh
from engines.graph.syntax import words
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.graph_work import batched, work_done
from engines.graph.torch_language.guard import refuse_functions
from engines.graph.torch_language.modules import attempt

_AT_ONCE = words("jacobian hessian vjp jvp")
_LATER = words("grad grad_and_value jacrev jacfwd hessian vmap")
_MANY = frozenset(words("jacrev jacfwd hessian jacobian vmap"))
# Their slopes start from an identity matrix over the inputs.
_FORWARD = frozenset(words("jacfwd hessian"))
_NESTED = "torch_nested"
_MAX_NESTED = 4


def _as_python(name: str, function: Any) -> Callable[..., Any]:
    """Return a function of the snippet as torch calls it, the work of its slopes bounded."""
    if not isinstance(function, (UserFunction, Builtin)):
        raise CapReached(name, f"`{name}` takes a function of the snippet")

    def call(*arguments: Any) -> Any:
        run = current_run()
        before = work_done()
        result = function(*arguments)
        if name in _MANY and name != "vmap":
            # One pass backward for each entry of the result, all of them perhaps at once.
            passes = sum(value.numel() for value in tensors_in((result,)))
            check_elements(passes * (work_done() - before + 1))
            run.budget.spend(passes * 4)
        return result

    call.__name__ = function.name
    return call


def _entries(arguments: tuple[Any, ...]) -> int:
    return max(1, sum(value.numel() for value in tensors_in(arguments)))


def _applied(name: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    for value in arguments:
        weigh(value)
    refuse_functions(name, arguments)
    entries = _entries(arguments)
    if name in _FORWARD:
        check_elements(entries**2)
    run = current_run()
    nested = run.state.get(_NESTED, 0)
    if nested >= _MAX_NESTED:
        raise CapReached(name, f"functions of functions nest deeper than {_MAX_NESTED}")
    run.state[_NESTED] = nested + 1
    try:
        with batched(entries if name in _MANY else 1):
            return attempt(function, *arguments)
    finally:
        run.state[_NESTED] = nested


def _at_once(name: str) -> Builtin:
    function = getattr(functional, name)

    def compute(func: Any, inputs: Any, *more: Any, create_graph: Any = False) -> Any:
        wanted = functools.partial(function, _as_python(name, func), create_graph=create_graph)
        return _applied(name, wanted, (inputs, *more))

    return Builtin(name, compute)


def _later(name: str) -> Builtin:
    function = getattr(torch.func, name)

    def transform(func: Any, *options: Any, **named: Any) -> Builtin:
        refuse_functions(name, (*options, *named.values()))
        changed = attempt(function, _as_python(name, func), *options, **named)
        called = func.name
        return Builtin(called, lambda *arguments: _applied(name, changed, arguments))

    return Builtin(name, transform)


FUNCTIONAL = Namespace("torch.autograd.functional", {name: _at_once(name) for name in _AT_ONCE})
FUNC = Namespace("torch.func", {name: _later(name) for name in _LATER})
