"""Choosing a convolution for the size that is wanted: padding that keeps it, strides that reach it.

All of it is floor((H + 2P − D(K − 1) − 1) / S) + 1 solved for P or for S.
"""

from __future__ import annotations

from dataclasses import replace

from engines.families.convolution.designs import (
    judge_padding,
    judge_stride,
    one_axis_kept,
    shows,
)
from engines.families.convolution.kept import Kept, axes, odd
from engines.families.convolution.sides import DILATION, KERNEL, PADDING, SIDE
from engines.families.convolution.sliding import no_room
from engines.families.convolution.strides import all_of, all_strides, smallest, strides, window
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, SetOf, Value, Weights

_GUIDE = "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285"
_SOURCES = (_GUIDE, "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html")


def _one_kept(params: Params) -> Kept:
    return Kept(number(params, "K"), number(params, "D"))


def _one_truth(kept: Kept) -> Truth:
    return Truth(kept.each, kept.steps())


SAME_PADDING = Family(
    name="conv2d.same_padding",
    title="padding that keeps the size",
    topic="convolution",
    formula="P = D(K − 1) / 2, at stride 1",
    params=(KERNEL, DILATION),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A convolution has a {{K}}×{{K}} kernel, dilation {{D}} (1 is an ordinary convolution) "
            "and stride 1. Which padding, in cells on each side, keeps height and width as they "
            "are?"
        ),
        explanation=(
            "Without padding a side loses D(K − 1) cells, as many as the kernel reaches beyond its "
            "first cell. Half of that on each side makes up for it: {{answer}}."
        ),
        params={"K": 3, "D": 2},
        vary={"K": ChoiceRange((2, 3, 4, 5, 7)), "D": ChoiceRange((1, 2, 3, 4))},
        seconds=40,
        tags=("convolution", "padding", "shapes"),
        sources=_SOURCES,
    ),
    truth=lambda params: _one_truth(_one_kept(params)),
    slips={
        "both_sides": slip(
            "one-side",
            "the padding of both sides together is given for one.",
            lambda params: _one_truth(replace(_one_kept(params), sides=1)),
        ),
        "dilation_ignored": slip(
            "term-dropped",
            "the kernel is taken without its gaps.",
            lambda params: _one_truth(replace(_one_kept(params), dilation=1)),
        ),
        "no_minus_one": slip(
            "off-by-one",
            "the side is taken to lose D × K cells, half of which, rounded down, go on each side.",
            lambda params: _one_truth(replace(_one_kept(params), less=0)),
        ),
    },
    valid=lambda params: odd(number(params, "K"), number(params, "D")),
)


def _both_truth(high: Kept, wide: Kept) -> Truth:
    return Truth((high.each, wide.each), high.steps(" in height") + wide.steps(" in width"))


def _changed(name: str, text: str, **change: int) -> Slip:
    def solution(params: Params) -> Truth:
        high, wide = axes(params)
        return _both_truth(replace(high, **change), replace(wide, **change))

    return slip(name, text, solution)


def _swapped(params: Params) -> Value:
    high, wide = axes(params)
    return wide.each, high.each


SAME_PADDING_DESIGN = Family(
    name="conv2d.same_padding_design",
    title="padding of a rectangular kernel that keeps the size",
    topic="convolution",
    formula="in each axis P = D(K − 1) / 2, at stride 1",
    params=(
        SIDE,
        Param("Kh", "int", "height of the kernel", 1, 1_000),
        Param("Kw", "int", "width of the kernel", 1, 1_000),
        DILATION,
    ),
    answer=lambda _params: Weights(("Ph", "Pw")),
    ask=Ask(
        prompt=(
            "A convolution with a {{Kh}}×{{Kw}} kernel (height × width), dilation {{D}} in both "
            "axes and stride 1 is to leave a {{H}}×{{H}} image at its size. Choose the padding: Ph "
            "rows above and as many below, Pw columns left and as many right."
        ),
        explanation=(
            "Each axis has its own kernel length, so each loses its own D(K − 1) cells, and half "
            "of them go on either side: {{answer}}. The size of the image plays no part."
        ),
        params={"H": 28, "Kh": 1, "Kw": 7, "D": 1},
        vary={
            "H": ChoiceRange((14, 28, 32)),
            "Kh": ChoiceRange((1, 3, 5)),
            "Kw": ChoiceRange((3, 5, 7)),
            "D": ChoiceRange((1, 2)),
        },
        kind="design",
        seconds=60,
        tags=("convolution", "padding", "design"),
        sources=_SOURCES,
    ),
    truth=lambda params: _both_truth(*axes(params)),
    slips={
        "both_sides": _changed(
            "one-side", "the padding of both sides together is given for one.", sides=1
        ),
        "axes_swapped": bare_slip("transposed", "height and width change places.", _swapped),
        "dilation_ignored": _changed(
            "term-dropped", "the kernel is taken without its gaps.", dilation=1
        ),
        "one_axis": Slip(
            "boundary-missed",
            "One axis keeps its size with this padding and the other does not: each needs its own.",
            when=one_axis_kept,
        ),
    },
    valid=lambda params: next(
        filter(None, (odd(axis.kernel, axis.dilation) for axis in axes(params))), None
    ),
    judge=judge_padding,
)

