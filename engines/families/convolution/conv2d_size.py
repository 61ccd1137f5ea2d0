"""The side of a convolution's output, with and without dilation, and the padding for a side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engines.families.convolution.sides import (
    CHANGES,
    DILATION,
    KERNEL,
    PADDING,
    SIDE,
    STRIDE,
    size_slip,
    slide,
)
from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Value

_FORMULA = "floor((H + 2P − D(K − 1) − 1) / S) + 1"
_SOURCES = (
    "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html",
)
_SLIPS = {slip_id: size_slip(*change) for slip_id, change in CHANGES.items()}
_DILATED_SLIPS = _SLIPS | {
    "dilation_ignored": size_slip(
        "term-dropped",
        "the kernel is taken without its gaps.",
        lambda s: replace(s, dilation=1),
    ),
    "gap_after_last": size_slip(
        "off-by-one",
        "the kernel reaches D × K cells: there is no gap after its last cell.",
        lambda s: replace(s, reach_less=1 - s.dilation),
    ),
}


def _valid(params: Params) -> str | None:
    window = slide(params)
    return no_room(window.padded, window.reach)


def _truth(params: Params) -> Truth:
    window = slide(params)
    return Truth(window.positions, window.steps())


OUTPUT_SIZE = Family(
    name="conv2d.output_size",
    title="side of a convolution's output",
    topic="convolution",
    formula=_FORMULA,
    params=(SIDE, KERNEL, STRIDE, PADDING, DILATION),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets one {{K}}×{{K}} filter with stride {{S}} and "
            "padding {{P}}. How many positions does the output have along each side?"
        ),
        explanation=(
            "Each position of the output needs the whole kernel inside the padded input, and the "
            "padding lies on both sides. From the first position the kernel moves as many whole "
            "steps as there is room for, so here it is {{answer}}."
        ),
        params={"H": 12, "K": 3, "S": 1, "P": 0, "D": 1},
        vary={
            "H": IntRange(8, 64),
            "K": ChoiceRange((1, 3, 5, 7)),
            "S": ChoiceRange((1, 2, 3)),
            "P": IntRange(0, 3),
        },
        seconds=45,
        tags=("convolution", "shapes"),
        sources=_SOURCES,
    ),
    truth=_truth,
    slips=_SLIPS,
    valid=_valid,
    inverses={"conv2d.padding_for_size": ("H", "K", "S")},
)

DILATED_OUTPUT_SIZE = Family(
    name="conv2d.dilated_output_size",
    title="side of a dilated convolution's output",
    topic="convolution",
    formula=_FORMULA,
    params=(SIDE, KERNEL, STRIDE, PADDING, DILATION),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets one {{K}}×{{K}} filter with dilation {{D}}, "
            "stride {{S}} and padding {{P}} (dilation 1 is an ordinary convolution). "
            "How many positions does the output have along each side?"
        ),
        explanation=(
            "Dilation spreads the kernel's cells apart: with D between neighbours it reaches "
            "D(K − 1) + 1 cells. The rest is the ordinary count, so here it is {{answer}}."
        ),
        params={"H": 16, "K": 3, "S": 1, "P": 0, "D": 2},
        vary={
            "H": IntRange(12, 64),
            "K": ChoiceRange((3, 5)),
            "S": ChoiceRange((1, 2, 3)),
            "P": IntRange(0, 4),
            "D": IntRange(2, 4),
        },
        level="intermediate",
        tags=("convolution", "dilation", "shapes"),
        sources=_SOURCES,
    ),
    truth=_truth,
    slips=_DILATED_SLIPS,
    valid=_valid,
)


@dataclass(frozen=True, slots=True)
class _Cover:
    """The padding that makes `out` windows fit; slips change the last two fields."""

    side: int
    kernel: int
    stride: int
    out: int
    less: int = 1
    """The first window is no step."""
    sides: int = 2

    @property
    def covered(self) -> int:
        return (self.out - self.less) * self.stride + self.kernel

    @property
    def total(self) -> int:
        return self.covered - self.side

    @property
    def padding(self) -> int:
        return max(-(-self.total // self.sides), 0)

    def steps(self) -> tuple[Step, ...]:
        steps = f"({self.out} − {self.less})" if self.less else str(self.out)
        numbers = f"{steps} × {self.stride} + {self.kernel}"
        halved = f"ceil({self.total} / 2)" if self.sides == 2 else str(self.total)
        if self.total <= 0:
            halved = "none is needed"
        return (
            Step("cells that the windows cover", numbers, str(self.covered)),
            Step("padding in all", f"{self.covered} − {self.side}", str(self.total)),
            Step("padding on each side", halved, str(self.padding)),
        )


def _cover(params: Params) -> _Cover:
    side, kernel, stride, out = (number(params, name) for name in ("H", "K", "S", "O"))
    return _Cover(side, kernel, stride, out)


def _padding_valid(params: Params) -> str | None:
    cover = _cover(params)
    if cover.padding >= cover.kernel:
        return "some windows would lie in the padding alone"
    reached = Slide(cover.side, cover.kernel, cover.stride, cover.padding)
    if reached.room < 0 or reached.positions != cover.out:
        return "no padding gives this side"
    return None


def _padding_truth(params: Params) -> Truth:
    cover = _cover(params)
    return Truth(cover.padding, cover.steps())


def _padding_slip(name: str, text: str, change: Callable[[_Cover], _Cover]) -> Slip:
    def solution(params: Params) -> Truth:
        cover = change(_cover(params))
        return Truth(cover.padding, cover.steps())

    return slip(name, text, solution)


def _same_padding(params: Params) -> Value:
    return number(params, "K") // 2


PADDING_FOR_SIZE = Family(
    name="conv2d.padding_for_size",
    title="padding that gives a side of the output",
    topic="convolution",
    formula="smallest P with floor((H + 2P − K) / S) + 1 = O: ceil(((O − 1)S + K − H) / 2)",
    params=(
        SIDE,
        KERNEL,
        STRIDE,
        Param("O", "int", "cells along one side of the output that is wanted", 1, 100_000),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets one {{K}}×{{K}} filter with stride {{S}}. "
            "The output is to be {{O}}×{{O}}. "
            "What is the smallest padding (cells on each side) that gives this?"
        ),
        explanation=(
            "The first window covers K cells and every further one S more. What the input lacks is "
            "split between the two sides, so the smallest padding is {{answer}}."
        ),
        params={"H": 28, "K": 5, "S": 1, "O": 28},
        vary={
            "H": IntRange(8, 32),
            "K": ChoiceRange((3, 5, 7)),
            "S": ChoiceRange((1, 2, 3)),
            "O": IntRange(4, 24),
        },
        level="intermediate",
        tags=("convolution", "padding", "shapes"),
        sources=_SOURCES,
    ),
    truth=_padding_truth,
    slips={
        "both_sides": _padding_slip(
            "one-side",
            "the padding of both sides together is given for one.",
            lambda cover: replace(cover, sides=1),
        ),
        "no_minus_one": _padding_slip(
            "off-by-one",
            "every window is counted as a step, the first one too.",
            lambda cover: replace(cover, less=0),
        ),
        "same_padding": bare_slip(
            "term-dropped",
            "half the kernel is taken, whatever the sizes.",
            _same_padding,
        ),
    },
    valid=_padding_valid,
    inverses={"conv2d.output_size": ("H", "K", "S")},
)

FAMILIES = {family.name: family for family in (OUTPUT_SIZE, DILATED_OUTPUT_SIZE, PADDING_FOR_SIZE)}
