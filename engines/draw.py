"""The one sampler: parameters from a question's ranges, a seed and a purpose.

The stream of random bits is blake2b of (question id, seed, purpose, counter), the same on every
machine and in every release; numbers are uniform by rejection. Never the streams of torch, numpy or
``random``: they are not stable across releases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Literal

from engines.family import Params
from engines.ranges import (
    ChoiceRange,
    DecimalRange,
    IntRange,
    MatrixRange,
    Range,
    VectorRange,
)
from engines.values import Value

Purpose = Literal["plain", "live"]
MAX_CANDIDATES = 500
MAX_LIVE_CANDIDATES = 100
"""Possible draws after which no more live slips are looked for: what 5 % of draws have is then
missed once in 170 times."""
LIVE_WANTED = 2
"""Live slips that a draw for the purpose `live` should have."""

_BLOCK = 64


class DrawFailed(ValueError):
    """No candidate was possible; `reasons` counts why, most frequent first."""

    def __init__(self, key: str, reasons: Mapping[str, int]) -> None:
        told = "; ".join(f"{count}: {reason}" for reason, count in list(reasons.items())[:3])
        super().__init__(f"{key}: none of {sum(reasons.values())} draws can be asked ({told})")
        self.key = key
        self.reasons = dict(reasons)


class Stream:
    """Uniform whole numbers from blake2b in counter mode."""

    def __init__(self, key: str, seed: int, purpose: str) -> None:
        self._head = f"{key}\x1f{seed}\x1f{purpose}\x1f".encode()
        self._counter = 0
        self._bytes = b""

    def below(self, bound: int) -> int:
        """Return a number from 0 to bound - 1, each equally likely. `bound` is at least 1."""
        width = max((bound - 1).bit_length() + 7, 8) // 8
        usable = 256**width - 256**width % bound
        while True:
            number = int.from_bytes(self._take(width), "big")
            if number < usable:
                return number % bound

    def _take(self, width: int) -> bytes:
        while len(self._bytes) < width:
            block = self._head + str(self._counter).encode()
            self._bytes += blake2b(block, digest_size=_BLOCK).digest()
            self._counter += 1
        taken, self._bytes = self._bytes[:width], self._bytes[width:]
        return taken


def decimal(units: int, places: int) -> float:
    """Return units / 10^places, correctly rounded, so that it prints as the short decimal."""
    return float(units / 10**places)


def draw_one(drawn_from: Range, stream: Stream) -> Value:
    """Return one value of the range, each equally likely (entry by entry in vector and matrix)."""
    match drawn_from:
        case IntRange(low, high, step):
            return low + step * stream.below((high - low) // step + 1)
        case DecimalRange(low, high, places):
            return decimal(low + stream.below(high - low + 1), places)
        case ChoiceRange(values):
            return values[stream.below(len(values))]
        case VectorRange(entry, length):
            return tuple(draw_one(entry, stream) for _ in range(length))
        case MatrixRange(entry, rows, columns):
            return tuple(
                tuple(draw_one(entry, stream) for _ in range(columns)) for _ in range(rows)
            )


def candidates(
    stream: Stream,
    vary: Mapping[str, Range],
    together: tuple[Params, ...],
    base: Params,
) -> Iterator[Params]:
    """Yield candidates without end: `base`, overlaid by one draw of each range and one of
    `together`. The order of the names in `vary` plays no part."""
    ordered = sorted(vary)
    while True:
        drawn = {name: draw_one(vary[name], stream) for name in ordered}
        if together:
            drawn |= together[stream.below(len(together))]
        yield {**base, **drawn}


def draw_params(
    key: str,
    seed: int,
    purpose: Purpose,
    vary: Mapping[str, Range],
    together: tuple[Params, ...] = (),
    base: Params | None = None,
) -> Params:
    """Return the first draw, for a question without a family: nothing can be invalid."""
    return next(candidates(Stream(key, seed, purpose), vary, together, base or {}))


def first_good(
    key: str,
    drawn: Iterator[Params],
    refuse: Callable[[Params], str | None],
    live: Callable[[Params], int] | None = None,
    enough: int = LIVE_WANTED,
) -> Params:
    """Return the first of at most 500 candidates that `refuse` gives no reason against.

    With `live` (how many slips are live there) the first that has `enough` of them, and where none
    of 100 possible ones does the first with the most. Raises DrawFailed.
    """
    reasons: Counter[str] = Counter()
    best: Params | None = None
    most = -1
    possible = 0
    known: dict[tuple[Value, ...], str | None] = {}
    for _ in range(MAX_CANDIDATES):
        candidate = next(drawn)
        values = tuple(candidate.values())
        again = values in known
        reason = known[values] if again else known.setdefault(values, refuse(candidate))
        if reason is not None:
            reasons[reason] += 1
            continue
        if live is None:
            return candidate
        possible += 1
        # What has come before was not enough, and small ranges come to the same again and again.
        count = -1 if again else live(candidate)
        if count >= enough:
            return candidate
        if count > most:
            best, most = candidate, count
        if possible == MAX_LIVE_CANDIDATES:
            break
    if best is None:
        raise DrawFailed(key, dict(reasons.most_common()))
    return best
