"""Numbers as readings hold them, alone or in rows, and one change made to all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from engines.values import Matrix, Value, Vector

LARGEST = 10**300


def numbers_in(value: Value) -> Iterator[int | float | Fraction]:
    """Yield every number in a value of any depth; texts and the like are passed over."""
    if isinstance(value, tuple):
        for entry in value:
            yield from numbers_in(entry)
    elif isinstance(value, (int, float, Fraction)):
        yield value


def changed(value: Value, change: Callable[[Fraction], Fraction]) -> Value:
    """Return `value` with `change` made to each finite number in it."""
    if isinstance(value, tuple):
        return tuple(changed(entry, change) for entry in value)
    if isinstance(value, float) and not math.isfinite(value):
        return value
    if isinstance(value, (int, float, Fraction)):
        return change(Fraction(value))
    return value


def manageable(value: Value) -> bool:
    """Say whether every number in `value` is finite and may become a float."""
    return all(-LARGEST < number < LARGEST for number in numbers_in(value))


def same_build(one: Value, other: Value) -> bool:
    """Say whether two values are nested alike, lists of equal lengths at every level."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_build, one, other))
    return not isinstance(one, tuple) and not isinstance(other, tuple)


def entry_count(value: Value) -> int:
    """Return how many numbers a value holds."""
    return sum(1 for _ in numbers_in(value))


def element_of(acceptance: object) -> object:
    """Return the rule of the entries of a vector or matrix, or the acceptance itself."""
    return acceptance.element if isinstance(acceptance, (Vector, Matrix)) else acceptance
