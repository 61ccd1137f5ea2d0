"""Keys that were pressed for the question must not answer for the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.clock import Clock

SETTLE = 0.25
"""Seconds after a verdict is painted before a key can accept it."""


@dataclass(slots=True)
class Guard:
    """Closed from the moment that something new is about to be shown until `SETTLE` after it is.

    `painted` is None while it is not on the screen yet.
    """

    clock: Clock
    painted: float | None = float("-inf")

    def close(self) -> None:
        """Something to read is coming."""
        self.painted = None

    def shown(self) -> None:
        """It is on the screen now."""
        self.painted = self.clock.monotonic()

    @property
    def open(self) -> bool:
        """Whether a key may accept what is shown."""
        return self.painted is not None and self.clock.monotonic() - self.painted >= SETTLE
