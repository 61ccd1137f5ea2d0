"""Reads the arguments of a call of torch: its tensors, its sizes, one argument by name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch


def tensors_in(values: Any) -> Iterator[torch.Tensor]:
    """Yield the tensors among arguments, inside lists, tuples and dicts too."""
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from tensors_in(value)
        elif isinstance(value, dict):
            yield from tensors_in(value.values())


def given(
    arguments: list[Any], named: dict[str, Any], position: int, name: str, default: Any
) -> Any:
    """Return the argument `name`, which may be given by its position."""
    if name in named:
        return named[name]
    return arguments[position] if len(arguments) > position else default


def whole(arguments: list[Any], named: dict[str, Any], position: int, name: str) -> int:
    """Return the integer argument `name`. Raises TypeError when it is missing."""
    return int(given(arguments, named, position, name, None))


def product(sizes: list[Any]) -> int:
    """Return how many entries a shape has that is given as one sequence or as its parts."""
    flat = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (list, tuple)) else sizes
    return math.prod(max(int(size), 0) for size in flat)


def each(value: Any, count: int) -> tuple[int, ...]:
    """Return an argument such as a stride, one number or one for each axis, as a tuple."""
    if isinstance(value, (list, tuple)):
        return tuple(int(entry) for entry in value) * (count if len(value) == 1 else 1)
    return (int(value),) * count