_WANTED = Param("O", "int", "cells along one side of the output that is wanted", 2, 1_000)
_SIDE = replace(SIDE, high=1_000)


def _none(params: Params) -> str | None:
    found = strides(params)
    if found.window.room < 0:
        return no_room(found.window.padded, found.window.reach)
    return "no stride gives this side" if found.least > found.most else None


def _ratio(params: Params) -> Value | None:
    """Return the ratio of the sides rounded down, or None where it works."""
    stride = number(params, "H") // number(params, "O")
    return None if stride < 1 or judge_stride(params, stride).holds else stride


STRIDE_DESIGN = Family(
    name="conv2d.stride_design",
    title="a stride that gives a side of the output",
    topic="convolution",
    formula="any whole S with floor((H + 2P − K) / S) + 1 = O",
    params=(_SIDE, KERNEL, PADDING, _WANTED),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An image of {{H}}×{{H}} meets one {{K}}×{{K}} filter with padding {{P}}. Choose a "
            "stride that makes the output {{O}}×{{O}}; any that works is right."
        ),
        explanation=(
            "The kernel has H + 2P − K cells to slide over and must make O − 1 whole steps in "
            "them, but not O. The smallest stride that does this is {{answer}}."
        ),
        params={"H": 32, "K": 3, "P": 1, "O": 16},
        vary={
            "H": IntRange(16, 48),
            "K": ChoiceRange((3, 5, 7)),
            "P": IntRange(0, 2),
            "O": IntRange(3, 9),
        },
        kind="design",
        level="intermediate",
        seconds=75,
        tags=("convolution", "stride", "design"),
        sources=_SOURCES,
    ),
    truth=lambda params: smallest(strides(params)),
    slips={
        "ratio": bare_slip(
            "term-dropped",
            "the input's side is divided by the output's and rounded down.",
            _ratio,
        ),
        "no_first": Slip(
            "off-by-one",
            "The kernel makes {{O}} whole steps with this stride, and the position it starts from "
            "comes on top.",
            when=lambda params, given: shows(params, given, first=0),
        ),
        "ceil": Slip(
            "rounding",
            "This stride gives {{O}} positions only where a last, partial step counts as a whole "
            "one.",
            when=lambda params, given: shows(params, given, round_up=True),
        ),
        "no_padding": Slip(
            "term-dropped",
            "This stride gives {{O}} positions only where the padding is left out.",
            when=lambda params, given: shows(params, given, pad=0),
        ),
    },
    valid=_none,
    judge=judge_stride,
)


def _solved_for(params: Params) -> Value:
    return (strides(params).most,)


STRIDES_FOR_SIZE = Family(
    name="conv2d.strides_for_size",
    title="all strides that give a side of the output",
    topic="convolution",
    formula="all whole S with (H + 2P − K) / O < S <= (H + 2P − K) / (O − 1)",
    params=STRIDE_DESIGN.params,
    answer=lambda _params: SetOf(Int()),
    ask=Ask(
        prompt=(
            "An image of {{H}}×{{H}} meets one {{K}}×{{K}} filter with padding {{P}}. "
            "With which strides is the output {{O}}×{{O}}?"
        ),
        explanation=(
            "The floor forgives a stride that does not divide the room: O − 1 whole steps must "
            "fit, and O must not. Here that leaves {{answer}}."
        ),
        params={"H": 28, "K": 3, "P": 0, "O": 4},
        vary={
            "H": IntRange(12, 32),
            "K": ChoiceRange((3, 5)),
            "P": IntRange(0, 2),
            "O": IntRange(3, 8),
        },
        level="intermediate",
        seconds=90,
        tags=("convolution", "stride", "shapes"),
        sources=_SOURCES,
    ),
    truth=lambda params: all_of(strides(params)),
    slips={
        "no_floor": bare_slip(
            "rounding",
            "the formula is solved for S as if it had no floor, and the result rounded down.",
            _solved_for,
        ),
        "no_first": slip(
            "off-by-one",
            "the position that the kernel starts from is counted as a step.",
            lambda params: all_strides(replace(strides(params), first=0)),
        ),
        "end_included": slip(
            "strictness",
            "the stride with which one step more just fits is taken too.",
            lambda params: all_strides(replace(strides(params), closed=True)),
        ),
        "no_padding": slip(
            "term-dropped",
            "the padding is left out.",
            lambda params: all_strides(
                replace(strides(params), window=replace(window(params), pad=0))
            ),
        ),
    },
    valid=_none,
)

FAMILIES = {
    family.name: family
    for family in (SAME_PADDING, SAME_PADDING_DESIGN, STRIDE_DESIGN, STRIDES_FOR_SIZE)
}
