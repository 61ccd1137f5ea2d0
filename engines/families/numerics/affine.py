"""Affine quantisation to unsigned integers: scale, zero point, and what they make of a number."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import exact, number
from engines.families.numerics.affine_range import ERROR, SCALE, SOURCES, ZERO_POINT, tied
from engines.families.numerics.floats import HOW, ExactRule
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Int

_SCALED = (
    Param("s", "decimal", "the scale", 0.001, 10),
    Param("z", "int", "the zero point", 0, 255),
)
_TOP = 255


def _ratio(params: Params) -> Fraction:
    return Fraction(exact(params, "x")) / Fraction(exact(params, "s"))


def _quantised(
    params: Params,
    *,
    rule: ExactRule = round,
    sign: int = 1,
    clamped: bool = True,
) -> Truth:
    """Return clamp(round(x / s) + z, 0, 255); `sign` is that of the zero point."""
    ratio, zero = _ratio(params), number(params, "z")
    counted = shown(plain(ratio))
    steps = rule(ratio)
    moved = steps + sign * zero
    value = min(max(moved, 0), _TOP) if clamped else moved
    x, s = shown(exact(params, "x")), shown(exact(params, "s"))
    operator = {1: "+", -1: "−"}.get(sign)
    return Truth(
        value,
        (
            Step("number of steps", f"{x} / {s}", counted),
            Step(HOW[rule], counted, str(steps)),
            Step(
                "with the zero point",
                f"{steps} {operator} {zero}" if operator else str(steps),
                str(moved),
            ),
            Step("kept in 0 to 255", str(moved) if clamped else "left out", str(value)),
        ),
    )


QUANTISED = Family(
    name="affine_quantization.quantized",
    title="a number quantised to uint8",
    topic="numerics",
    formula="clamp(round(x / scale) + zero point, 0, 255)",
    params=(Param("x", "decimal", "the number", -1000, 1000), *_SCALED),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "Affine quantisation to uint8 (0 to 255) has scale {{s}} and zero point {{z}}. To "
            "which whole number does it take x = {{x}}?"
        ),
        explanation=(
            "x is counted in steps of the scale, rounded, moved by the zero point, and clamped to "
            "what 8 bits hold: {{answer}}."
        ),
        params={"x": 1.23, "s": 0.1, "z": 100},
        vary={
            "x": ChoiceRange(
                (
                    *(-13.2, -9.8, -7.7, -6.4, -5.3, -4.1, -2.7, -1.9, -1.3, -0.7),
                    *(0.3, 0.9, 1.1, 1.7, 2.9, 3.3, 4.7, 5.9, 6.3, 7.1, 8.3, 9.7, 12.1, 13.9),
                )
            ),
            "s": ChoiceRange((0.03, 0.04, 0.06, 0.07, 0.08, 0.3, 0.4)),
            "z": ChoiceRange((0, 50, 64, 100, 128, 150)),
        },
        level="intermediate",
        seconds=60,
        tags=("quantization",),
        sources=SOURCES,
    ),
    truth=_quantised,
    slips={
        "floor": slip(
            "rounding",
            "the steps are rounded down.",
            lambda params: _quantised(params, rule=math.floor),
        ),
        "no_zero_point": slip(
            "term-dropped",
            "the zero point is left out.",
            lambda params: _quantised(params, sign=0),
        ),
        "zero_point_off": slip(
            "sign",
            "the zero point is subtracted.",
            lambda params: _quantised(params, sign=-1),
        ),
        "no_clamp": slip(
            "no-clamp",
            "the result is not kept in 0 to 255.",
            lambda params: _quantised(params, clamped=False),
        ),
    },
    valid=lambda params: tied(_ratio(params)),
)


def _restored(params: Params, *, sign: int = -1) -> Truth:
    """Return s · (q − z); `sign` is that of the zero point."""
    q, zero, scale = number(params, "q"), number(params, "z"), exact(params, "s")
    steps = q + sign * zero
    operator = {1: "+", -1: "−"}.get(sign)
    return Truth(
        plain(scale * steps),
        (
            Step("steps from 0", f"{q} {operator} {zero}" if operator else str(q), str(steps)),
            Step("number", f"{shown(scale)} × {factor(steps)}", shown(scale * steps)),
        ),
    )


def _late(params: Params) -> float:
    return float(exact(params, "s") * number(params, "q") - number(params, "z"))


RESTORED = Family(
    name="affine_quantization.dequantized",
    title="the number that a quantised one stands for",
    topic="numerics",
    formula="scale · (q − zero point)",
    params=(Param("q", "int", "the quantised number", 0, 255), *_SCALED),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Affine quantisation to uint8 has scale {{s}} and zero point {{z}}. Which number does "
            "q = {{q}} stand for?"
        ),
        explanation=(
            "The zero point comes off first, then the steps that are left are multiplied by the "
            "scale: {{answer}}."
        ),
        params={"q": 112, "s": 0.1, "z": 100},
        vary={
            "q": IntRange(0, 255),
            "s": ChoiceRange((0.02, 0.05, 0.1, 0.2, 0.25, 0.5)),
            "z": ChoiceRange((0, 50, 64, 100, 128, 150)),
        },
        seconds=45,
        tags=("quantization",),
        sources=SOURCES,
    ),
    truth=_restored,
    slips={
        "no_zero_point": slip(
            "term-dropped",
            "the zero point is left out.",
            lambda params: _restored(params, sign=0),
        ),
        "zero_point_on": slip(
            "sign", "the zero point is added.", lambda params: _restored(params, sign=1)
        ),
        "too_late": bare_slip(
            "wrong-sequence", "the zero point is taken off after the scaling.", _late
        ),
        "divided": bare_slip(
            "swapped-roles",
            "the steps are divided by the scale.",
            lambda params: float(
                Fraction(number(params, "q") - number(params, "z")) / Fraction(exact(params, "s"))
            ),
        ),
    },
)


FAMILIES = {family.name: family for family in (SCALE, ZERO_POINT, QUANTISED, RESTORED, ERROR)}
