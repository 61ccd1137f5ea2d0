"""The strides that give a size: O − 1 whole steps must fit into the room, and O must not."""

from __future__ import annotations

from dataclasses import dataclass

from engines.families.convolution.sliding import Slide
from engines.families.given import number
from engines.family import Params, Step, Truth
from engines.values import SetOf

_LISTED = 8
"""A step lists this many strides; of more it names the ends."""


def window(params: Params) -> Slide:
    """Return the window that H, K and P describe, at stride 1."""
    side, kernel, pad = (number(params, name) for name in "HKP")
    return Slide(side, kernel, pad=pad)


@dataclass(frozen=True, slots=True)
class Strides:
    """The strides from `least` to `most` that give `out` positions; slips change the fields."""

    window: Slide
    out: int
    first: int = 1
    """The starting position, which is no step."""
    closed: bool = False
    """Whether the stride that just fits one step more counts too."""

    @property
    def moves(self) -> int:
        """Whole steps that the kernel must make."""
        return self.out - self.first

    @property
    def least(self) -> int:
        """The smallest stride at which one step more does not fit."""
        room = self.window.room - (1 if self.closed else 0)
        return max(room // (self.moves + 1) + 1, 1)

    @property
    def most(self) -> int:
        """The largest stride at which the steps fit."""
        return self.window.room // self.moves

    def steps(self) -> tuple[Step, ...]:
        """Return the worked solution."""
        window, room = self.window, self.window.room
        padding = f" + {window.pad_sides} × {window.pad}" if window.pad else ""
        sign = "<=" if self.closed else "<"
        between = f"{room} / {self.moves + 1} {sign} S <= {room} / {self.moves}"
        return (
            Step("room to slide", f"{window.side}{padding} − {window.kernel}", str(room)),
            Step("whole steps", f"{self.out} − {self.first}", str(self.moves)),
            Step(f"strides with {self.moves} whole steps", between, self._found()),
        )

    def _found(self) -> str:
        count = self.most - self.least + 1
        if count > _LISTED:
            return f"{self.least} to {self.most}"
        return SetOf().show(tuple(range(self.least, self.most + 1)))


def strides(params: Params) -> Strides:
    """Return the strides that give O positions."""
    return Strides(window(params), number(params, "O"))


def smallest(found: Strides) -> Truth:
    """Return the smallest stride of the span."""
    last = Step("smallest of them", f"S = {found.least}", str(found.least))
    return Truth(found.least, (*found.steps(), last))


def all_strides(found: Strides) -> Truth | None:
    """Return every stride of the span, or None where there is none."""
    if found.window.room < 1 or found.least > found.most:
        return None
    return Truth(tuple(range(found.least, found.most + 1)), found.steps())


def all_of(found: Strides) -> Truth:
    """Return every stride of a span that has one."""
    truth = all_strides(found)
    if truth is None:
        raise ValueError("no stride gives this side")
    return truth
