"""Max pooling: the size of its output and its values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engines.families.convolution.sides import CHANGES, PADDING, SIDE, Change, solved
from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import Exact, flag, number
from engines.families.pooling import windows
from engines.families.pooling.windows import Window, pooled
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Matrix

_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html",)


def _slide(params: Params) -> Slide:
    side, kernel, stride, pad = (number(params, name) for name in "HKSP")
    return Slide(side, kernel, stride, pad, round_up=flag(params, "ceil"))


def _valid(params: Params) -> str | None:
    window = _slide(params)
    if 2 * window.pad > window.kernel:
        return "PyTorch pads a pooling window by at most half its size"
    return no_room(window.padded, window.reach)


def _size(params: Params) -> Truth:
    """With `ceil` the last window must still start inside the input or its left padding."""
    window = _slide(params)
    right = Truth(window.positions, window.steps())
    if window.moves * window.stride < window.side + window.pad:
        return right
    kept = window.positions - 1
    numbers = f"{window.positions} − 1: the last would start in the right padding"
    return Truth(kept, (*right.steps, Step("windows that start inside", numbers, str(kept))))


def _size_slip(name: str, text: str, change: Change) -> Slip:
    return slip(name, text, lambda params: solved(change(_slide(params))))


OUTPUT_SIZE = Family(
    name="max_pool2d.output_size",
    title="side of a max-pooling output",
    topic="pooling",
    formula="floor((H + 2P − K) / S) + 1, with S = K where no stride is given",
    params=(
        SIDE,
        Param("K", "int", "cells along one side of the window", 1, 1_000),
        Param("S", "int", "cells that the window moves at a time", 1, 1_000, same_as="K"),
        PADDING,
        Param("ceil", "bool", "whether a last, partial window counts", default=False),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets a {{K}}×{{K}} max-pooling window with stride {{S}} and "
            "padding {{P}}, in PyTorch's default mode (ceil_mode off). "
            "How many positions does the output have along each side?"
        ),
        explanation=(
            "Pooling windows are placed as a convolution's kernel is: whole windows only, unless "
            "ceil_mode is on. Here there are {{answer}} along each side."
        ),
        params={"H": 24, "K": 2, "S": 2, "P": 0, "ceil": False},
        vary={
            "H": IntRange(8, 64),
            "K": ChoiceRange((2, 3)),
            "S": ChoiceRange((1, 2, 3)),
            "P": ChoiceRange((0, 1)),
        },
        seconds=45,
        tags=("pooling", "shapes"),
        sources=_SOURCES,
    ),
    truth=_size,
    slips={
        "ceil": _size_slip(
            "rounding",
            "the division is rounded the other way.",
            lambda window: replace(window, round_up=not window.round_up),
        ),
        **{
            slip_id: _size_slip(*CHANGES[slip_id])
            for slip_id in ("one_side", "no_padding", "no_plus_one")
        },
        "stride_one": _size_slip(
            "term-dropped",
            "the window moves one cell at a time, as a convolution does by default.",
            lambda window: replace(window, stride=1),
        ),
    },
    valid=_valid,
)


def _largest(params: Params, stride: int | None = None) -> Truth:
    return pooled(params, max, "max", stride)


def _mean(window: Window) -> Fraction:
    return Fraction(sum(window)) / len(window)


def _farthest(window: Window) -> Exact:
    return max(window, key=lambda cell: cell if cell > 0 else -cell)


VALUES = Family(
    name="max_pool2d.values",
    title="values of max pooling",
    topic="pooling",
    formula="each entry: the largest number of its window",
    params=windows.PARAMS,
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "Max pooling with a {{K}}×{{K}} window and stride {{S}}, no padding, is applied to\n\n"
            "{{x:matrix}}\n\n"
            "What comes out?"
        ),
        explanation=(
            "Each window gives its largest number, and the stride says where the next one starts: "
            "{{answer}}. Nothing is learned."
        ),
        params=windows.CANONICAL,
        vary=windows.VARY,
        seconds=60,
        tags=("pooling",),
        sources=_SOURCES,
    ),
    truth=_largest,
    slips={
        "average": slip(
            "max-for-mean",
            "each window is averaged.",
            lambda params: pooled(params, _mean, "mean"),
        ),
        "stride_one": slip(
            "term-dropped",
            "the windows overlap, one cell apart.",
            lambda params: _largest(params, 1),
        ),
        "sign_ignored": slip(
            "sign",
            "each window gives the number farthest from zero.",
            lambda params: pooled(params, _farthest, "farthest from 0 of "),
        ),
    },
    valid=windows.fits,
    picture=windows.picture,
)

FAMILIES = {family.name: family for family in (OUTPUT_SIZE, VALUES)}
