"""How many entries indexing gives: `x[key]`, and torch's functions that pick by indices."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.torch_language.arguments import given


def _picked(arguments: list[Any], named: dict[str, Any]) -> int:
    """Return the size of `value[key]`: what the indices broadcast to times the axes left over."""
    value, key = arguments[:2]
    parts = list(key) if isinstance(key, tuple) else [key]
    used = sum(_axes(part) for part in parts)
    axis = 0
    left: list[int] = list(value.shape)
    shapes: list[tuple[int, ...]] = []
    for part in parts:
        if part is Ellipsis:
            axis += value.dim() - used
            continue
        if isinstance(part, (list, torch.Tensor, np.ndarray)) and _axes(part):
            shapes.append(_index_shape(part))
            left[axis : axis + _axes(part)] = [1] * _axes(part)
        axis += _axes(part)
    return math.prod(left) * math.prod(np.broadcast_shapes(*shapes))


def _axes(part: Any) -> int:
    """Return how many axes of the value one part of a key takes up."""
    if part is None or part is Ellipsis or isinstance(part, bool):
        return 0
    kind = getattr(part, "dtype", None)
    if kind in (torch.bool, torch.uint8) or kind == np.dtype(bool):
        return len(part.shape)
    return 1


def _index_shape(part: Any) -> tuple[int, ...]:
    if isinstance(part, list):
        array = np.asarray(part)
        if array.dtype == object:
            raise TypeError("an index of mixed parts")
        return (array.size,) if array.dtype == np.dtype(bool) else array.shape
    shape = tuple(int(size) for size in part.shape)
    return (math.prod(shape),) if _axes(part) != 1 or "bool" in str(part.dtype) else shape


def _stored(arguments: list[Any], named: dict[str, Any]) -> int:
    return _picked(arguments, named)


def _put(arguments: list[Any], named: dict[str, Any]) -> int:
    value = arguments[0]
    indices = tuple(given(arguments, named, 1, "indices", ()))
    return max(_picked([value, indices], {}), int(value.numel()))


def _like_index(arguments: list[Any], named: dict[str, Any]) -> int:
    index = named["index"] if "index" in named else arguments[-1]
    return int(index.numel())


def _along(arguments: list[Any], named: dict[str, Any]) -> int:
    value, index = arguments[0], given(arguments, named, 1, "indices", None)
    if given(arguments, named, 2, "dim", None) is None:
        return int(index.numel())
    return math.prod(max(a, b) for a, b in zip(value.shape, index.shape, strict=True))


def _selected(arguments: list[Any], named: dict[str, Any]) -> int:
    value = arguments[0]
    axis = int(given(arguments, named, 1, "dim", None))
    index = given(arguments, named, 2, "index", None)
    return int(value.numel() // max(value.shape[axis], 1) * index.numel())


RULES: dict[str, Callable[[list[Any], dict[str, Any]], int]] = {
    "getitem": _picked,
    "setitem": _stored,
    "index_put": _put,
    "index_put_": _put,
    "gather": _like_index,
    "take": _like_index,
    "take_along_dim": _along,
    "index_select": _selected,
}
