"""Distributions over a few tokens that questions draw from, and checking one that is given."""

from __future__ import annotations

import math

from engines.ranges import ChoiceRange

Numbers = tuple[float, ...]
_ORDERS = {
    3: ((0, 1, 2), (1, 2, 0), (2, 1, 0), (0, 2, 1)),
    4: ((0, 1, 2, 3), (2, 0, 1, 3), (3, 1, 0, 2), (1, 3, 2, 0)),
    5: ((0, 1, 2, 3, 4), (2, 0, 1, 4, 3), (3, 1, 4, 0, 2), (1, 4, 0, 2, 3)),
}


def in_four_orders(*distributions: Numbers) -> ChoiceRange:
    """Return the range of these distributions, over three to five tokens, in four orders each."""
    return ChoiceRange(
        tuple(
            tuple(shares[index] for index in order)
            for shares in distributions
            for order in _ORDERS[len(shares)]
        )
    )


FOUR = in_four_orders(
    (0.5, 0.25, 0.15, 0.1),
    (0.4, 0.3, 0.2, 0.1),
    (0.45, 0.3, 0.15, 0.1),
    (0.6, 0.2, 0.12, 0.08),
    (0.55, 0.25, 0.12, 0.08),
)
FIVE = in_four_orders(
    (0.4, 0.3, 0.15, 0.1, 0.05),
    (0.5, 0.2, 0.15, 0.1, 0.05),
    (0.35, 0.25, 0.2, 0.15, 0.05),
    (0.45, 0.25, 0.16, 0.08, 0.06),
    (0.6, 0.18, 0.12, 0.06, 0.04),
)
"""Distributions over four and five tokens; no two probabilities of one are equal."""


def not_one(shares: Numbers, name: str) -> str | None:
    """Return why these are no distribution, or None."""
    return None if abs(math.fsum(shares) - 1) < 1e-9 else f"{name} does not sum to 1"


def descending(shares: Numbers) -> list[int]:
    """Return the indices from the most probable on; of two equals the first goes first."""
    return sorted(range(len(shares)), key=lambda index: (-shares[index], index))


def nearly(one: float, other: float) -> bool:
    """Return whether two probabilities or scores are too close to be told apart."""
    return abs(one - other) < 1e-9
