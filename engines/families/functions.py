"""Functions that several topics need, in float64 and safe for every finite number."""

from __future__ import annotations

import math

from engines.families.worked import factor, row, shown, total
from engines.family import Step, Truth

Numbers = tuple[float, ...]


def softmax(logits: Numbers) -> Numbers:
    """Return exp(z) / Σ exp(z), shifted by the largest logit so that nothing overflows."""
    top = max(logits)
    powers = [math.exp(z - top) for z in logits]
    whole = math.fsum(powers)
    return tuple(power / whole for power in powers)


def softmax_worked(logits: Numbers, base: float = math.e) -> Truth:
    """Return base^z / Σ base^z with its steps."""
    sign = "e" if base == math.e else shown(base)
    powers = tuple(_power(base, z) for z in logits)
    whole = math.fsum(powers)
    shares = softmax(tuple(z * math.log(base) for z in logits))
    return Truth(
        shares,
        (
            Step("exponentials", ", ".join(f"{sign}^{factor(z)}" for z in logits), row(powers)),
            Step("their sum", total(map(shown, powers)), shown(whole)),
            Step("shares", f"each / {shown(whole)}", row(shares)),
        ),
    )


def _power(base: float, exponent: float) -> float:
    """Return base^exponent, inf where float64 ends."""
    try:
        return math.exp(exponent) if base == math.e else base**exponent
    except OverflowError:
        return math.inf
