"""Discrete distributions to ask about, and what is checked of those that are given."""

from __future__ import annotations

import math
from itertools import permutations

from engines.families.given import reals
from engines.families.losses.reduction import same_length
from engines.family import Param, Params

Shares = tuple[float, ...]
_SHAPES = ((0.5, 0.25, 0.25), (0.5, 0.3, 0.2), (0.6, 0.2, 0.2), (0.8, 0.1, 0.1), (0.7, 0.2, 0.1))
ASKED: tuple[Shares, ...] = tuple(
    sorted({turned for shape in _SHAPES for turned in permutations(shape)})
)
"""Distributions over three outcomes that are easy to type."""
_TOLD_APART = 0.01
_SUM_WITHIN = 1e-9


def distribution(name: str, doc: str, least: float) -> Param:
    """Return a parameter that holds the probabilities of two to eight outcomes."""
    return Param(name, "vector", doc, least, 1, sizes=(2, 8), entry="decimal")


def sums_to_one(params: Params, *names: str) -> str | None:
    """Return why one of these is no distribution, or None."""
    for name in names:
        if abs(math.fsum(reals(params, name)) - 1) > _SUM_WITHIN:
            return f"{name} does not sum to 1"
    return None


def two_distributions(params: Params) -> str | None:
    """Return why p and q are no distributions over the same outcomes, or None."""
    return same_length(params, "p", "q") or sums_to_one(params, "p", "q")


def times_log(share: float, inner: float) -> float:
    """Return share · ln inner, which is 0 for a share of 0."""
    return share * math.log(inner) if share else 0.0


def _one_sided(p: Shares, q: Shares) -> bool:
    """Return whether cross-entropy and divergence both notice when p and q change places."""
    crossed = math.fsum(times_log(b, a) - times_log(a, b) for a, b in zip(p, q, strict=True))
    own = math.fsum(times_log(a, a) - times_log(b, b) for a, b in zip(p, q, strict=True))
    return abs(crossed) > _TOLD_APART and abs(crossed + own) > _TOLD_APART


ASKED_PAIRS: tuple[Params, ...] = tuple(
    {"p": p, "q": q} for p in ASKED for q in ASKED if _one_sided(p, q)
)
