"""The one background thread that owns the database connection while a screen is up.

A screen submits jobs; they run one after the other, each with the house. Nothing else may touch
the store, so that no answer is ever written by two hands at once.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from quizapp.drive.house import House

T = TypeVar("T")


class Runner:
    """Runs jobs in order on its own thread. `open_house` is called there, before the first job.

    Where the house cannot be opened, every job's future fails with that error.
    """

    def __init__(self, open_house: Callable[[], House]) -> None:
        self._open_house = open_house
        self._jobs: queue.SimpleQueue[Callable[[House | Exception], None] | None]
        self._jobs = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="quizapp-drive", daemon=True)
        self._closed = threading.Event()
        self._house: House | Exception | None = None

    def start(self) -> None:
        """Start the thread, which opens the house at once."""
        self._thread.start()

    def submit(self, job: Callable[[House], T]) -> Future[T]:
        """Queue `job`; its future holds what it returned or raised. Callbacks run on the thread."""
        future: Future[T] = Future()

        def run(house: House | Exception) -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                if isinstance(house, Exception):
                    raise house
                future.set_result(job(house))
            except Exception as error:
                future.set_exception(error)

        self._jobs.put(run)
        return future

    def refit(self, change: Callable[[House], House]) -> Future[None]:
        """Queue an exchange of the house for what `change` makes of it; later jobs get that."""

        def exchange(house: House) -> None:
            self._house = change(house)

        return self.submit(exchange)

    def close(self, timeout: float = 5.0) -> None:
        """Finish the queued jobs, close the house, end the thread. Waits at most `timeout` s."""
        if not self._closed.is_set():
            self._closed.set()
            self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._house = self._open_house()
        except Exception as error:
            self._house = error
        while (job := self._jobs.get()) is not None:
            job(self._house)
        if not isinstance(self._house, Exception):
            self._house.close()
