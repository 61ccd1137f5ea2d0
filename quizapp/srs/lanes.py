"""Picking from a ranked list while keeping topics apart, without scanning the list again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
Choose = Callable[[T], T | None]


class Lanes(Generic[T]):
    """Items in the order of their rank, one lane for each topic.

    A `pick` costs one look at each topic, however many items there are.
    """

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        """Take (topic, item) pairs, the best first."""
        self._lanes: dict[str, deque[tuple[int, T]]] = {}
        for rank, (topic, item) in enumerate(items):
            self._lanes.setdefault(topic, deque()).append((rank, item))

    def pick(self, avoids: Sequence[Callable[[T], bool]], choose: Choose[T]) -> T | None:
        """Return and remove the best item that the first of `avoids` does not ask to put off, else
        that the second does not, and so on; else the best one; None when nothing is left.

        `choose` is given the head of a lane and returns what would be taken for it: the item
        itself, another one that has to come first (the head then stays), or None to drop it.
        """
        heads = [
            (topic, chosen)
            for topic in self._by_rank()
            if (chosen := self._head(topic, choose)) is not None
        ]
        for avoid in avoids:
            for topic, chosen in heads:
                if not avoid(chosen):
                    return self._take(topic, chosen)
                if (second := self._second(topic, avoid, choose)) is not None:
                    return second
        return self._take(*heads[0]) if heads else None

    def has_other(self, topic: str) -> bool:
        """True while a lane of another topic holds anything."""
        return any(lane for name, lane in self._lanes.items() if name != topic)

    def _by_rank(self) -> list[str]:
        return sorted(
            (topic for topic, lane in self._lanes.items() if lane),
            key=lambda topic: self._lanes[topic][0][0],
        )

    def _head(self, topic: str, choose: Choose[T]) -> T | None:
        lane = self._lanes[topic]
        while lane:
            chosen = choose(lane[0][1])
            if chosen is not None:
                return chosen
            lane.popleft()
        return None

    def _second(self, topic: str, avoid: Callable[[T], bool], choose: Choose[T]) -> T | None:
        """The second of a lane where only the first is to be put off."""
        lane = self._lanes[topic]
        if len(lane) < 2:
            return None
        second = lane[1][1]
        if choose(second) is not second or avoid(second):
            return None
        del lane[1]
        return second

    def _take(self, topic: str, chosen: T) -> T:
        lane = self._lanes[topic]
        if lane[0][1] is chosen:
            lane.popleft()
        return chosen
