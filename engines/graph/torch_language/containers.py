"""Containers that come from torch: modules that hold modules, ordered dicts, named tuples."""

from __future__ import annotations

import operator
from collections import OrderedDict
from typing import Any

from torch import nn

from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_cells
from engines.graph.scope import Builtin, current_run
from engines.graph.show import weigh
from engines.graph.syntax import words
from engines.graph.torch_language.guard import refuse_functions
from engines.graph.torch_language.modules import attempt
from engines.graph.torch_language.plain import plain_part

_MODULES = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
_KEYED = (nn.ModuleDict, nn.ParameterDict)
_FIELDS = frozenset(
    words(
        "values indices U S Vh V Q R L LU P pivots eigenvalues eigenvectors sign logabsdet min max"
        " mantissa exponent solution residuals rank singular_values data batch_sizes"
        " sorted_indices unsorted_indices missing_keys unexpected_keys"
    )
)
_ORDERED = frozenset(words("keys values items get pop update copy setdefault move_to_end clear"))


def is_container(value: Any) -> bool:
    """Return whether `value` is a module that holds others by number or by name."""
    return isinstance(value, _MODULES)


def is_keyed(value: Any) -> bool:
    """Return whether `value` is a module that holds others by name."""
    return isinstance(value, _KEYED)


def has_field(value: Any, name: str) -> bool:
    """Return whether `value` is one of torch's named tuples and `name` one of its fields."""
    return (
        isinstance(value, tuple)
        and type(value) is not tuple
        and name in _FIELDS
        and hasattr(value, name)
    )


def store(value: Any, key: Any, new: Any) -> None:
    """Perform `container[key] = module`."""
    if isinstance(key, slice):
        raise CapReached("[:] =", "assignment to a slice of a module is not supported")
    part = plain_part(new)
    refuse_functions("[] =", (part,))
    if len(value) > 1000:
        raise CapReached("[] =", "a container holds at most 1000 modules")
    attempt(operator.setitem, value, key, part)


def of_ordered(value: OrderedDict[Any, Any], name: str) -> Any:
    """Return an allow-listed method of an OrderedDict, such as a module's state."""
    if name not in _ORDERED:
        if hasattr(value, name):
            raise CapReached(name, f"`{name}` of an OrderedDict is not supported")
        kind = "collections.OrderedDict"
        raise failure("AttributeError", f"'{kind}' object has no attribute '{name}'")
    method = getattr(value, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            weigh(argument)
        current_run().budget.spend(len(value) // 16)
        result = attempt(method, *arguments, **named)
        check_cells(len(value))
        return result

    return Builtin(name, compute)
