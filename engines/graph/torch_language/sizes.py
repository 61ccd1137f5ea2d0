"""How many entries a call of torch will give, by the rules of its documentation.

Meta tensors would tell the same, but the first of them costs seconds of imports; these rules cover
what snippets mostly call.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.syntax import words

# Calls whose result has the broadcast shape of the tensors given.
_BROADCASTING = frozenset(
    words(
        "+ - * / // % ** & | ^ << >> == != < <= > >= add add_ sub sub_ subtract mul mul_ multiply"
        " div div_ divide true_divide floor_divide remainder fmod pow pow_ maximum minimum where eq"
        " ne lt le gt ge logical_and logical_or logical_xor lerp hypot atan2 addcmul addcdiv"
        " masked_fill masked_fill_ isclose"
    )
)
_SHAPED = frozenset(words("zeros ones empty rand randn"))


def foreseen(name: str, arguments: list[Any], named: dict[str, Any]) -> int | None:
    """Return how many entries the result has, or None when no rule here says so.

    Arguments that torch itself will refuse give None as well.
    """
    try:
        if name in _BROADCASTING:
            shapes = [tuple(value.shape) for value in _tensors(arguments)]
            return math.prod(np.broadcast_shapes(*shapes)) if shapes else None
        if name in _SHAPED:
            return _product(arguments if arguments else [named["size"]])
        rule = _RULES.get(name)
        return None if rule is None else rule(arguments, named)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
        return None


def _tensors(values: list[Any]) -> list[torch.Tensor]:
    return [value for value in values if isinstance(value, torch.Tensor)]


def _product(sizes: list[Any]) -> int:
    flat = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (list, tuple)) else sizes
    return math.prod(max(int(size), 0) for size in flat)


def _full(arguments: list[Any], named: dict[str, Any]) -> int:
    return _product([arguments[0] if arguments else named["size"]])


def _arange(arguments: list[Any], named: dict[str, Any]) -> int:
    bounds = [float(value) for value in arguments[:3]]
    start, end = (0.0, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[1])
    step = bounds[2] if len(bounds) > 2 else float(named.get("step", 1))
    return math.ceil(abs((end - start) / step)) if step else 0


def _line(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(named["steps"] if "steps" in named else arguments[2])


def _eye(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0]) * int(arguments[1] if len(arguments) > 1 else arguments[0])


def _integers(arguments: list[Any], named: dict[str, Any]) -> int:
    size = named.get("size")
    return _product([size if size is not None else arguments[-1]])


def _repeat(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0].numel()) * _product(arguments[1:])


def _expand(arguments: list[Any], named: dict[str, Any]) -> int:
    given = arguments[1:]
    flat = given[0] if len(given) == 1 and isinstance(given[0], (list, tuple)) else given
    own: tuple[int, ...] = (1,) * (len(flat) - arguments[0].dim()) + tuple(arguments[0].shape)
    return math.prod(max(a, b) for a, b in zip(flat, own, strict=True))


def _outer(arguments: list[Any], named: dict[str, Any]) -> int:
    return math.prod(value.numel() for value in _tensors(arguments))


def _matmul(arguments: list[Any], named: dict[str, Any]) -> int:
    left, right = (tuple(value.shape) for value in arguments[:2])
    rows = left[:-1] if len(left) > 1 else ()
    columns = right[-1:] if len(right) > 1 else ()
    batch = np.broadcast_shapes(left[:-2], right[:-2])
    return math.prod((*batch, *rows[-1:], *columns))


def _joined(arguments: list[Any], named: dict[str, Any]) -> int:
    return sum(int(value.numel()) for value in arguments[0])


def _picked(arguments: list[Any], named: dict[str, Any]) -> int:
    value, key = arguments
    indices = _tensors(list(key) if isinstance(key, tuple) else [key])
    wide = [index.numel() for index in indices if index.dtype is not torch.bool]
    if not wide:
        return int(value.numel())
    smallest: int = max(min(value.shape), 1)
    return int(value.numel()) // smallest * max(wide)


def _like_index(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[-1].numel())


def _nothing(arguments: list[Any], named: dict[str, Any]) -> int:
    return 0


_RULES: dict[str, Callable[[list[Any], dict[str, Any]], int]] = {
    "full": _full,
    "arange": _arange,
    "linspace": _line,
    "logspace": _line,
    "eye": _eye,
    "randint": _integers,
    "randperm": _full,
    "repeat": _repeat,
    "tile": _repeat,
    "expand": _expand,
    "broadcast_to": _expand,
    "outer": _outer,
    "matmul": _matmul,
    "mm": _matmul,
    "bmm": _matmul,
    "mv": _matmul,
    "dot": _matmul,
    "cat": _joined,
    "concat": _joined,
    "stack": _joined,
    "hstack": _joined,
    "vstack": _joined,
    "getitem": _picked,
    "setitem": _nothing,
    "gather": _like_index,
    "take": _like_index,
}
