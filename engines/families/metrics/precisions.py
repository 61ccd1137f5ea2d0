"""The precisions of a ranking that average precision is the mean of, by the rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from engines.families.worked import slip
from engines.family import Params, Slip, Truth

Ranking = tuple[int, ...]
"""1 where the item at that place is relevant, best first."""
Heights = tuple[float, ...]
Rule = Callable[[Ranking], Heights]
"""The precisions of a ranking that are averaged."""


def precisions(ranking: Ranking) -> Heights:
    """Return the precision among the first 1, 2, ... entries."""
    return tuple(sum(ranking[:place]) / place for place in range(1, len(ranking) + 1))


def _at_hits(ranking: Ranking, heights: Sequence[float]) -> Heights:
    return tuple(height for height, hit in zip(heights, ranking, strict=True) if hit)


def at_hits(ranking: Ranking) -> Heights:
    """Return the precision at each relevant item: the rule without interpolation."""
    return _at_hits(ranking, precisions(ranking))


def _interpolated(ranking: Ranking) -> Heights:
    heights = precisions(ranking)
    return _at_hits(ranking, [max(heights[i:]) for i in range(len(heights))])


def _trapezoid(ranking: Ranking) -> Heights:
    """Return the mean heights of the trapezoids under the curve that starts at precision 1."""
    heights = pairwise((1.0, *precisions(ranking)))
    return _at_hits(ranking, [(left + right) / 2 for left, right in heights])


def mean(numbers: Heights) -> float:
    """Return the mean, exact but for one rounding."""
    return math.fsum(numbers) / len(numbers)


_RULES: dict[str, tuple[str, str, Rule]] = {
    "every_place": (
        "wrong-divisor",
        "the precision is averaged over all places, relevant or not.",
        precisions,
    ),
    "interpolated": (
        "other-convention",
        "each precision is raised to the highest one at its place or later: interpolated AP.",
        _interpolated,
    ),
    "trapezoid": (
        "other-convention",
        "the area is taken by trapezoids, from precision 1 at recall 0.",
        _trapezoid,
    ),
}


def rule_slips(solution: Callable[[Params, Rule], Truth], *ids: str) -> dict[str, Slip]:
    """Return the slips that put another rule into the solution, by their ids."""

    def made(name: str, text: str, rule: Rule) -> Slip:
        return slip(name, text, lambda params: solution(params, rule))

    return {slip_id: made(*_RULES[slip_id]) for slip_id in ids}
