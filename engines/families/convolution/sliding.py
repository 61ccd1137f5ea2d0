"""How many places a window has along one side: the arithmetic under convolution and pooling.

floor((H + 2P − D(K − 1) − 1) / S) + 1, Dumoulin & Visin 2016, arXiv:1603.07285, relationship 6 with
the dilation of relationship 15; the formula of torch.nn.Conv2d's documentation.
"""

from __future__ import annotations

from dataclasses import dataclass

from engines.families.given import number
from engines.family import Params, Step


@dataclass(frozen=True, slots=True)
class Slide:
    """A window of `kernel` cells, `dilation` apart, moved by `stride` over `side` cells.

    The last four fields are right as they stand; slips change them.
    """

    side: int
    kernel: int
    stride: int = 1
    pad: int = 0
    dilation: int = 1
    pad_sides: int = 2
    first: int = 1
    """The starting position, which is counted beside the steps from it."""
    round_up: bool = False
    reach_less: int = 0
    """How much too small the kernel's reach is taken."""

    @property
    def padded(self) -> int:
        """The cells of the side with its padding."""
        return self.side + self.pad_sides * self.pad

    @property
    def reach(self) -> int:
        """The cells from the kernel's first to its last, both included."""
        return self.dilation * (self.kernel - 1) + 1 - self.reach_less

    @property
    def room(self) -> int:
        """How far the kernel can move."""
        return self.padded - self.reach

    @property
    def moves(self) -> int:
        """Whole steps within the room."""
        return -(-self.room // self.stride) if self.round_up else self.room // self.stride

    @property
    def positions(self) -> int:
        """The places of the kernel: the size of the output along this side."""
        return self.moves + self.first

    def steps(self, side: str = "side") -> tuple[Step, ...]:
        """Return the worked solution; `side` names what is measured."""
        padding = " + ".join([str(self.side), *[str(self.pad)] * self.pad_sides])
        steps = [Step(f"{side} with padding", padding, str(self.padded))]
        if self.dilation != 1:
            steps.append(Step("reach of the kernel", self._reached(), str(self.reach)))
        steps += [
            Step("room to slide", f"{self.padded} − {self.reach}", str(self.room)),
            Step("whole steps", self._division(), str(self.moves)),
            Step("positions", f"{self.moves} + {self.first}", str(self.positions)),
        ]
        return tuple(steps)

    def in_one_line(self) -> str:
        """Return the whole formula with its numbers."""
        padding = f" + {self.pad_sides} × {self.pad}" if self.pad else ""
        rounding = "ceil" if self.round_up else "floor"
        return f"{rounding}(({self.side}{padding} − {self.reach}) / {self.stride}) + {self.first}"

    def _reached(self) -> str:
        """Return how the reach of a dilated kernel is worked out, right or with a slip."""
        if self.reach_less == 1 - self.dilation:
            return f"{self.dilation} × {self.kernel}"
        gaps = f"{self.dilation} × ({self.kernel} − 1)"
        return gaps if self.reach_less == 1 else f"{gaps} + 1"

    def _division(self) -> str:
        return f"{'ceil' if self.round_up else 'floor'}({self.room} / {self.stride})"


def window_of(params: Params, side: str = "H") -> Slide:
    """Return the window that the parameters K, S and P move over the one named `side`."""
    cells, kernel, stride, pad = (number(params, name) for name in (side, "K", "S", "P"))
    return Slide(cells, kernel, stride, pad)


def no_room_in(params: Params, side: str = "H") -> str | None:
    """Return why the kernel of `window_of` does not fit, or None."""
    window = window_of(params, side)
    return no_room(window.padded, window.reach)


def no_room(padded: int, reach: int) -> str | None:
    """Return why a kernel does not fit, or None."""
    return "the kernel is larger than the padded input" if reach > padded else None
