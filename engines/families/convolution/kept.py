"""The padding that keeps a size at stride 1: D(K − 1) cells are lost, half on each side."""

from __future__ import annotations

from dataclasses import dataclass

from engines.families.given import number
from engines.family import Params, Step


@dataclass(frozen=True, slots=True)
class Kept:
    """The padding that makes up for what one axis loses; slips change the last two fields."""

    kernel: int
    dilation: int
    less: int = 1
    sides: int = 2

    @property
    def lost(self) -> int:
        """The cells that the kernel reaches beyond its first one."""
        return self.dilation * (self.kernel - self.less)

    @property
    def each(self) -> int:
        """The padding on each side."""
        return self.lost // self.sides

    def steps(self, axis: str = "") -> tuple[Step, ...]:
        """Return the worked solution; `axis` is added to what is measured."""
        kernel = f"({self.kernel} − {self.less})" if self.less else str(self.kernel)
        halved = f"{self.lost} / 2" if self.lost % 2 == 0 else f"floor({self.lost} / 2)"
        numbers = halved if self.sides == 2 else str(self.lost)
        return (
            Step(f"cells lost{axis}", f"{self.dilation} × {kernel}", str(self.lost)),
            Step(f"padding on each side{axis}", numbers, str(self.each)),
        )


def odd(kernel: int, dilation: int) -> str | None:
    """Return why padding alike on both sides cannot keep the size, or None."""
    if dilation * (kernel - 1) % 2:
        return "an odd number of cells is lost: no padding that is equal on both sides makes it up"
    return None


AXES = (("height", "Kh", "Ph"), ("width", "Kw", "Pw"))
"""Each axis with its parameters of kernel and padding."""


def axes(params: Params) -> tuple[Kept, Kept]:
    """Return what height and width need under the kernel Kh×Kw and dilation D."""
    dilation = number(params, "D")
    high, wide = (Kept(number(params, kernel), dilation) for _, kernel, _ in AXES)
    return high, wide
