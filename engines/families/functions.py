"""Functions that several topics need, in float64 and safe for every finite number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engines.families.worked import factor, row, shown, total
from engines.family import Step, Truth

Numbers = tuple[float, ...]


def softmax(logits: Numbers) -> Numbers:
    """Return exp(z) / Σ exp(z), shifted by the largest logit so that nothing overflows."""
    top = max(logits)
    powers = [math.exp(z - top) for z in logits]
    whole = math.fsum(powers)
    return tuple(power / whole for power in powers)


def softplus(x: float) -> float:
    """Return ln(1 + e^x), which is −ln σ(−x)."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e^−x)."""
    power = math.exp(-abs(x))
    return (1.0 if x >= 0 else power) / (1 + power)


def log_sigmoid(x: float) -> float:
    """Return ln σ(x)."""
    return -softplus(-x)


def log_sum_exp(logits: Sequence[float]) -> float:
    """Return ln Σ exp(z)."""
    top = max(logits)
    return top + math.log(math.fsum(math.exp(z - top) for z in logits))


def log_softmax(logits: Sequence[float]) -> Numbers:
    """Return z − ln Σ exp(z)."""
    whole = log_sum_exp(logits)
    return tuple(z - whole for z in logits)


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
