"""Two boxes by their corners (x1, y1, x2, y2): what they share, cover together and span."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from engines.family import Step

CORNERS = "corners x1, y1, x2, y2"
Box = tuple[int, ...]
"""x1, y1, x2, y2, the lower corner first."""


@dataclass(frozen=True)
class Overlap:
    """Two boxes; slips change the other fields.

    `pixel` is added to every side. `clamp`: a negative side of the intersection counts as 0.
    `twice`: the intersection is not taken off the sum of the areas.
    """

    first: Box
    second: Box
    pixel: int = 0
    clamp: bool = True
    twice: bool = False

    def _area(self, box: Box) -> int:
        return (box[2] - box[0] + self.pixel) * (box[3] - box[1] + self.pixel)

    @cached_property
    def areas(self) -> tuple[int, int]:
        """The area of each box."""
        return self._area(self.first), self._area(self.second)

    @cached_property
    def sides(self) -> tuple[int, int]:
        """Width and height of the intersection."""
        found = (
            min(self.first[axis + 2], self.second[axis + 2])
            - max(self.first[axis], self.second[axis])
            + self.pixel
            for axis in (0, 1)
        )
        wide, high = (max(side, 0) if self.clamp else side for side in found)
        return wide, high

    @cached_property
    def inner(self) -> int:
        """The area of the intersection."""
        wide, high = self.sides
        return wide * high

    @cached_property
    def union(self) -> int:
        """The area that the boxes cover together."""
        return sum(self.areas) - (0 if self.twice else self.inner)

    @cached_property
    def hull(self) -> int:
        """The area of the smallest box around both."""
        lows = (min(self.first[axis], self.second[axis]) for axis in (0, 1))
        highs = (max(self.first[axis], self.second[axis]) for axis in (2, 3))
        return self._area((*lows, *highs))

    @cached_property
    def iou(self) -> float:
        """Intersection over union."""
        return self.inner / self.union

    def steps(self) -> tuple[Step, ...]:
        """Return the steps up to the union."""
        wide, high = self.sides
        one, other = self.areas
        less = "" if self.twice else f" − {self.inner}"
        return (
            Step("intersection, width × height", f"{wide} × {high}", str(self.inner)),
            Step("areas of the boxes", "(x2 − x1) × (y2 − y1)", f"{one}, {other}"),
            Step("union", f"{one} + {other}{less}", str(self.union)),
        )


@lru_cache(maxsize=4096)
def iou(first: Box, second: Box, *, twice: bool = False) -> float:
    """Return the IoU of two boxes; suppression asks for the same pairs again and again."""
    return Overlap(first, second, twice=twice).iou


def no_box(box: Box) -> str | None:
    """Return why four numbers are no box, or None."""
    if len(box) != 4:
        return "a box is four numbers: x1, y1, x2, y2"
    if box[2] <= box[0] or box[3] <= box[1]:
        return "a box's second corner must lie beyond its first"
    return None
