"""Floats as steps show them, without the dust of binary arithmetic: 1 − 0.9 is 0.1."""

from __future__ import annotations

from collections.abc import Iterable

from engines.families.worked import PLACES

_SHORT = PLACES + 3
_LARGE = 1e15
"""From here on a float is shown with its power of ten."""
_DUST = 1e-14
"""What is smaller is a rounding error."""


def neat(number: float) -> str:
    """Return the number as a step shows it: exact where that is short, else rounded."""
    size = abs(number)
    if size >= _LARGE:
        return f"{number:.4g}"
    text = f"{number:.10f}".rstrip("0").rstrip(".")
    if text in ("0", "-0"):
        return f"{number:.4g}" if size >= _DUST else "0"
    if len(text) <= _SHORT or "." not in text:
        return text
    return f"{number:.{PLACES}f}" if size >= 0.1 else f"{number:.4g}"


def neat_factor(number: float) -> str:
    """Return the number as it stands in a product: negative ones in brackets."""
    return f"({neat(number)})" if number < 0 else neat(number)


def neat_row(numbers: Iterable[float]) -> str:
    """Return a list of numbers as a step shows it."""
    return f"[{', '.join(map(neat, numbers))}]"
