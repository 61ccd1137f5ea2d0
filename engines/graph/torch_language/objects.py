"""Attributes of tensors, and how a tensor prints."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import _tensor_str

from engines.graph.errors import failure
from engines.graph.limits import MAX_PRINTED_ENTRIES, CapReached
from engines.graph.result import SnippetRefused
from engines.graph.scope import Builtin, current_run
from engines.graph.syntax import nearest
from engines.graph.torch_language import names
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.guard import refuse_functions
from engines.graph.torch_language.namespace import guarded
from engines.graph.torch_language.problems import PROBLEMS, from_torch

# F.unfold and the method are two things.
_METHOD_KEYS = {"unfold": "windows"}


def of_tensor(value: torch.Tensor, name: str) -> Any:
    """Return an allow-listed attribute or method of a tensor."""
    if name in names.DATA:
        try:
            return getattr(value, name)
        except PROBLEMS as problem:
            raise from_torch(problem) from None
    if name in names.METHODS:
        method = getattr(torch.Tensor, name)
        bound = guarded(_METHOD_KEYS.get(name, name), method)
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
        raise from_torch(problem) from None


def set_of_tensor(value: torch.Tensor, name: str, new: Any) -> None:
    """Set `requires_grad`, `grad` or `data`."""
    refuse_functions(name, (new,))
    try:
        setattr(value, name, new)
    except PROBLEMS as problem:
        raise from_torch(problem) from None


def check_printed(value: Any) -> None:
    """Raise CapReached when printing the tensors in `value` would write out too many entries."""
    options = _tensor_str.PRINT_OPTS
    total = 0
    for tensor in tensors_in((value,)):
        sizes = tuple(tensor.shape)
        if tensor.numel() > options.threshold:
            sizes = tuple(min(size, 2 * options.edgeitems) for size in sizes)
        total += math.prod(sizes)
        if total > MAX_PRINTED_ENTRIES:
            raise CapReached(
                "print", f"more than {MAX_PRINTED_ENTRIES} entries of tensors are printed"
            )
    current_run().budget.spend(total // 16)
