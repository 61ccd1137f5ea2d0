"""Transposed convolutions: the side that comes out, and the output padding that settles it."""

from __future__ import annotations

from engines.families.convolution.sides import DILATION, KERNEL, PADDING, SIDE
from engines.families.convolution.sliding import Slide, no_room_in
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Value

_SOURCES = (
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html",
    "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285",
)
_STRIDE = Param("S", "int", "distance between the input's cells in the output", 1, 100, default=1)


def _grown(
    params: Params,
    *,
    moves_less: int = 1,
    cut: int = 2,
    output_padding: bool = True,
) -> Truth | None:
    """Return (H − 1)S + D(K − 1) + 1 − 2P + OP. `moves_less` is what is taken off the side, `cut`
    how often the padding is; None where nothing would be left."""
    side, kernel, stride, pad, dilation = (number(params, name) for name in "HKSPD")
    extra = number(params, "OP") if output_padding else 0
    spread = (side - moves_less) * stride
    reach = dilation * (kernel - 1) + 1
    covered = spread + reach
    kept = covered - cut * pad
    if kept + extra < 1:
        return None
    stretched = f"({side} − {moves_less}) × {stride}" if moves_less else f"{side} × {stride}"
    sign = "−" if cut >= 0 else "+"
    return Truth(
        kept + extra,
        (
            Step("first cell to last, spread out", stretched, str(spread)),
            Step("with the last kernel", f"{spread} + {reach}", str(covered)),
            Step("padding taken off", f"{covered} {sign} {abs(cut)} × {pad}", str(kept)),
            Step("with the output padding", f"{kept} + {extra}", str(kept + extra)),
        ),
    )


def _right(params: Params) -> Truth:
    found = _grown(params)
    if found is None:
        raise ValueError("nothing is left of the output")
    return found


def _valid(params: Params) -> str | None:
    if number(params, "OP") >= max(number(params, "S"), number(params, "D")):
        return "output padding must be smaller than the stride or the dilation"
    return None if _grown(params) else "the padding takes off the whole output"


def _shrunk(params: Params) -> Value | None:
    side, kernel, stride, pad, dilation = (number(params, name) for name in "HKSPD")
    window = Slide(side, kernel, stride, pad, dilation)
    return window.positions if window.room >= 0 else None


OUTPUT_SIZE = Family(
    name="conv_transpose2d.output_size",
    title="side of a transposed convolution's output",
    topic="convolution",
    formula="(H − 1)S − 2P + D(K − 1) + OP + 1",
    params=(
        SIDE,
        KERNEL,
        _STRIDE,
        PADDING,
        Param("OP", "int", "output padding, cells added at the far end", 0, 100, default=0),
        DILATION,
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets PyTorch's ConvTranspose2d with a {{K}}×{{K}} kernel, "
            "stride {{S}}, padding {{P}}, output padding {{OP}} and dilation 1. How many cells "
            "does the output have along each side?"
        ),
        explanation=(
            "Each input cell lays down a whole kernel, S cells apart. Padding takes cells off both "
            "sides here, for it undoes a convolution's, and output padding adds cells at one end: "
            "{{answer}}."
        ),
        params={"H": 7, "K": 4, "S": 2, "P": 1, "OP": 0, "D": 1},
        vary={
            "H": IntRange(4, 32),
            "K": ChoiceRange((2, 3, 4, 5)),
            "S": ChoiceRange((1, 2, 3)),
            "P": IntRange(0, 2),
            "OP": IntRange(0, 1),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "transposed", "shapes"),
        sources=_SOURCES,
    ),
    truth=_right,
    slips={
        "convolution": bare_slip(
            "swapped-roles",
            "the formula of an ordinary convolution is used.",
            _shrunk,
        ),
        "no_output_padding": slip(
            "term-dropped",
            "the output padding is left out.",
            lambda params: _grown(params, output_padding=False),
        ),
        "all_spread": slip(
            "off-by-one",
            "every cell is followed by a stride, the last one too.",
            lambda params: _grown(params, moves_less=0),
        ),
        "padding_added": slip(
            "sign",
            "the padding is added where it is taken off.",
            lambda params: _grown(params, cut=-2),
        ),
        "one_side": slip(
            "one-side",
            "the padding is taken off one side only.",
            lambda params: _grown(params, cut=1),
        ),
    },
    valid=_valid,
    inverses={"conv_transpose2d.output_padding": ("K", "S", "P")},
)


