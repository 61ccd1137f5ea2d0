"""What every session is performed with: one loop from an event to a settled state."""

from __future__ import annotations

import queue
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from quizapp.drive.house import House
from quizapp.errors import QuizappError

S = TypeVar("S")
V = TypeVar("V")
F = TypeVar("F")


class Drive(ABC, Generic[S, V, F]):
    """One session of states S, events V and effects F. Belongs to one thread.

    ``post`` an event, get the settled state back; what the worker says later is taken in by
    ``pump``. `wake` is called, from any thread, when there is something to pump.
    """

    def __init__(self, house: House, state: S, wake: Callable[[], None] | None = None) -> None:
        self._house = house
        self._wake = wake or (lambda: None)
        self._inbox: queue.SimpleQueue[V] = queue.SimpleQueue()
        self.state = state

    @property
    def house(self) -> House:
        """What the session is performed with."""
        return self._house

    def now(self) -> float:
        """The time that events carry, in monotonic seconds."""
        return self._house.clock.monotonic()

    def post(self, event: V) -> S:
        """Take one event and perform everything that follows from it; return where it stands."""
        pending = [event]
        while pending:
            self.state, effects = self._step(self.state, pending.pop(0))
            for effect in effects:
                pending.extend(self._perform(effect))
        return self.state

    def pump(self) -> S:
        """Take in what arrived from the worker since the last call."""
        while not self._inbox.empty():
            self.post(self._inbox.get())
        return self.state

    def _perform(self, effect: F) -> Iterable[V]:
        try:
            return self._do(effect)
        except QuizappError as error:
            return (self._broke(error),)

    def _arrived(self, event: V) -> None:
        self._inbox.put(event)
        self._wake()

    @abstractmethod
    def _step(self, state: S, event: V) -> tuple[S, tuple[F, ...]]:
        """The pure machine."""

    @abstractmethod
    def _do(self, effect: F) -> Iterable[V]:
        """Perform one effect and return the events that it came to. May raise QuizappError."""

    @abstractmethod
    def _broke(self, error: QuizappError) -> V:
        """Return the event that says that the session cannot go on."""
