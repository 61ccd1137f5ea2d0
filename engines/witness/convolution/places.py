"""Where a layer over one square or one sequence runs, and what it costs."""

from __future__ import annotations

from engines import cost
from engines.cost import Cost
from engines.witness.proof import place


def square_place(where: str, padded: int, kernel: int) -> str:
    """Return where a square of side `padded`, padding included, meets a square kernel."""
    return place(where, (padded, padded), (kernel, kernel), multiplies=(padded * kernel) ** 2)


def square_cost(padded: int, kernel: int) -> Cost:
    """Return the cost of the same on the meta device."""
    return cost.meta((padded, padded), (kernel, kernel))


def line_place(where: str, padded: int, kernel: int) -> str:
    """Return where a sequence of `padded` cells, padding included, meets a kernel."""
    return place(where, (padded,), (kernel,), multiplies=padded * kernel)


def line_cost(padded: int, kernel: int) -> Cost:
    """Return the cost of the same on the meta device."""
    return cost.meta((padded,), (kernel,))
