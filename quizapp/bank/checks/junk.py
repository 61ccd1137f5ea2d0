"""Nonsense that must never score, whatever is asked."""

from __future__ import annotations

import hashlib


def _noise(size: int) -> str:
    """Return printable ASCII that is the same everywhere."""
    blocks = (hashlib.blake2b(bytes([i])).digest() for i in range(size // 64))
    return "".join(chr(33 + byte % 94) for block in blocks for byte in block)


TINY = "1e-400"
"""Nonsense but where the truth is 0: to any number of decimals it is that."""

JUNK: tuple[str, ...] = (
    "",
    "   ",
    "-",
    "+" * 60,
    "-" * 100_000,
    "9" * 400,
    "1e999999",
    TINY,
    "9**9**9",
    "1/0",
    "0x",
    "\x00",
    "\x1b[2J",
    "\u202e01",
    "(" * 100_000,
    "]" * 50,
    "[[[[1]]]",
    "((((",
    "{}",
    ",,,",
    "=",
    "𝟛̷",
    "٣٤",
    "nonsense",
    "; DROP TABLE review",
    "__import__('os')",
    _noise(1024),
)
