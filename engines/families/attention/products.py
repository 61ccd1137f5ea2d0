"""Products as steps show them."""

from __future__ import annotations


def times(*numbers: int) -> str:
    """Return a product as steps show it, without factors of 1."""
    kept = [number for number in numbers if number != 1] or [1]
    return " × ".join(map(str, kept))
