"""How much a run would take, judged before any tensor exists."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engines.family import Params
from engines.values import Value

MAX_ELEMENTS = 2**27
MAX_FLOPS = 10**10
MAX_META_ELEMENTS = 2**62
"""On the meta device nothing is stored, but sizes and their products are 64-bit."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Numbers stored and multiply-adds times two; on the meta device neither is really spent."""

    elements: int
    flops: int = 0
    meta: bool = False


class TooCostly(ValueError):
    """A run that takes more than it may; the text says what and how much."""


def refuse(cost: Cost) -> None:
    """Return if the run may start. Raises TooCostly."""
    most = MAX_META_ELEMENTS if cost.meta else MAX_ELEMENTS
    if cost.elements > most:
        raise TooCostly(
            f"it would take {cost.elements:.3g} numbers in memory; at most {most:.3g} are run"
            if not cost.meta
            else "its sizes do not fit in 64 bits"
        )
    if not cost.meta and cost.flops > MAX_FLOPS:
        raise TooCostly(
            f"it would take {cost.flops:.3g} operations; at most {MAX_FLOPS:.3g} are run"
        )


def of_entries(params: Params) -> Cost:
    """Return the cost of a run over the numbers that stand in the parameters themselves."""
    elements = sum(_entries(value) for value in params.values())
    return Cost(elements, elements * elements)


def meta(*shapes: tuple[int, ...]) -> Cost:
    """Return the cost of tensors of these shapes on the meta device."""
    return Cost(max(prod(shape) for shape in shapes), meta=True)


def _entries(value: Value) -> int:
    return sum(_entries(entry) for entry in value) if isinstance(value, tuple) else 1
