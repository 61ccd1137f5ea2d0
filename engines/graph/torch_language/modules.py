"""Modules of torch.nn in snippets: made, read, set and called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from engines.graph.callables import UserFunction
from engines.graph.errors import failure
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.operators import collect
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.syntax import nearest
from engines.graph.torch_language import module_names
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.graph_work import batch
from engines.graph.torch_language.guard import call_torch, refuse_functions
from engines.graph.torch_language.module_sizes import forward_size, weights_of
from engines.graph.torch_language.plain import plain_part, unwrapped
from engines.graph.torch_language.problems import PROBLEMS, from_torch

_MAX_WEIGHTS = 4 * MAX_ELEMENTS
_MAX_COST = 2 * 10**8


def _charge(weights: int) -> None:
    if weights > _MAX_WEIGHTS:
        raise CapReached("module", f"a module of {weights} weights: the cap is {_MAX_WEIGHTS}")
    current_run().budget.spend(64 + weights // 200)


def attempt(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Return what torch gives; its exceptions become the snippet's errors."""
    try:
        return function(*arguments, **named)
    except PROBLEMS as problem:
        raise from_torch(problem) from None


def _maker(name: str) -> Builtin:
    kind = getattr(nn, name)

    def make(*arguments: Any, **named: Any) -> Any:
        given, keywords = unwrapped(arguments, named)
        refuse_functions(name, (*given, *keywords.values()))
        _charge(_weights(name, given, keywords))
        return attempt(kind, *given, **keywords)

    return Builtin(name, make)


def _weights(name: str, arguments: list[Any], named: dict[str, Any]) -> int:
    if name in module_names.STACKS:
        copies = named.get("num_layers", arguments[1] if len(arguments) > 1 else 1)
        layer = named.get("encoder_layer", named.get("decoder_layer", [*arguments, None][0]))
        size = sum(part.numel() for part in layer.parameters()) if _is_module(layer) else 0
        return max(size, 100) * (copies if isinstance(copies, int) else 1)
    if name not in module_names.WEIGHTED:
        return 0
    try:
        return weights_of(name, arguments, named)
    except (TypeError, ValueError, KeyError, OverflowError, StopIteration):
        # Torch refuses such arguments too, as long as they are too few to make anything large.
        return 0 if not any(_is_large(value) for value in (*arguments, *named.values())) else 2**62


def _is_large(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) > 4096


def _is_module(value: Any) -> bool:
    return isinstance(value, nn.Module)


def _container(name: str) -> Builtin:
    kind = getattr(nn, name)

    def make(*arguments: Any, **named: Any) -> Any:
        entries = list(arguments)
        if name in ("ModuleList", "ParameterList") and entries:
            entries[0] = collect(current_run(), entries[0])
        for value in (*entries, *named.values()):
            weigh(value)
        given = [plain_part(value) for value in entries]
        refuse_functions(name, (*given, *named.values()))
        current_run().budget.spend(64)
        return attempt(kind, *given, **named)

    return Builtin(name, make)


def _type_of(name: str, make: Callable[[str], Builtin]) -> TypeValue:
    kind = getattr(nn, name)
    return TypeValue(kind.__name__, kind.__module__, (kind,), make(name))


TYPES: dict[str, TypeValue] = {
    **{
        name: _type_of(name, _maker)
        for name in (*module_names.LIGHT, *module_names.WEIGHTED, *module_names.STACKS)
    },
    **{name: _type_of(name, _container) for name in module_names.CONTAINERS},
}
TYPES_BY_CLASS = {kind.python[0]: kind for kind in TYPES.values()}
MODULE = TypeValue("Module", "torch.nn.modules.module", (nn.Module,))


def of_module(value: nn.Module, name: str) -> Any:
    """Return an allow-listed attribute of a module, or one of its parts by name."""
    for parts in (value._parameters, value._buffers, value._modules):
        if name in parts:
            return parts[name]
    if name in module_names.DATA and hasattr(value, name):
        return getattr(value, name)
    if name in module_names.METHODS and hasattr(value, name):
        return _method(value, name)
    if hasattr(value, name):
        run = current_run()
        allowed = (*module_names.DATA, *module_names.METHODS)
        raise SnippetRefused(run.line, run.column, name, nearest(name, allowed))
    raise failure("AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'")


def _method(value: nn.Module, name: str) -> Builtin:
    if name == "forward":
        return Builtin(name, lambda *given, **named: call_module(value, list(given), named))
    if name == "apply":
        return Builtin(name, lambda function: _apply(value, function))
    method = getattr(value, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        given, keywords = unwrapped(arguments, named)
        refuse_functions(name, (*given, *keywords.values()))
        current_run().budget.spend(16 + _count(value))
        if name in ("insert", "append", "extend", "add_module") and len(value._modules) > 1000:
            raise CapReached(name, "a container holds at most 1000 modules")
        result = attempt(method, *given, **keywords)
        return iter(list(result)) if hasattr(result, "gi_frame") else result

    return Builtin(name, compute)


def _count(module: nn.Module) -> int:
    return sum(2 + len(part._parameters) for part in module.modules())


def _apply(module: nn.Module, function: Any) -> nn.Module:
    if not isinstance(function, (UserFunction, Builtin)):
        raise CapReached("apply", "`apply` takes a function of the snippet")
    return module.apply(function)


def set_of_module(value: nn.Module, name: str, new: Any) -> Any:
    """Set an attribute of a module, as far as a snippet may. Returns MISSING where it may not."""
    if isinstance(new, (torch.Tensor, nn.Module)):
        known = (*value._parameters, *value._buffers, *value._modules)
        if name not in known and name not in module_names.SETTABLE:
            return MISSING
    elif name not in module_names.SETTABLE or not isinstance(new, (bool, int, float, type(None))):
        return MISSING
    attempt(setattr, value, name, new)
    return None


def call_module(module: nn.Module, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Return `module(*arguments)`. Raises CapReached when it would take too long."""
    if isinstance(module, nn.Sequential) and len(arguments) == 1 and not named:
        value = arguments[0]
        run = current_run()
        if run.depth > 20:
            raise CapReached("Sequential", "modules nest too deeply")
        run.depth += 1
        try:
            for part in module:
                value = call_module(part, [value], {})
        finally:
            run.depth -= 1
        return value
    weights = sum(parameter.numel() for parameter in module.parameters())
    size = forward_size(module, arguments, named)
    if size is None:
        held = sum(value.numel() for value in tensors_in((arguments, named)))
        check_elements(held * max(weights, 1), "module")
    else:
        entries, times = size
        check_elements(entries * batch())
        cost = times * weights
        if cost > _MAX_COST:
            raise CapReached(
                type(module).__name__, "the module would take too many multiplications"
            )
        current_run().budget.spend(entries // 400 + cost // 20_000)
    return call_torch("module", module, arguments, named)
