"""Mean and variance of a few numbers, and numbers standardised by them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from engines.families.given import Exact
from engines.families.worked import factor, row, shown, total
from engines.family import Step, Truth
from engines.values import Number

EPS = Fraction(1, 100_000)
"""PyTorch's default ε of batch, layer and group norm."""
_MAX_TERMS = 44
"""Characters of a sum that a step writes out."""


def mean_of(numbers: Sequence[Exact]) -> Fraction:
    """Return the mean."""
    return Fraction(sum(numbers)) / len(numbers)


def variance_of(numbers: Sequence[Exact], *, unbiased: bool = False) -> Fraction:
    """Return the variance with the divisor n, or n − 1 where `unbiased`."""
    count, added = len(numbers), sum(numbers)
    squares = count * sum(x * x for x in numbers) - added * added
    return Fraction(squares) / (count * (count - 1 if unbiased else count))


def mean_step(numbers: Sequence[Exact]) -> Step:
    """Return the step that works the mean out."""
    return Step("mean", f"{_added(numbers, 'Σ x')} / {len(numbers)}", shown(mean_of(numbers)))


def variance_step(numbers: Sequence[Exact], *, unbiased: bool = False) -> Step:
    """Return the step that works the variance out."""
    count, whole = len(numbers), sum(numbers)
    squares = [float((count * x - whole) ** 2 / count**2) for x in numbers]
    added = _added(squares, "Σ(x − mean)²")
    divisor = count - 1 if unbiased else count
    variance = variance_of(numbers, unbiased=unbiased)
    return Step("variance", f"{added} / {divisor}", shown(variance))


def _added(terms: Sequence[Number], short: str) -> str:
    """Return the terms as a sum in brackets, or `short` where that is too long for a line."""
    text = f"({total(map(factor, terms))})"
    return text if len(text) <= _MAX_TERMS else short


def standardised(
    entries: Sequence[Exact],
    among: Sequence[Exact],
    *,
    unbiased: bool = False,
    root: bool = True,
) -> Truth:
    """Return (x − μ) / √(σ² + ε) for the `entries`, μ and σ² being those of `among`."""
    count, whole = len(among), sum(among)
    mean, variance = mean_step(among), variance_step(among, unbiased=unbiased)
    inside = float(variance_of(among, unbiased=unbiased) + EPS)
    spread = math.sqrt(inside) if root else inside
    value = tuple(float((count * x - whole) / count) / spread for x in entries)
    sign = "√" if root else ""
    centre = f"({mean.value})" if whole < 0 else mean.value
    return Truth(
        value,
        (
            mean,
            variance,
            Step("divisor", f"{sign}({variance.value} + 0.00001)", shown(spread)),
            Step("entries", f"(x − {centre}) / {shown(spread)} for each x", row(value)),
        ),
    )
