"""Activations as plain functions: gates, and what passes through them."""

from __future__ import annotations

import math

from engines.families.functions import sigmoid


def relu(x: float) -> float:
    """Return max(x, 0)."""
    return max(x, 0.0)


def silu(x: float) -> float:
    """Return x · σ(x)."""
    return x * sigmoid(x)


def normal_share(x: float) -> float:
    """Return Φ(x), the share of a standard normal distribution that lies below x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def gelu(x: float) -> float:
    """Return x · Φ(x)."""
    return x * normal_share(x)


def hard_sigmoid(x: float) -> float:
    """Return the straight ramp from 0 at −3 to 1 at 3."""
    return min(max(x + 3, 0.0), 6.0) / 6
