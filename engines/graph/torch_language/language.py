"""PyTorch as a snippet language: torch's own tensors, modules and errors, by allow-list."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import torch

from engines.graph.builtin_values import MATH
from engines.graph.errors import from_python
from engines.graph.limits import CapReached
from engines.graph.numpy_namespace import NUMPY
from engines.graph.operators import BINARY
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.torch_language import names
from engines.graph.torch_language.guard import IN_PLACE, PROBLEMS, call_torch, operate
from engines.graph.torch_language.namespace import (
    CONTEXTS,
    DTYPE,
    FUNCTIONAL,
    NN,
    OPTIM,
    PARAMETER,
    SIZE,
    TENSOR,
    TORCH,
    guarded,
)
from engines.graph.torch_language.objects import call_module, of_module, of_tensor

_OWN = (torch.Tensor, torch.nn.Module, torch.dtype, torch.device, torch.Size, torch.optim.Optimizer)


_TYPES = (PARAMETER, TENSOR, SIZE, DTYPE)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


_LIMITS = ("max", "min", "eps", "bits", "tiny")


class Torch:
    """The language of PyTorch snippets."""

    modules: Mapping[str, Namespace] = {
        "torch": TORCH,
        "torch.nn": NN,
        "torch.nn.functional": FUNCTIONAL,
        "torch.optim": OPTIM,
        "numpy": NUMPY,
        "math": MATH,
    }

    def attribute(self, value: Any, name: str) -> Any:
        """Return an allow-listed attribute of a tensor, module or shape."""
        if isinstance(value, torch.Tensor):
            return of_tensor(value, name)
        if isinstance(value, torch.nn.Module):
            return of_module(value, name)
        if isinstance(value, torch.Size) and name in ("numel", "index", "count"):
            return Builtin(name, getattr(value, name))
        if isinstance(value, torch.optim.Optimizer) and name in ("step", "zero_grad"):
            return guarded(name, getattr(value, name))
        if isinstance(value, (torch.finfo, torch.iinfo)) and name in _LIMITS:
            return getattr(value, name)
        if isinstance(value, torch.device) and name == "type":
            return value.type
        if isinstance(value, torch.dtype) and name in ("is_floating_point", "itemsize"):
            return getattr(value, name)
        if isinstance(value, tuple) and name in ("values", "indices") and hasattr(value, name):
            return getattr(value, name)
        if isinstance(value, (*_OWN, torch.finfo)):
            raise SnippetRefused(current_run().line, current_run().column, name)
        return MISSING

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Set `requires_grad`, `grad` or `data` of a tensor."""
        if isinstance(value, torch.Tensor) and name in names.SETTABLE:
            try:
                setattr(value, name, new)
            except PROBLEMS as problem:
                raise from_python(problem) from None
            return None
        return MISSING

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Return the value of an operator where a tensor takes part."""
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, BINARY[symbol], left, right)
        return MISSING

    def augmented(self, symbol: str, left: Any, right: Any) -> Any:
        """Change a tensor in place."""
        if isinstance(left, torch.Tensor) and symbol in IN_PLACE:
            return operate(symbol, IN_PLACE[symbol], left, right)
        return self.binary(symbol, left, right)

    def unary(self, symbol: str, value: Any) -> Any:
        """Return the value of a prefix operator, of abs() or round()."""
        if not isinstance(value, torch.Tensor):
            return MISSING
        kinds: dict[str, Callable[[Any], Any]] = {
            "-": operator.neg, "+": operator.pos, "~": operator.invert, "abs": torch.abs,
            "round": torch.round,
        }  # fmt: skip
        return operate(symbol, kinds[symbol], value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Compare tensors entry by entry."""
        if symbol in ("in", "not in"):
            if isinstance(right, torch.Tensor):
                found = operate(symbol, operator.contains, right, left)
                return found if symbol == "in" else not found
            return MISSING
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, _COMPARE[symbol], left, right)
        return MISSING

    def truth(self, value: Any) -> Any:
        """Return bool() of a tensor."""
        return operate("bool", bool, value) if isinstance(value, torch.Tensor) else MISSING

    def items(self, value: Any) -> Any:
        """Iterate over a tensor's first axis, or over the parts of a module."""
        if isinstance(value, (torch.Tensor, torch.nn.Sequential, torch.nn.ModuleList)):
            try:
                return iter(value)
            except PROBLEMS as problem:
                raise from_python(problem) from None
        return MISSING

    def length(self, value: Any) -> Any:
        """Return the size of a tensor's first axis."""
        return operate("len", len, value) if isinstance(value, torch.Tensor) else MISSING

    def subscript(self, value: Any, key: Any) -> Any:
        """Return `tensor[key]`."""
        if isinstance(value, torch.Tensor):
            return call_torch("getitem", operator.getitem, [value, key], {})
        if isinstance(value, (torch.nn.Sequential, torch.nn.ModuleList)):
            try:
                return value[key]
            except PROBLEMS as problem:
                raise from_python(problem) from None
        return MISSING

    def store_subscript(self, value: Any, key: Any, new: Any) -> Any:
        """Perform `tensor[key] = new`."""
        if isinstance(value, torch.Tensor):
            call_torch("setitem", operator.setitem, [value, key, new], {})
            return None
        return MISSING

    def call(self, value: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Call a module, convert a tensor to a number, build a tensor from torch.Tensor(...)."""
        if isinstance(value, torch.nn.Module):
            return call_module(value, arguments, named)
        if isinstance(value, TypeValue) and value.module == "conversion":
            kinds: dict[str, Callable[[Any], Any]] = {"int": int, "float": float}
            if arguments and isinstance(arguments[0], torch.Tensor):
                return operate(value.name, kinds[value.name], arguments[0])
            return MISSING
        if value is TENSOR:
            if arguments and all(isinstance(entry, int) for entry in arguments):
                raise CapReached("torch.Tensor", "torch.Tensor(sizes) holds whatever was in memory")
            return call_torch("tensor", torch.Tensor, arguments, named)
        return MISSING

    def enter(self, value: Any) -> Any:
        """Enter torch.no_grad() and its like."""
        if not isinstance(value, CONTEXTS):
            return MISSING
        value.__enter__()
        return None

    def leave(self, value: Any) -> None:
        """Leave torch.no_grad() and its like."""
        if isinstance(value, CONTEXTS):
            value.__exit__(None, None, None)

    def type_of(self, value: Any) -> Any:
        """Return the TypeValue of a tensor, shape or dtype."""
        for kind in _TYPES:
            if isinstance(value, kind.python):
                return kind
        if isinstance(value, torch.nn.Module):
            kind_of = type(value)
            return TypeValue(kind_of.__name__, kind_of.__module__, (kind_of,))
        return MISSING

    def text(self, value: Any, brief: bool) -> Any:
        """Return MISSING: torch's values print themselves."""
        return MISSING

    def formatted(self, value: Any, spec: str) -> Any:
        """Return MISSING: torch's values format themselves."""
        return MISSING

    def bound(self, name: str, value: Any) -> None:
        """Keep a step for each tensor that gets a name."""
        if isinstance(value, torch.Tensor):
            kind = str(value.dtype).removeprefix("torch.")
            shown = f" {value.tolist()}" if value.numel() <= 8 and not value.is_meta else ""
            current_run().record(name, f"{kind} {tuple(value.shape)}{shown}")

    def picture(self) -> None:
        """Return None: nothing is deferred, so there is no graph."""