def _missing(params: Params, *, sides: int = 2, up: bool = False) -> Truth | None:
    """Return what the whole steps leave over of the room; `sides` is how often the padding counts,
    `up` gives what is missing for one step more. None where the kernel does not fit."""
    side, kernel, stride, pad = (number(params, name) for name in ("O", "K", "S", "P"))
    room = side + sides * pad - kernel
    if room < 0:
        return None
    steps, left = divmod(room, stride)
    steps, left = (steps + 1, stride - left) if up and left else (steps, left)
    padding = f" + {sides} × {pad}" if sides else ""
    numbers = f"{steps} × {stride} − {room}" if up and left else f"{room} − {steps} × {stride}"
    rounding = "ceil" if up else "floor"
    return Truth(
        left,
        (
            Step("room of the convolution", f"{side}{padding} − {kernel}", str(room)),
            Step("whole steps", f"{rounding}({room} / {stride})", str(steps)),
            Step("left over", numbers, str(left)),
        ),
    )


def _right_missing(params: Params) -> Truth:
    found = _missing(params)
    if found is None:
        raise ValueError("the kernel is larger than the padded input")
    return found


OUTPUT_PADDING = Family(
    name="conv_transpose2d.output_padding",
    title="output padding that restores a side",
    topic="convolution",
    formula="OP = (O + 2P − K) mod S",
    params=(
        Param("O", "int", "cells along the side before the convolution", 1, 100_000),
        KERNEL,
        _STRIDE,
        PADDING,
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An image of {{O}}×{{O}} goes through a convolution with a {{K}}×{{K}} kernel, stride "
            "{{S}} and padding {{P}}. PyTorch's ConvTranspose2d with the same kernel size, stride "
            "and padding is to bring its output back to {{O}}×{{O}}. Which output padding does "
            "this take?"
        ),
        explanation=(
            "Several input sizes give a strided convolution the same output, because the floor "
            "drops what is left over. The transposed layer returns the smallest of them, and "
            "output padding adds what was dropped: {{answer}}."
        ),
        params={"O": 28, "K": 3, "S": 2, "P": 1},
        vary={
            "O": IntRange(16, 64),
            "K": ChoiceRange((2, 3, 4, 5)),
            "S": ChoiceRange((2, 3, 4)),
            "P": IntRange(0, 2),
        },
        level="advanced",
        seconds=100,
        tags=("convolution", "transposed", "padding"),
        sources=_SOURCES,
    ),
    truth=_right_missing,
    slips={
        "comes_back": bare_slip(
            "rounding",
            "the side is taken to come back by itself.",
            lambda _params: 0,
        ),
        "recipe": bare_slip(
            "other-convention",
            "one less than the stride is taken, a common recipe.",
            lambda params: number(params, "S") - 1,
        ),
        "next_step": slip(
            "rounding",
            "the cells that one step more would need are counted.",
            lambda params: _missing(params, up=True),
        ),
        "one_side": slip(
            "one-side",
            "padding is added on one side only.",
            lambda params: _missing(params, sides=1),
        ),
        "no_padding": slip(
            "term-dropped",
            "the padding is left out.",
            lambda params: _missing(params, sides=0),
        ),
    },
    valid=lambda params: no_room_in(params, "O"),
)

FAMILIES = {family.name: family for family in (OUTPUT_SIZE, OUTPUT_PADDING)}
