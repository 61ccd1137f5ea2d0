"""The shape of a convolution's output: height and width alone, or with channels and batch."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.convolution.sides import CHANGES, Change
from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import number, pair
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Shape, Value

_SOURCES = (
    "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html",
)
_FORMULA = "each side: floor((H + 2P − D(K − 1) − 1) / S) + 1"
_WINDOW = (
    Param("H", "int", "height of the input", 1, 100_000),
    Param("W", "int", "width of the input", 1, 100_000, same_as="H"),
    Param("K", "pair", "size of the kernel", 1, 1_000),
    Param("S", "pair", "cells that the kernel moves at a time", 1, 1_000, default=1),
    Param("P", "pair", "cells added on each side of the input", 0, 1_000, default=0),
    Param("D", "pair", "distance between the kernel's cells", 1, 1_000, default=1),
)
_CHANNELS = (
    Param(
        "N", "int", "images in the batch; 1 leaves the batch out of the shape", 1, 65_536, default=1
    ),
    Param("Ci", "int", "channels of the input", 1, 65_536),
    Param("Co", "int", "filters, which are the channels of the output", 1, 65_536),
)
_IDS = ("one_side", "no_padding", "no_plus_one", "ceil", "stride_ignored")


def slides(params: Params) -> tuple[Slide, Slide]:
    """Return the windows along height and width."""
    kernels, strides, pads, dilations = (pair(params, name) for name in "KSPD")
    sides = number(params, "H"), number(params, "W")
    high, wide = zip(sides, kernels, strides, pads, dilations, strict=True)
    return Slide(*high), Slide(*wide)


def _unchanged(window: Slide) -> Slide:
    return window


def _sides(params: Params, change: Change = _unchanged) -> Truth | None:
    """Return (height, width) after `change`; None where no kernel fits."""
    high, wide = (change(window) for window in slides(params))
    if min(high.positions, wide.positions) < 1:
        return None
    steps = high.steps("height")
    if high != wide:
        steps += (Step("width, likewise", wide.in_one_line(), str(wide.positions)),)
    return Truth((high.positions, wide.positions), steps)


def _right_sides(params: Params) -> Truth:
    found = _sides(params)
    if found is None:
        raise ValueError("the kernel is larger than the padded input")
    return found


def _valid(params: Params) -> str | None:
    reasons = (no_room(window.padded, window.reach) for window in slides(params))
    return next((reason for reason in reasons if reason), None)


def _tuple(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _shape(params: Params, sides: Truth, channels: str = "Co") -> Truth:
    """Return the whole shape from the sides; `channels` is the parameter that gives them."""
    count = number(params, channels)
    batch = number(params, "N")
    told = "one per filter" if channels == "Co" else "as many as the input has"
    value: tuple[Value, ...] = (count, *_tuple(sides.value))
    steps = (*sides.steps, Step("channels", told, str(count)))
    if batch > 1:
        value = (batch, *value)
        steps += (Step("batch", "as it was", str(batch)),)
    return Truth(value, steps)


def _changed_sides(change: Change) -> Callable[[Params], Truth | None]:
    return lambda params: _sides(params, change)


def _changed_shape(change: Change) -> Callable[[Params], Truth | None]:
    def solution(params: Params) -> Truth | None:
        sides = _sides(params, change)
        return None if sides is None else _shape(params, sides)

    return solution


def _swapped_sides(params: Params) -> Value:
    return tuple(reversed(_tuple(_right_sides(params).value)))


def _swapped(params: Params) -> Value:
    *front, high, wide = _tuple(_output_shape(params).value)
    return (*front, wide, high)


def _channels_last(params: Params) -> Value:
    *batch, channels, high, wide = _tuple(_output_shape(params).value)
    return (*batch, high, wide, channels)


def _output_shape(params: Params) -> Truth:
    return _shape(params, _right_sides(params))


def _input_channels(params: Params) -> Truth:
    return _shape(params, _right_sides(params), "Ci")


def _acceptance(params: Params) -> Shape:
    names = ("channels", "height", "width")
    if number(params, "N") > 1:
        names = ("batch", *names)  # type: ignore[assignment]
    return Shape(len(names), names)


def _side_slips(changed: Callable[[Change], Callable[[Params], Truth | None]]) -> dict[str, Slip]:
    chosen = {slip_id: CHANGES[slip_id] for slip_id in _IDS}
    return {
        slip_id: slip(name, text, changed(change))
        for slip_id, (name, text, change) in chosen.items()
    }


SPATIAL_SIZE = Family(
    name="conv2d.spatial_size",
    title="height and width of a convolution's output",
    topic="convolution",
    formula=_FORMULA,
    params=_WINDOW,
    answer=lambda _params: Shape(2, ("height", "width")),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{W}} (height × width) meets one {{K}}×{{K}} filter with "
            "stride {{S}} and padding {{P}}. What size is the output?"
        ),
        explanation=(
            "Along each side the kernel has its first position and as many whole steps as the "
            "padded input has room for. Here that gives {{answer}}."
        ),
        params={"H": 12, "W": 12, "K": 3, "S": 1, "P": 0, "D": 1},
        vary={
            "H": IntRange(8, 48),
            "W": IntRange(8, 48),
            "K": ChoiceRange((1, 3, 5, 7)),
            "S": ChoiceRange((1, 2, 3)),
            "P": IntRange(0, 3),
        },
        seconds=60,
        tags=("convolution", "shapes"),
        sources=_SOURCES,
    ),
    truth=_right_sides,
    slips={
        **_side_slips(_changed_sides),
        "sides_swapped": bare_slip("transposed", "height and width change places.", _swapped_sides),
    },
    valid=_valid,
)

OUTPUT_SHAPE = Family(
    name="conv2d.output_shape",
    title="shape of a convolution's output",
    topic="convolution",
    formula=f"(N,) Co, H', W', {_FORMULA}",
    params=(*_CHANNELS, *_WINDOW),
    answer=_acceptance,
    ask=Ask(
        prompt=(
            "An image of {{Ci}}×{{H}}×{{W}} (channels, height, width) meets {{Co}} filters of "
            "{{K}}×{{K}}, stride {{S}}, padding {{P}}. "
            "What is the shape of the output, channels first?"
        ),
        explanation=(
            "Each filter spans all input channels and makes one output channel. Height and width "
            "follow from the room that the kernel has in the padded input, where padding counts "
            "on both sides: {{answer}}."
        ),
        params={
            "N": 1,
            "Ci": 3,
            "Co": 16,
            "H": 32,
            "W": 32,
            "K": 5,
            "S": 1,
            "P": 2,
            "D": 1,
        },
        vary={
            "H": IntRange(12, 64),
            "W": IntRange(12, 64),
            "Ci": ChoiceRange((1, 3, 8, 16)),
            "Co": ChoiceRange((4, 6, 16, 32, 64)),
            "K": ChoiceRange((1, 3, 5, 7)),
            "S": ChoiceRange((1, 2, 3)),
            "P": IntRange(0, 3),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "shapes"),
        sources=_SOURCES,
    ),
    truth=_output_shape,
    slips={
        **_side_slips(_changed_shape),
        "input_channels": slip(
            "in-for-out", "the output keeps the channels of the input.", _input_channels
        ),
        "sides_swapped": bare_slip("transposed", "height and width change places.", _swapped),
        "channels_last": bare_slip("layout", "the channels are written last.", _channels_last),
    },
    valid=_valid,
)

FAMILIES = {family.name: family for family in (SPATIAL_SIZE, OUTPUT_SHAPE)}
