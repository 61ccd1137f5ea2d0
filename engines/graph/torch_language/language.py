"""PyTorch as a snippet language: torch's own tensors, modules and errors, by allow-list."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import torch

from engines.graph.errors import failure
from engines.graph.limits import check_cells
from engines.graph.operators import BINARY
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.torch_language import containers, data, distributions, modules, names, training
from engines.graph.torch_language.autograd import GENERATOR, of_generator, of_node
from engines.graph.torch_language.guard import IN_PLACE, call_torch, operate
from engines.graph.torch_language.namespace import (
    CONTEXTS,
    DEVICE,
    DTYPE,
    MODULES,
    ORDERED,
    PARAMETER,
    SIZE,
    TENSOR,
)
from engines.graph.torch_language.objects import check_printed, of_tensor, set_of_tensor

_OWN = (torch.Tensor, torch.nn.Module, torch.dtype, torch.device, torch.Size, torch.layout)
_TYPES = (PARAMETER, TENSOR, SIZE, DTYPE, DEVICE, GENERATOR, ORDERED)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_LIMITS = ("max", "min", "eps", "bits", "tiny", "smallest_normal", "resolution", "dtype")
_KIND_DATA = ("is_floating_point", "is_complex", "is_signed", "itemsize")


class Torch:
    """The language of PyTorch snippets."""

    modules: Mapping[str, Namespace] = MODULES

    def attribute(self, value: Any, name: str) -> Any:
        """Return an allow-listed attribute of a tensor, module or shape."""
        if isinstance(value, torch.Tensor):
            return of_tensor(value, name)
        if isinstance(value, torch.nn.Module):
            return modules.of_module(value, name)
        own = training.of_training(value, name)
        if own is not MISSING:
            return own
        if data.is_data(value):
            return data.of_data(value, name)
        if isinstance(value, torch.Generator):
            return of_generator(value, name)
        if isinstance(value, torch.autograd.graph.Node):
            return of_node(value, name)
        if isinstance(value, torch.distributions.Distribution):
            return distributions.of_distribution(value, name)
        return self._small_attribute(value, name)

    def _small_attribute(self, value: Any, name: str) -> Any:
        if isinstance(value, OrderedDict):
            return containers.of_ordered(value, name)
        if isinstance(value, torch.Size) and name in ("numel", "index", "count"):
            return Builtin(name, getattr(value, name))
        if isinstance(value, (torch.finfo, torch.iinfo)) and name in _LIMITS:
            return modules.attempt(getattr, value, name)
        if isinstance(value, torch.device) and name in ("type", "index"):
            return getattr(value, name)
        if isinstance(value, torch.dtype) and name in _KIND_DATA:
            return getattr(value, name)
        if containers.has_field(value, name):
            return getattr(value, name)
        if isinstance(value, (*_OWN, torch.finfo)):
            raise SnippetRefused(current_run().line, current_run().column, name)
        return MISSING

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Set `requires_grad`, `grad` or `data` of a tensor, or a part of a module."""
        if isinstance(value, torch.Tensor) and name in names.SETTABLE:
            return set_of_tensor(value, name, new)
        if isinstance(value, torch.nn.Module):
            return modules.set_of_module(value, name, new)
        return MISSING

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Return the value of an operator where a tensor takes part."""
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, BINARY[symbol], left, right)
        if symbol == "*":
            for series, times in ((left, right), (right, left)):
                if isinstance(series, tuple) and isinstance(times, int):
                    check_cells(len(series) * max(times, 0))
        return MISSING

    def augmented(self, symbol: str, left: Any, right: Any) -> Any:
        """Change a tensor in place."""
        if isinstance(left, torch.Tensor) and symbol in IN_PLACE:
            return operate(symbol, IN_PLACE[symbol], left, right)
        return self.binary(symbol, left, right)

    def unary(self, symbol: str, value: Any) -> Any:
        """Return the value of a prefix operator or of abs(); round() has no tensors."""
        if not isinstance(value, torch.Tensor):
            return MISSING
        if symbol == "round":
            kind = type(value).__name__
            raise failure("TypeError", f"type {kind} doesn't define __round__ method")
        kinds: dict[str, Callable[[Any], Any]] = {
            "-": operator.neg, "+": operator.pos, "~": operator.invert, "abs": torch.abs,
        }  # fmt: skip
        return operate(symbol, kinds[symbol], value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Compare tensors entry by entry."""
        if symbol in ("in", "not in"):
            if isinstance(right, torch.Tensor):
                found = operate(symbol, operator.contains, right, left)
                return found if symbol == "in" else not found
            if containers.is_keyed(right):
                return (left in right) is (symbol == "in")
            return MISSING
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, _COMPARE[symbol], left, right)
        return MISSING

    def truth(self, value: Any) -> Any:
        """Return bool() of a tensor."""
        return operate("bool", bool, value) if isinstance(value, torch.Tensor) else MISSING

    def items(self, value: Any) -> Any:
        """Iterate over a tensor's first axis, the parts of a module, or the batches of a loader."""
        if isinstance(value, torch.Tensor):
            return iter(call_torch("unbind", iter, [value], {}))
        if data.is_data(value):
            return data.batches(value)
        return modules.attempt(iter, value) if containers.is_container(value) else MISSING

    def length(self, value: Any) -> Any:
        """Return the size of a tensor's first axis, or how many parts or batches there are."""
        if isinstance(value, torch.Tensor):
            return operate("len", len, value)
        if containers.is_container(value) or data.is_data(value):
            return modules.attempt(len, value)
        return MISSING

    def subscript(self, value: Any, key: Any) -> Any:
        """Return `tensor[key]`."""
        if isinstance(value, torch.Tensor):
            return call_torch("getitem", operator.getitem, [value, key], {})
        if containers.is_container(value) or data.is_indexed(value):
            return modules.attempt(operator.getitem, value, key)
        return MISSING

    def store_subscript(self, value: Any, key: Any, new: Any) -> Any:
        """Perform `tensor[key] = new`."""
        if isinstance(value, torch.Tensor):
            call_torch("setitem", operator.setitem, [value, key, new], {})
            return None
        if containers.is_container(value):
            return containers.store(value, key, new)
        return MISSING

    def call(self, value: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Call a module, or convert a tensor to a number."""
        if isinstance(value, torch.nn.Module):
            return modules.call_module(value, arguments, named)
        if isinstance(value, TypeValue) and value.module == "conversion":
            kinds: dict[str, Callable[[Any], Any]] = {"int": int, "float": float}
            if arguments and isinstance(arguments[0], torch.Tensor):
                return operate(value.name, kinds[value.name], arguments[0])
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
        """Return the TypeValue of a tensor, shape, module or optimiser."""
        for table in (modules.TYPES_BY_CLASS, training.TYPES, distributions.TYPES):
            if type(value) in table:
                return table[type(value)]
        for kind in _TYPES:
            if isinstance(value, kind.python):
                return kind
        if isinstance(value, torch.nn.Module):
            kind_of = type(value)
            return TypeValue(kind_of.__name__, kind_of.__module__, (kind_of,))
        return MISSING

    def text(self, value: Any, brief: bool) -> Any:
        """Return MISSING: torch's values print themselves, once their size is known."""
        if isinstance(value, (torch.Tensor, list, tuple, dict)):
            check_printed(value)
        return MISSING

    def formatted(self, value: Any, spec: str) -> Any:
        """Return a tensor as an f-string shows it: a number without axes as that number."""
        if not isinstance(value, torch.Tensor):
            return MISSING
        check_printed(value)
        return operate("format", lambda tensor: format(tensor, spec), value)

    def bound(self, name: str, value: Any) -> None:
        """Keep a step for each tensor that gets a name."""
        if isinstance(value, torch.Tensor):
            kind = str(value.dtype).removeprefix("torch.")
            shown = f" {value.tolist()}" if value.numel() <= 8 and not value.is_meta else ""
            current_run().record(name, f"{kind} {tuple(value.shape)}{shown}")

    def picture(self) -> None:
        """Return None: torch builds no graph ahead of the run."""
