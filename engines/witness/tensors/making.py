"""Tensors of which only the shape matters: what they would cost, and how they are written."""

from __future__ import annotations

from engines import cost
from engines.cost import Cost
from engines.families.given import wholes
from engines.family import Params

_WIDEST = 8
"""Bytes of the widest number: sizes in bytes are 64-bit too."""


def cost_of(*shapes: tuple[int, ...]) -> Cost:
    """Return the cost of tensors of these shapes, of which nothing need be stored."""
    return cost.meta(*((_WIDEST, *shape) for shape in shapes))


def cost_of_shape(params: Params) -> Cost:
    """Return the cost of a tensor of the shape that the parameter `shape` holds."""
    return cost_of(wholes(params, "shape"))


def made(shape: tuple[int, ...]) -> str:
    """Return a tensor of this shape as a person would write it."""
    return f"empty{shape}" if len(shape) > 1 else f"empty({shape[0]})"
