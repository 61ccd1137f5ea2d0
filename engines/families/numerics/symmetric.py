"""Symmetric quantisation: the scale from the largest size, and the integers."""

from __future__ import annotations

import math

from engines.families.given import number, reals
from engines.families.numerics.floats import HOW, Rule, brief
from engines.families.numerics.scale_design import DESIGN
from engines.families.worked import row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, VectorRange
from engines.values import Float, Int, Vector, as_number

_SOURCES = (
    (
        "Wu et al. 2020, Integer quantization for deep learning inference: principles and "
        "empirical evaluation, arXiv:2004.09602"
    ),
)
_WEIGHTS = Param("x", "vector", "the numbers", -100, 100, sizes=(2, 8), entry="decimal")
_BITS = Param("bits", "int", "bits of a quantised number, one of them its sign", 3, 16, default=8)


def _top(params: Params) -> int:
    """Return the largest whole number, whose negative is the smallest that is used."""
    return (1 << (number(params, "bits") - 1)) - 1


def _scale(params: Params, *, levels: int | None = None, sized: bool = True) -> Truth:
    """Return max|x| / (2^(bits−1) − 1); `levels` stands in place of the divisor, without `sized`
    the largest entry is taken with its sign."""
    numbers = reals(params, "x")
    bits = number(params, "bits")
    largest = max(map(abs, numbers)) if sized else max(numbers)
    divisor = _top(params) if levels is None else levels
    scale = largest / divisor
    return Truth(
        scale,
        (
            Step(
                "largest, sign apart" if sized else "largest entry",
                row(numbers),
                shown(largest),
            ),
            Step(
                "largest whole number",
                f"2^({bits} − 1) − 1" if levels is None else f"2^({bits} − 1)",
                str(divisor),
            ),
            Step("scale", f"{shown(largest)} / {divisor}", brief(scale, 5)),
        ),
    )


def _width(params: Params) -> Truth:
    """The scale of affine quantisation."""
    numbers = reals(params, "x")
    width = max(numbers) - min(numbers)
    steps = 2 ** number(params, "bits") - 1
    scale = width / steps
    return Truth(
        scale,
        (
            Step("width of the range", row(numbers), shown(width)),
            Step("steps in it", f"2^{number(params, 'bits')} − 1", str(steps)),
            Step("scale", f"{shown(width)} / {steps}", brief(scale, 5)),
        ),
    )


def _all_zero(params: Params) -> str | None:
    return None if any(reals(params, "x")) else "all numbers are 0"


def _positive(params: Params, found: Truth) -> Truth | None:
    """A scale of 0 or below is none."""
    return found if as_number(found.value) > 0 else None


SCALE = Family(
    name="symmetric_quantization.scale",
    title="scale of a symmetric quantisation",
    topic="numerics",
    formula="max|x| / (2^(bits − 1) − 1)",
    params=(_WEIGHTS, _BITS),
    answer=lambda _params: Float(sig=4),
    ask=Ask(
        prompt=(
            "The weights {{x}} are quantised symmetrically to {{bits}}-bit integers from "
            "−(2^({{bits}} − 1) − 1) to 2^({{bits}} − 1) − 1, so that the one largest in absolute "
            "value just fits. What is the scale?"
        ),
        explanation=(
            "The weight that is largest in absolute value goes to the end of the integers, 127 "
            "for 8 bits, and 0 stays 0 without a zero point: {{answer}}."
        ),
        params={"x": (0.5, -2, 1.2), "bits": 8},
        vary={"x": VectorRange(DecimalRange(-30, 30, 1), 3), "bits": ChoiceRange((4, 8))},
        level="intermediate",
        seconds=60,
        tags=("quantization",),
        sources=_SOURCES,
    ),
    truth=_scale,
    slips={
        "one_more": slip(
            "off-by-one",
            "the size is divided by 2^(bits − 1), which no positive integer reaches.",
            lambda params: _scale(params, levels=_top(params) + 1),
        ),
        "affine": slip(
            "other-convention",
            "the width from the smallest to the largest is divided by 2^bits − 1.",
            lambda params: _positive(params, _width(params)),
        ),
        "with_sign": slip(
            "sign",
            "the largest weight is taken, not the largest in absolute value.",
            lambda params: _positive(params, _scale(params, sized=False)),
        ),
    },
    valid=_all_zero,
)


def _ratios(numbers: tuple[float, ...], largest: float, top: int) -> tuple[float, ...]:
    """Return x / scale of each, to nine decimals: what is whole in decimals is whole here too."""
    return tuple(round(entry * top / largest, 9) for entry in numbers)


def _quantised(params: Params, *, top: int | None = None, rule: Rule = round) -> Truth:
    """Return round(x / scale) of each; `top` stands in place of the largest whole number."""
    numbers = reals(params, "x")
    top = _top(params) if top is None else top
    largest = max(map(abs, numbers))
    ratios = _ratios(numbers, largest, top)
    value = tuple(map(rule, ratios))
    return Truth(
        value,
        (
            Step("scale", f"{shown(largest)} / {top}", brief(largest / top, 5)),
            Step("number of steps", "each / scale", row(ratios)),
            Step("whole numbers", HOW[rule], row(value)),
        ),
    )


def _tied(params: Params) -> str | None:
    if reason := _all_zero(params):
        return reason
    numbers = reals(params, "x")
    largest = max(map(abs, numbers))
    for ratio in _ratios(numbers, largest, _top(params)):
        if abs(ratio % 1 - 0.5) < 1e-6:
            return "a number lies halfway between two whole ones"
    return None


QUANTISED = Family(
    name="symmetric_quantization.quantized",
    title="numbers quantised symmetrically",
    topic="numerics",
    formula="round(x / scale), where scale = max|x| / (2^(bits − 1) − 1)",
    params=(_WEIGHTS, _BITS),
    answer=lambda params: Vector(Int(), length=len(reals(params, "x"))),
    ask=Ask(
        prompt=(
            "The weights {{x}} are quantised symmetrically to {{bits}}-bit integers: "
            "q = round(x / scale), with scale = max|x| / (2^({{bits}} − 1) − 1). What are the "
            "integers?"
        ),
        explanation=(
            "One scale serves all weights, so the largest in absolute value takes up the whole "
            "reach and small ones are left with few levels: {{answer}}."
        ),
        params={"x": (0.5, -2, 1.2), "bits": 4},
        vary={"x": VectorRange(DecimalRange(-30, 30, 1), 3), "bits": ChoiceRange((3, 4, 8))},
        level="intermediate",
        seconds=90,
        tags=("quantization",),
        sources=_SOURCES,
    ),
    truth=_quantised,
    slips={
        "cut": slip(
            "rounding",
            "the fraction of a step is cut off.",
            lambda params: _quantised(params, rule=math.trunc),
        ),
        "down": slip(
            "rounding",
            "the steps are rounded down.",
            lambda params: _quantised(params, rule=math.floor),
        ),
        "one_more": slip(
            "off-by-one",
            "the largest integer is taken to be 2^(bits − 1).",
            lambda params: _quantised(params, top=_top(params) + 1),
        ),
    },
    valid=_tied,
)

FAMILIES = {family.name: family for family in (SCALE, QUANTISED, DESIGN)}
