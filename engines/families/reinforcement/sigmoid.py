"""The sigmoid and its logarithm, for a logit of any size."""

from __future__ import annotations

import math


def sigmoid(logit: float) -> float:
    """Return 1 / (1 + e^−a)."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    power = math.exp(logit)
    return power / (1 + power)


def log_sigmoid(logit: float) -> float:
    """Return ln σ(a) = min(a, 0) − ln(1 + e^−|a|)."""
    return min(logit, 0.0) - math.log1p(math.exp(-abs(logit)))
