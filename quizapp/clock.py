"""Time as a parameter: everything that needs the time is given a `Clock`."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the app asks of time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    def local_offset(self, at: datetime) -> timedelta:
        """Local time minus UTC at the aware instant `at`."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back; for durations only."""


class SystemClock:
    """The clock and time zone of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def local_offset(self, at: datetime) -> timedelta:
        return at.astimezone().utcoffset() or timedelta(0)

    def monotonic(self) -> float:
        return time.monotonic()
