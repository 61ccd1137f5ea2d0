"""Spreading due days, so that what was learnt together does not fall due together.

The ranges are FSRS's; the choice is our own: uniform over whole days, never outside of the range,
and the same for a card and repetition however often it is asked.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random

from quizapp.srs.state import CardKey

_SHORTEST = 2.5
_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))


def fuzz_range(interval: int, previous: int, cap: int) -> tuple[int, int]:
    """Return the shortest and the longest interval, in days, that `interval` may become.

    When the interval grew, the shortest is at least a day more than `previous`.
    """
    if interval < _SHORTEST:
        return interval, interval
    delta = 1.0 + sum(
        factor * max(min(interval, end) - start, 0.0) for start, end, factor in _RANGES
    )
    high = min(round(interval + delta), cap)
    low = min(max(2, round(interval - delta)), high)
    if interval > previous:
        low = min(max(low, previous + 1), high)
    return low, high


def fuzzed(interval: int, previous: int, cap: int, *, key: CardKey, repetitions: int) -> int:
    """Return a whole number of days in the range, settled by the card and its repetitions."""
    low, high = fuzz_range(interval, previous, cap)
    digest = blake2b(f"fuzz\0{key}\0{repetitions}".encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest)).randint(low, high)
