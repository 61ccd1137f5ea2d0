"""Pixels on their way into a network, normalised by mean and deviation, and back."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.neat import neat, neat_factor
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import DecimalRange, IntRange
from engines.values import Float, Int, Value

_SOURCES = (
    "https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html",
)
_STATISTICS = (
    Param("m", "decimal", "the channel's mean, of values from 0 to 1", 0, 1),
    Param("s", "decimal", "the channel's standard deviation", 0.01, 1),
)
_CHANNELS: tuple[Params, ...] = (
    {"m": 0.485, "s": 0.229},
    {"m": 0.456, "s": 0.224},
    {"m": 0.406, "s": 0.225},
    {"m": 0.5, "s": 0.5},
    {"m": 0.4, "s": 0.2},
)
"""ImageNet's red, green and blue, and rounder ones."""
_EDGE = 1e-6


def _normalised(params: Params, *, scale: int = 255, square: bool = False, sign: int = -1) -> Truth:
    """Return (x / 255 − m) / s."""
    pixel, mean, deviation = number(params, "x"), real(params, "m"), real(params, "s")
    scaled = pixel / scale
    centred = scaled + sign * mean
    value = centred / (deviation**2 if square else deviation)
    operator = "−" if sign < 0 else "+"
    below = f"{neat(deviation)}{'²' if square else ''}"
    return Truth(
        value,
        (
            Step("scaled to 0 to 1", f"{pixel} / {scale}", neat(scaled)),
            Step("less the mean", f"{neat(scaled)} {operator} {neat(mean)}", neat(centred)),
            Step("over the deviation", f"{neat_factor(centred)} / {below}", neat(value)),
        ),
    )


def _scaled_last(params: Params) -> Value:
    return (number(params, "x") - real(params, "m")) / real(params, "s") / 255


NORMALIZED = Family(
    name="image.normalized",
    title="a normalised pixel",
    topic="detection",
    formula="(x / 255 − mean) / std",
    params=(Param("x", "int", "the pixel as a byte", 0, 255), *_STATISTICS),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A pixel of an 8-bit image has the value {{x}}. ToTensor scales it to between 0 and 1, "
            "then Normalize is applied with mean {{m}} and std {{s}}. What comes out?"
        ),
        explanation=(
            "ToTensor divides by 255, and the statistics are those of values between 0 and 1. Less "
            "the mean, over the standard deviation: {{answer}}."
        ),
        params={"x": 128, "m": 0.485, "s": 0.229},
        vary={"x": IntRange(0, 255)},
        together=_CHANNELS,
        seconds=60,
        tags=("vision", "preprocessing"),
        sources=_SOURCES,
    ),
    truth=_normalised,
    slips={
        "not_scaled": slip(
            "units",
            "the byte is not divided by 255.",
            lambda params: _normalised(params, scale=1),
        ),
        "variance": slip(
            "root-or-square",
            "the deviation is squared.",
            lambda params: _normalised(params, square=True),
        ),
        "plus": slip(
            "sign",
            "the mean is added.",
            lambda params: _normalised(params, sign=1),
        ),
        "scaled_last": bare_slip(
            "wrong-sequence",
            "the byte is normalised first and divided by 255 last.",
            _scaled_last,
        ),
    },
)


def _byte(level: float, *, clamp: bool = True, floor: bool = False) -> int:
    found = math.floor(level * 255) if floor else round(level * 255)
    return min(max(found, 0), 255) if clamp else found


def _restored(
    params: Params, *, clamp: bool = True, floor: bool = False, mean_first: bool = False
) -> Truth:
    """Return (z · s + m) · 255 as a byte."""
    z, mean, deviation = (real(params, name) for name in ("z", "m", "s"))
    level = (z + mean) * deviation if mean_first else z * deviation + mean
    numbers = f"{neat_factor(z)} × {neat(deviation)} + {neat(mean)}"
    if mean_first:
        numbers = f"({neat(z)} + {neat(mean)}) × {neat(deviation)}"
    value = _byte(level, clamp=clamp, floor=floor)
    limits = ", kept in 0 to 255" if clamp else ""
    return Truth(
        value,
        (
            Step("scaled back", numbers, neat(level)),
            Step("times 255", f"{neat_factor(level)} × 255", neat(level * 255)),
            Step("as a byte", f"{'cut' if floor else 'rounded'}{limits}", str(value)),
        ),
    )


def _normalised_again(params: Params) -> Value:
    level = (real(params, "z") - real(params, "m")) / real(params, "s")
    return _byte(level)


def _restored_valid(params: Params) -> str | None:
    level = (real(params, "z") * real(params, "s") + real(params, "m")) * 255
    on_edge = abs(level % 1 - 0.5) < _EDGE and -1 < level < 256
    return "the pixel lies halfway between two bytes" if on_edge else None


DENORMALIZED = Family(
    name="image.denormalized",
    title="a pixel back from its normalised value",
    topic="detection",
    formula="round((z · std + mean) · 255), kept between 0 and 255",
    params=(Param("z", "decimal", "the normalised value", -100, 100), *_STATISTICS),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An image was divided by 255 and normalised with mean {{m}} and std {{s}}. A network "
            "gives {{z}} for one value of this channel. Which byte from 0 to 255 is it, rounded to "
            "the nearest and limited to that range?"
        ),
        explanation=(
            "The steps are undone in reverse: times the deviation, plus the mean, times 255, then "
            "rounded and clamped, because a network knows no limits: {{answer}}."
        ),
        params={"z": 1, "m": 0.485, "s": 0.229},
        vary={"z": DecimalRange(-30, 30, 1)},
        together=_CHANNELS,
        level="intermediate",
        seconds=75,
        tags=("vision", "preprocessing"),
        sources=_SOURCES,
    ),
    truth=_restored,
    slips={
        "mean_first": slip(
            "wrong-sequence",
            "the mean is added before the deviation multiplies.",
            lambda params: _restored(params, mean_first=True),
        ),
        "no_clamp": slip(
            "no-clamp",
            "the byte is not kept between 0 and 255.",
            lambda params: _restored(params, clamp=False),
        ),
        "cut": slip(
            "rounding",
            "the fraction is cut off.",
            lambda params: _restored(params, floor=True),
        ),
        "normalised_again": bare_slip(
            "swapped-roles",
            "the mean is taken off and the deviation divides, as on the way in.",
            _normalised_again,
        ),
    },
    valid=_restored_valid,
)

FAMILIES = {family.name: family for family in (NORMALIZED, DENORMALIZED)}
