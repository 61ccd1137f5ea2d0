"""How far a run's value lies from the truth, and whether that is near enough."""

from __future__ import annotations

import math

from engines.values import Raises, Value, as_number


def largest_difference(value: Value, truth: Value) -> float:
    """Return the largest distance of two numbers in the same place.

    Infinite where the shapes differ, where a text or error differs, or where only one is nan; equal
    infinities and two nans are at distance 0.
    """
    if isinstance(value, tuple) and isinstance(truth, tuple):
        if len(value) != len(truth):
            return math.inf
        pairs = zip(value, truth, strict=True)
        return max((largest_difference(one, other) for one, other in pairs), default=0.0)
    if isinstance(value, (str, Raises, tuple)) or isinstance(truth, (str, Raises, tuple)):
        return 0.0 if value == truth else math.inf
    one, other = float(as_number(value)), float(as_number(truth))
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    distance = abs(one - other)
    return math.inf if math.isnan(distance) else distance


def largest_size(value: Value) -> float:
    """Return the largest absolute value of any finite number in `value`, at least 1."""
    if isinstance(value, tuple):
        return max((largest_size(entry) for entry in value), default=1.0)
    if isinstance(value, (str, Raises)):
        return 1.0
    size = abs(float(as_number(value)))
    return max(size, 1.0) if math.isfinite(size) else 1.0
