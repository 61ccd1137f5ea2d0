"""Attributes of tensors and modules, and the calling of modules."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import failure, from_python
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.result import SnippetRefused
from engines.graph.scope import Builtin, current_run
from engines.graph.syntax import nearest
from engines.graph.torch_language import names
from engines.graph.torch_language.guard import PROBLEMS, call_torch
from engines.graph.torch_language.namespace import guarded


def of_tensor(value: torch.Tensor, name: str) -> Any:
    """Return an allow-listed attribute or method of a tensor."""
    if name in names.DATA:
        try:
            return getattr(value, name)
        except PROBLEMS as problem:
            raise from_python(problem) from None
    if name in names.METHODS:
        method = getattr(torch.Tensor, name)
        bound = guarded(name, method)
        if name == "numpy":
            return Builtin(name, lambda **named: _as_array(value, named))
        return Builtin(name, lambda *given, **named: bound(value, *given, **named))
    if hasattr(torch.Tensor, name):
        run = current_run()
        raise SnippetRefused(run.line, run.column, name, nearest(name, names.METHODS))
    raise failure("AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'")


def _as_array(value: torch.Tensor, named: dict[str, Any]) -> np.ndarray[Any, Any]:
    try:
        return value.numpy(**named)
    except PROBLEMS as problem:
        raise from_python(problem) from None


def of_module(value: torch.nn.Module, name: str) -> Any:
    """Return an allow-listed attribute of a module."""
    if name in names.MODULE_DATA and hasattr(value, name):
        return getattr(value, name)
    if name in names.MODULE_METHODS and hasattr(value, name):
        if name == "forward":
            return Builtin(name, lambda *given, **named: call_module(value, list(given), named))
        method = getattr(value, name)
        return Builtin(name, lambda *given, **named: _listed(method(*given, **named)))
    if hasattr(value, name):
        run = current_run()
        allowed = (*names.MODULE_DATA, *names.MODULE_METHODS)
        raise SnippetRefused(run.line, run.column, name, nearest(name, allowed))
    raise failure("AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'")


def _listed(result: Any) -> Any:
    """Return generators as iterators over what they would yield."""
    if hasattr(result, "gi_frame"):
        return iter(list(result))
    return result


def call_module(module: torch.nn.Module, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Return `module(*arguments)`. Raises CapReached when it would take too long."""
    size = sum(value.numel() for value in arguments if isinstance(value, torch.Tensor))
    weights = sum(parameter.numel() for parameter in module.parameters())
    check_elements(size * 16, "input")
    if size * max(weights, 1) > 512 * MAX_ELEMENTS:
        raise CapReached(type(module).__name__, "the module would take too many multiplications")
    current_run().budget.spend(size * max(weights, 1) // 20_000)
    return call_torch("module", module, arguments, named)
