"""What a proving half is, and what all of them need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from types import ModuleType
from typing import Any

from engines.cost import Cost, of_entries
from engines.family import Params
from engines.values import Value, as_number, show_number

EXACT = 0.0
"""The tolerance of whole numbers."""
REAL_ELEMENTS = 2**20
REAL_MULTIPLIES = 10**8
"""Up to these, what asks for a shape is run on real tensors; about ten milliseconds on one core."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run came to.

    `tolerance` is relative to the largest number of the truth, or to 1 where that is smaller.
    `call` is the run as a person would write it. `device` is named where it is not the one asked
    for: ``meta`` computes shapes without memory.
    """

    value: Value
    call: str
    tolerance: float = EXACT
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SeenMany:
    """What one run of many variants came to: a value each, and what holds for all of them."""

    values: Sequence[Value]
    call: str
    tolerance: float = EXACT


@dataclass(frozen=True, slots=True)
class Batch:
    """One vectorised run of many variants, which are alike in the lengths of their lists.

    `alike` names the parameters that one run needs to be equal, such as a learning rate.
    """

    run: Callable[[Sequence[Params], ModuleType, str], SeenMany]
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The proving half of one family: the run, and what it would cost, from the parameters.

    `batch` runs many variants at once, where that is at least ten times as fast as one by one.
    """

    run: Callable[[Params, ModuleType, str], Seen]
    cost: Callable[[Params], Cost] = of_entries
    batch: Batch | None = None


def place(where: str, *shapes: tuple[int, ...], multiplies: int = 0) -> str:
    """Return where to run a layer whose shape alone is asked: `where`, and the meta device, which
    stores and reckons nothing, for tensors of these shapes that would keep a learner waiting."""
    small = all(prod(shape) <= REAL_ELEMENTS for shape in shapes)
    return where if small and multiplies <= REAL_MULTIPLIES else "meta"


def tolerance(torch: ModuleType) -> float:
    """Return how far a float run of a few operations may be off: a hundred roundings."""
    return float(torch.finfo(torch.get_default_dtype()).eps) * 100


def tensor(torch: ModuleType, value: Value, device: str, **options: Any) -> Any:
    """Return the numbers of `value` as a tensor of the default float type."""
    return torch.tensor(value, dtype=torch.get_default_dtype(), device=device, **options)


def stacked(torch: ModuleType, many: Sequence[Params], name: str, device: str) -> Any:
    """Return one parameter of many variants as a tensor, the variants along the first dimension."""
    return tensor(torch, tuple(params[name] for params in many), device)


def as_values(found: Any) -> Sequence[Value]:
    """Return a tensor's numbers along its first dimension, each as nested tuples or a number."""
    return [_tuples(entry) for entry in found.tolist()]


def as_value(found: Any) -> Value:
    """Return a tensor's numbers as nested tuples (a scalar's as a number)."""
    return _tuples(found.tolist())


def as_whole(found: Any) -> Value:
    """Return a tensor of whole numbers as nested tuples of ints."""
    return _tuples(found.round().long().tolist())


def literal(value: Value) -> str:
    """Return a parameter as it would stand in Python code."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else show_number(value)  # type: ignore[arg-type]


def floats(value: Value) -> str:
    """Return numbers as they would stand in ``torch.tensor(...)`` to be floats."""
    if type(value) is int:  # most are, and a run is timed beside one written by hand
        return f"{value}."
    if isinstance(value, tuple):
        return f"[{', '.join(map(floats, value))}]"
    text = show_number(float(as_number(value)))
    return text if any(sign in text for sign in ".en") else text + "."


def _tuples(found: Any) -> Value:
    return tuple(map(_tuples, found)) if isinstance(found, list) else found


def count_parameters(module: Any) -> int:
    """Return how many numbers a module learns."""
    return sum(parameter.numel() for parameter in module.parameters())
