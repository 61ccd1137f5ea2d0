"""Everything a session is performed with: the library, the store, the scheduler, the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from quizapp.bank.library import Library
from quizapp.clock import Clock, SystemClock
from quizapp.config import Config
from quizapp.drive.library import open_library
from quizapp.drive.settling import settle
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import EngineClient
from quizapp.srs.scheduler import FsrsScheduler, Scheduler, target_retention
from quizapp.srs.studyday import study_day
from quizapp.store.engine import Store, open_store


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
        return study_day(self.now(), self.offset(), day_starts_at(self.config))

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
    """Open the store, read the banks, bring progress in line with them, and start the worker in
    the background.

    Raises QuizappError with a sentence where the store cannot be opened.
    """
    clock = clock or SystemClock()
    store = open_progress(config, clock)
    try:
        library = open_library(config)
        settle(store, library)
        scheduler = scheduler_of(config)
        scheduler_id = store.scheduler_id(scheduler.spec)
        worker = client(config) if client else EngineClient(device=config.device)
        worker.warm()
    except BaseException:
        store.close()
        raise
    return House(
        config, clock, library, store, scheduler, scheduler_id, worker, WorkerTruths(worker)
    )


def refit(house: House, config: Config) -> House:
    """Return the same house for other aims: the date, the minutes, the job, the level."""
    scheduler = scheduler_of(config)
    number = house.store.scheduler_id(scheduler.spec)
    return replace(house, config=config, scheduler=scheduler, scheduler_id=number)


def scheduler_of(config: Config) -> FsrsScheduler:
    """Return the scheduler of the settings: their retention, or what the goal date asks for."""
    return FsrsScheduler(
        target_retention(config.goal_date, config.retention), day_starts_at=day_starts_at(config)
    )


def has_progress(config: Config) -> bool:
    """Return whether there is a database to read; to open one that is missing would make it."""
    return not isinstance(config.database, Path) or config.database.exists()


def open_progress(config: Config, clock: Clock) -> Store:
    """Open the database that the settings name. Raises QuizappError with a sentence."""
    return open_store(config.database, clock=clock, day_starts_at=day_starts_at(config))


def day_starts_at(config: Config) -> timedelta:
    """Return the local time at which a study day begins."""
    start = config.day_starts_at
    return timedelta(hours=start.hour, minutes=start.minute)
