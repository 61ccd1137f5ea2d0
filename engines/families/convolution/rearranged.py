"""What moves or resamples a feature map without learning: unfold, pixel shuffle, interpolation."""

from __future__ import annotations

from dataclasses import replace

from engines.families.convolution.resample import legacy, nearest, resampled, unclamped, way
from engines.families.convolution.sliding import no_room_in, window_of
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Shape, Value, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."


def _unfolded(
    params: Params,
    *,
    channels: bool = True,
    square_kernel: bool = True,
    square_places: bool = True,
    pad: int | None = None,
) -> Truth | None:
    """Return (N, Ci · K², places²); the keywords leave a factor out. None where nothing fits."""
    window = window_of(params)
    if pad is not None:
        window = replace(window, pad=pad)
    side, kernel = window.positions, window.kernel
    if side < 1:
        return None
    factors = [number(params, "Ci")] if channels else []
    factors += [kernel, kernel] if square_kernel else [kernel]
    rows = 1
    for factor in factors:
        rows *= factor
    places = side * side if square_places else side
    told = f"{side} × {side}" if square_places else str(side)
    return Truth(
        (number(params, "N"), rows, places),
        (
            Step("numbers in a window", " × ".join(map(str, factors)), str(rows)),
            Step("places along a side", window.in_one_line(), str(side)),
            Step("places", told, str(places)),
        ),
    )


def _right_unfolded(params: Params) -> Truth:
    found = _unfolded(params)
    if found is None:
        raise ValueError("the kernel is larger than the padded input")
    return found


def _places_first(params: Params) -> Value:
    value = _right_unfolded(params).value
    return (value[0], value[2], value[1]) if isinstance(value, tuple) else value


UNFOLD_SHAPE = Family(
    name="unfold.shape",
    title="shape of unfolded windows (im2col)",
    topic="convolution",
    formula="(N, Ci · K², L) with L = (floor((H + 2P − K) / S) + 1)²",
    params=(
        Param("N", "int", "images in the batch", 1, 1_024, default=1),
        Param("Ci", "int", "channels of the input", 1, 1_024),
        Param("H", "int", "side of the input", 1, 4_096),
        Param("K", "int", "side of the window", 1, 100),
        Param("S", "int", "cells that the window moves at a time", 1, 100, default=1),
        Param("P", "int", "cells added on each side", 0, 100, default=0),
    ),
    answer=lambda _params: Shape(3),
    ask=Ask(
        prompt=(
            "A batch of shape ({{N}}, {{Ci}}, {{H}}, {{H}}) goes through PyTorch's "
            "Unfold(kernel_size={{K}}, stride={{S}}, padding={{P}}). What is the shape of the "
            "result?"
        ),
        explanation=(
            "Each place of the window becomes a column with all its numbers, of every channel; the "
            "places become the last axis. A convolution is then one matrix product: {{answer}}."
        ),
        params={"N": 2, "Ci": 16, "H": 8, "K": 3, "S": 1, "P": 0},
        vary={
            "N": ChoiceRange((1, 2, 8)),
            "Ci": ChoiceRange((2, 3, 4, 16)),
            "H": IntRange(6, 16),
            "K": ChoiceRange((2, 3, 4)),
            "S": ChoiceRange((1, 2)),
            "P": ChoiceRange((0, 1)),
        },
        level="advanced",
        seconds=90,
        tags=("convolution", "shapes"),
        sources=(f"{_DOCS}Unfold.html",),
    ),
    truth=_right_unfolded,
    slips={
        "places_first": bare_slip(
            "transposed", "the places are written before the numbers of a window.", _places_first
        ),
        "no_channels": slip(
            "term-dropped",
            "a window is taken to hold one channel.",
            lambda params: _unfolded(params, channels=False),
        ),
        "one_side_of_kernel": slip(
            "factor-dropped",
            "only one side of the window is counted.",
            lambda params: _unfolded(params, square_kernel=False),
        ),
        "one_side_of_places": slip(
            "factor-dropped",
            "the places are counted along one side only.",
            lambda params: _unfolded(params, square_places=False),
        ),
        "no_padding": slip(
            "term-dropped",
            "the padding is left out.",
            lambda params: _unfolded(params, pad=0),
        ),
    },
    valid=no_room_in,
)


