"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """A `quizapp.clock.Clock` that starts at `start` (aware) and moves by `advance` only."""

    def __init__(
        self,
        start: datetime = datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
        offset: timedelta = timedelta(0),
    ) -> None:
        self.instant = start
        self.offset = offset
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.instant

    def local_offset(self, at: datetime) -> timedelta:
        return self.offset

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass on both the wall clock and the monotonic one."""
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds
