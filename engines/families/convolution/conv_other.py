"""Convolutions over sequences and clips, and how far a dilated kernel reaches."""

from __future__ import annotations

from dataclasses import replace

from engines.families.convolution.clip import clip_fits, clip_shape
from engines.families.convolution.dilated import causal, reach, shared
from engines.families.convolution.sides import CHANGES, DILATION, Change, solved
from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Shape, Value

_GUIDE = "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285"
_DILATED = (
    "Yu & Koltun 2016, Multi-Scale Context Aggregation by Dilated Convolutions, arXiv:1511.07122"
)
_CONV1D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html"
_CONV3D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html"
_KERNEL = Param("K", "int", "cells of the kernel along each axis", 1, 1_000)
_STRIDE = Param("S", "int", "cells that the kernel moves at a time", 1, 1_000, default=1)


def _line(params: Params) -> Slide:
    length, kernel, stride, pad, dilation = (number(params, name) for name in "LKSPD")
    return Slide(length, kernel, stride, pad, dilation)


def _line_truth(params: Params) -> Truth:
    window = _line(params)
    return Truth(window.positions, window.steps("length"))


def _line_slip(name: str, text: str, change: Change) -> Slip:
    def solution(params: Params) -> Truth | None:
        window = change(_line(params))
        found = solved(window)
        return None if found is None else Truth(found.value, window.steps("length"))

    return slip(name, text, solution)


def _line_fits(params: Params) -> str | None:
    window = _line(params)
    return no_room(window.padded, window.reach)


LENGTH = Family(
    name="conv1d.output_size",
    title="length of a one-dimensional convolution's output",
    topic="convolution",
    formula="floor((L + 2P − D(K − 1) − 1) / S) + 1",
    params=(
        Param("L", "int", "cells of the sequence", 1, 1_000_000),
        _KERNEL,
        _STRIDE,
        Param("P", "int", "cells added at each end", 0, 1_000, default=0),
        DILATION,
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A sequence of {{L}} samples meets a one-dimensional convolution: kernel {{K}}, stride "
            "{{S}}, dilation {{D}}, padding {{P}} at each end. How long is the output?"
        ),
        explanation=(
            "The kernel reaches D(K − 1) + 1 samples. From its first position it moves as many "
            "whole steps as the padded sequence has room for: {{answer}} positions."
        ),
        params={"L": 100, "K": 3, "S": 2, "P": 0, "D": 1},
        vary={
            "L": IntRange(20, 200, 5),
            "K": ChoiceRange((3, 5, 8)),
            "S": ChoiceRange((1, 2, 4)),
            "P": IntRange(0, 3),
            "D": ChoiceRange((1, 2, 4)),
        },
        seconds=60,
        tags=("convolution", "shapes", "sequences"),
        sources=(_CONV1D, _GUIDE),
    ),
    truth=_line_truth,
    slips={
        **{slip_id: _line_slip(*change) for slip_id, change in CHANGES.items()},
        "dilation_ignored": _line_slip(
            "term-dropped",
            "the kernel is taken without its gaps.",
            lambda window: replace(window, dilation=1),
        ),
    },
    valid=_line_fits,
)


CAUSAL_PADDING = Family(
    name="conv1d.causal_padding",
    title="padding of a causal convolution",
    topic="convolution",
    formula="D(K − 1), all of it before the first step",
    params=(_KERNEL, DILATION),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A causal one-dimensional convolution (kernel {{K}}, dilation {{D}}, stride 1) is to "
            "keep the length of its sequence, and no output may depend on a later input. How many "
            "zeros are put before the first step?"
        ),
        explanation=(
            "The last cell of the kernel lies on the present step, so the first one lies D(K − 1) "
            "steps back. That many zeros go on the left and none on the right: {{answer}}."
        ),
        params={"K": 3, "D": 2},
        vary={"K": ChoiceRange((2, 3, 4, 5, 7)), "D": ChoiceRange((1, 2, 4, 8))},
        level="intermediate",
        seconds=50,
        tags=("convolution", "padding", "sequences"),
        sources=("van den Oord et al. 2016, WaveNet, arXiv:1609.03499", _CONV1D),
    ),
    truth=causal,
    slips={
        "both_ends": slip(
            "other-convention",
            "the padding is shared between both ends, which shows each step the future.",
            shared,
        ),
        "dilation_ignored": slip(
            "term-dropped",
            "the kernel is taken without its gaps.",
            lambda params: causal(params, dilation=1),
        ),
        "no_minus_one": slip(
            "off-by-one",
            "the present step is counted among those that lie back.",
            lambda params: causal(params, less=0),
        ),
    },
)


def _right_clip(params: Params) -> Truth:
    found = clip_shape(params)
    if found is None:
        raise ValueError("the kernel is larger than the padded input")
    return found


def _clip_slip(name: str, text: str, change: Change) -> Slip:
    return slip(name, text, lambda params: clip_shape(params, change))


def _channels_last(params: Params) -> Value:
    value = _right_clip(params).value
    return (*value[1:], value[0]) if isinstance(value, tuple) else value


CLIP_SHAPE = Family(
    name="conv3d.output_shape",
    title="shape of a three-dimensional convolution's output",
    topic="convolution",
    formula="Co, then for frames, height and width: floor((size + 2P − K) / S) + 1",
    params=(
        Param("Ci", "int", "channels of the input", 1, 4_096),
        Param("Co", "int", "filters, which are the channels of the output", 1, 4_096),
        Param("T", "int", "frames of the clip", 1, 10_000),
        Param("H", "int", "height of a frame", 1, 10_000),
        Param("W", "int", "width of a frame", 1, 10_000, same_as="H"),
        Param("K", "int", "cells of the kernel along each axis", 1, 100),
        Param("S", "int", "cells that the kernel moves at a time", 1, 100, default=1),
        Param("P", "int", "cells added on each side of every axis", 0, 100, default=0),
    ),
    answer=lambda _params: Shape(4, ("channels", "frames", "height", "width")),
    ask=Ask(
        prompt=(
            "A clip of {{Ci}}×{{T}}×{{H}}×{{W}} (channels, frames, height, width) meets PyTorch's "
            "Conv3d with {{Co}} filters of {{K}}×{{K}}×{{K}}, stride {{S}} and padding {{P}} in "
            "all three axes. What is the shape of the output, without a batch?"
        ),
        explanation=(
            "The kernel slides through time as it slides over the image, so each of the three axes "
            "follows the rule of a convolution, and each filter makes one channel: {{answer}}."
        ),
        params={"Ci": 3, "Co": 16, "T": 8, "H": 32, "W": 32, "K": 3, "S": 1, "P": 0},
        vary={
            "Ci": ChoiceRange((1, 3, 8)),
            "Co": ChoiceRange((4, 16, 32)),
            "T": IntRange(8, 16),
            "H": IntRange(16, 48, 4),
            "W": IntRange(16, 48, 4),
            "K": ChoiceRange((3, 5)),
            "S": ChoiceRange((1, 2)),
            "P": IntRange(0, 2),
        },
        level="intermediate",
        seconds=90,
        tags=("convolution", "shapes", "video"),
        sources=(_CONV3D,),
    ),
    truth=_right_clip,
    slips={
        "frames_kept": slip(
            "term-dropped",
            "the frames keep their number, as if the kernel were flat.",
            lambda params: clip_shape(params, flat=True),
        ),
        **{
            slip_id: _clip_slip(*CHANGES[slip_id])
            for slip_id in ("one_side", "no_padding", "ceil", "stride_ignored")
        },
        "input_channels": slip(
            "in-for-out",
            "the output keeps the channels of the input.",
            lambda params: clip_shape(params, channels="Ci"),
        ),
        "channels_last": bare_slip("layout", "the channels are written last.", _channels_last),
    },
    valid=clip_fits,
)


EFFECTIVE_KERNEL = Family(
    name="dilation.effective_kernel",
    title="cells that a dilated kernel spans",
    topic="convolution",
    formula="D(K − 1) + 1",
    params=(
        Param("K", "int", "cells of the kernel along one side", 1, 100),
        Param("D", "int", "distance between the kernel's cells", 1, 100),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A {{K}}×{{K}} kernel is applied with dilation {{D}} (dilation 1 is an ordinary "
            "convolution). How many input cells along one side does it span, from its first cell "
            "to its last, both included?"
        ),
        explanation=(
            "K cells have K − 1 gaps between them, and dilation D leaves D − 1 empty cells in each "
            "gap: {{answer}}. The number of weights does not change."
        ),
        params={"K": 3, "D": 2},
        vary={"K": ChoiceRange((2, 3, 4, 5, 7)), "D": IntRange(2, 8)},
        seconds=30,
        tags=("convolution", "dilation"),
        sources=(_DILATED,),
    ),
    truth=reach,
    slips={
        "gap_after_last": slip(
            "off-by-one",
            "a gap is counted after the last cell too.",
            lambda params: reach(params, gaps_less=0),
        ),
        "no_first": bare_slip(
            "off-by-one",
            "the distances between the cells are counted and the first cell is not.",
            lambda params: number(params, "D") * (number(params, "K") - 1),
        ),
        "whole_gaps": slip(
            "off-by-one",
            "a gap is taken to hold as many empty cells as the dilation says.",
            lambda params: reach(params, empty_less=0),
        ),
        "added": bare_slip(
            "sum-for-product",
            "the dilation is added to the kernel's size.",
            lambda params: number(params, "D") + number(params, "K"),
        ),
    },
)

FAMILIES = {
    family.name: family for family in (LENGTH, CAUSAL_PADDING, CLIP_SHAPE, EFFECTIVE_KERNEL)
}