def _shuffled(params: Params, *, channel_power: int = 2, side_power: int = 1) -> Truth:
    """Return (C / r², rH, rW); the powers of r are 2 and 1 where it is right."""
    channels, high, wide, grow = (number(params, name) for name in "CHWr")
    fewer, larger = grow**channel_power, grow**side_power
    return Truth(
        (channels // fewer, high * larger, wide * larger),
        (
            Step("channels", f"{channels} / {_power(grow, channel_power)}", str(channels // fewer)),
            Step("height", f"{high} × {_power(grow, side_power)}", str(high * larger)),
            Step("width", f"{wide} × {_power(grow, side_power)}", str(wide * larger)),
        ),
    )


def _power(base: int, power: int) -> str:
    return f"{base}²" if power == 2 else str(base**power)


def _unshuffled(params: Params) -> Value | None:
    channels, high, wide, grow = (number(params, name) for name in "CHWr")
    if high % grow or wide % grow:
        return None
    return channels * grow * grow, high // grow, wide // grow


def _divides(params: Params) -> str | None:
    if number(params, "C") % number(params, "r") ** 2:
        return "r² does not divide the channels"
    return None


PIXEL_SHUFFLE_SHAPE = Family(
    name="pixel_shuffle.output_shape",
    title="shape behind a pixel shuffle",
    topic="convolution",
    formula="(C / r², r · H, r · W)",
    params=(
        Param("C", "int", "channels of the input", 1, 65_536),
        Param("H", "int", "height of the input", 1, 10_000),
        Param("W", "int", "width of the input", 1, 10_000, same_as="H"),
        Param("r", "int", "factor by which both sides grow", 1, 100),
    ),
    answer=lambda _params: Shape(3, ("channels", "height", "width")),
    ask=Ask(
        prompt=(
            "A feature map of {{C}}×{{H}}×{{W}} (channels, height, width) goes through PyTorch's "
            "PixelShuffle({{r}}). What is the shape of the output?"
        ),
        explanation=(
            "Nothing is computed: each group of r² channels is dealt out over an r×r block of "
            "cells, so the number of entries stays the same: {{answer}}."
        ),
        params={"C": 16, "H": 8, "W": 8, "r": 2},
        vary={
            "C": ChoiceRange((12, 16, 36, 48, 64, 144)),
            "H": ChoiceRange((6, 8, 12, 16, 24)),
            "W": ChoiceRange((6, 8, 12, 16, 24)),
            "r": ChoiceRange((2, 3, 4)),
        },
        level="intermediate",
        seconds=45,
        tags=("convolution", "shapes", "upsampling"),
        sources=("Shi et al. 2016, ESPCN, arXiv:1609.05158", f"{_DOCS}PixelShuffle.html"),
    ),
    truth=_shuffled,
    slips={
        "unshuffled": bare_slip(
            "swapped-roles",
            "the sides shrink and the channels grow, as PixelUnshuffle does.",
            _unshuffled,
        ),
        "channels_by_r": slip(
            "root-or-square",
            "the channels are divided by r in place of its square.",
            lambda params: _shuffled(params, channel_power=1),
        ),
        "sides_by_square": slip(
            "root-or-square",
            "each side grows by the square of r.",
            lambda params: _shuffled(params, side_power=2),
        ),
        "channels_kept": slip(
            "term-dropped",
            "the channels keep their number, as in an interpolation.",
            lambda params: _shuffled(params, channel_power=0),
        ),
    },
    valid=_divides,
)


INTERPOLATE_LINEAR = Family(
    name="interpolate.linear",
    title="samples of a linear interpolation",
    topic="convolution",
    formula=(
        "output i is read at (i + 1/2) · L/n − 1/2, kept inside; with align_corners at "
        "i · (L − 1)/(n − 1)"
    ),
    params=(
        Param("x", "vector", "the signal", -1000, 1000, sizes=(1, 8)),
        Param("n", "int", "samples of the output", 1, 16),
        Param("align", "bool", "align_corners", default=False),
    ),
    answer=lambda _params: Vector(Float(places=2)),
    ask=Ask(
        prompt=(
            "PyTorch's F.interpolate with mode='linear' resizes the signal {{x}} to {{n}} samples; "
            "align_corners is {{align}}. Which samples come out?"
        ),
        explanation=(
            "Without align_corners the samples are the middles of cells, whose outer edges are "
            "aligned, and what falls beyond the first or last middle takes its value. With it the "
            "first and last samples coincide: {{answer}}."
        ),
        params={"x": (0, 12), "n": 4, "align": False},
        vary={
            "x": VectorRange(IntRange(-4, 12), 2),
            "n": ChoiceRange((3, 4)),
            "align": ChoiceRange((False, True)),
        },
        level="advanced",
        seconds=150,
        tags=("convolution", "upsampling", "values"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html",
        ),
    ),
    truth=lambda params: resampled(params, way(params)),
    slips={
        "other_corners": slip(
            "other-convention",
            "the other setting of align_corners is used.",
            lambda params: resampled(params, way(params, other=True)),
        ),
        "cell_edges": slip(
            "other-convention",
            "output i is read at i · L/n, without the half cells, as TensorFlow 1 did.",
            legacy,
        ),
        "outside": slip(
            "no-clamp",
            "the line is drawn on beyond the first and last samples.",
            unclamped,
        ),
        "nearest": bare_slip(
            "rounding",
            "output i is the sample floor(i · L/n), as mode='nearest' has it.",
            nearest,
        ),
    },
)

FAMILIES = {
    family.name: family for family in (UNFOLD_SHAPE, PIXEL_SHUFFLE_SHAPE, INTERPOLATE_LINEAR)
}
