"""How the worked solutions of this topic show small numbers, and what their questions share."""

from __future__ import annotations

from engines.values import Number, show_number

DOCS = "https://docs.pytorch.org/docs/stable/nn.init.html"
FANS = (16, 32, 64, 100, 128, 256, 300, 512, 784, 1024)
MOST = 10**6
"""The largest fan: its square still fits many times over into 64 bits."""


def figures(number: Number) -> str:
    """Return a number exactly where that is short, else to four significant digits."""
    text = show_number(number)
    if len(text) <= 6 and "/" not in text and "e" not in text:
        return text
    return show_number(float(number), sig=4)
