"""What families of sizes share: the parameters of a window, and what goes wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engines.families.convolution.sliding import Slide
from engines.families.given import number
from engines.families.worked import slip
from engines.family import Param, Params, Slip, Truth

SIDE = Param("H", "int", "cells along one side of the input", 1, 100_000)
KERNEL = Param("K", "int", "cells along one side of the kernel", 1, 1_000)
STRIDE = Param("S", "int", "cells that the kernel moves at a time", 1, 1_000, default=1)
PADDING = Param("P", "int", "cells added on each side of the input", 0, 1_000, default=0)
DILATION = Param("D", "int", "distance between the kernel's cells", 1, 1_000, default=1)

Change = Callable[[Slide], Slide]


def slide(params: Params) -> Slide:
    """Return the window that the parameters H, K, S, P and D describe."""
    side, kernel, stride, pad, dilation = (number(params, name) for name in "HKSPD")
    return Slide(side, kernel, stride, pad, dilation)


def solved(window: Slide) -> Truth | None:
    """Return the positions of the window with their steps, or None where there are none."""
    return Truth(window.positions, window.steps()) if window.positions >= 1 else None


def size_slip(name: str, text: str, change: Change) -> Slip:
    """Return the slip that computes the side with `change` made to the window."""
    return slip(name, text, lambda params: solved(change(slide(params))))


CHANGES: Mapping[str, tuple[str, str, Change]] = {
    "one_side": (
        "one-side",
        "padding is added on one side only.",
        lambda s: replace(s, pad_sides=1),
    ),
    "no_padding": (
        "term-dropped",
        "the padding is left out.",
        lambda s: replace(s, pad=0),
    ),
    "no_plus_one": (
        "off-by-one",
        "the steps are counted and the position they start from is not.",
        lambda s: replace(s, first=0),
    ),
    "ceil": (
        "rounding",
        "a last, partial step is counted as a whole one.",
        lambda s: replace(s, round_up=True),
    ),
    "stride_ignored": (
        "term-dropped",
        "the kernel moves one cell at a time, whatever the stride.",
        lambda s: replace(s, stride=1),
    ),
    "kernel_short": (
        "off-by-one",
        "the kernel is taken to be one cell shorter.",
        lambda s: replace(s, reach_less=1),
    ),
}
"""What goes wrong with a side: id -> the slip's name, the end of its sentence, the change."""
