"""Everything a session is performed with: the library, the store, the scheduler, the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType

from quizapp.bank.library import Library, open_library
from quizapp.clock import Clock, SystemClock
from quizapp.config import Config
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import EngineClient
from quizapp.srs.scheduler import Scheduler, make_scheduler
from quizapp.srs.studyday import study_day
from quizapp.store import Store, open_store


@dataclass(frozen=True, slots=True)
class House:
    """The parts that effects are performed with. Owned by one thread; close it at the end."""

    config: Config
    clock: Clock
    library: Library
    store: Store
    scheduler: Scheduler
    scheduler_id: int
    client: EngineClient
    truths: WorkerTruths

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock.now()

    def offset(self) -> timedelta:
        """Local time minus UTC now."""
        return self.clock.local_offset(self.now())

    def today(self) -> int:
        """The study day that it is now."""
        return study_day(self.now(), self.offset(), self.day_starts_at)

    @property
    def day_starts_at(self) -> timedelta:
        """The local time at which a study day begins."""
        start = self.config.day_starts_at
        return timedelta(hours=start.hour, minutes=start.minute)

    def close(self) -> None:
        """Close the store and end the worker."""
        self.client.close()
        self.store.close()

    def __enter__(self) -> House:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_house(
    config: Config,
    *,
    clock: Clock | None = None,
    client: Callable[[Config], EngineClient] | None = None,
) -> House:
    """Open the store, read the banks, and start the worker in the background.

    Raises QuizappError with a sentence where the store cannot be opened.
    """
    clock = clock or SystemClock()
    store = open_store(config.database_url or config.data, clock=clock)
    try:
        library = open_library(config)
        scheduler = make_scheduler(
            retention=config.retention or (0.85 if config.goal_date else 0.90)
        )
        scheduler_id = store.scheduler_id(scheduler.spec)
        worker = client(config) if client else EngineClient(device=config.device)
        worker.warm()
    except BaseException:
        store.close()
        raise
    return House(
        config, clock, library, store, scheduler, scheduler_id, worker, WorkerTruths(worker)
    )
