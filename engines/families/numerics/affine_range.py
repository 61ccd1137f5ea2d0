"""Affine quantisation of a range: its scale, its zero point, its largest rounding error."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import Exact, exact, number
from engines.families.numerics.floats import HOW, ExactRule, brief
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int

SOURCES = (
    (
        "Jacob et al. 2017, Quantization and training of neural networks for efficient "
        "integer-arithmetic-only inference, arXiv:1712.05877"
    ),
)
_RULE = (
    "Affine quantisation to {{bits}} unsigned bits maps the range from {{lo}} to {{hi}} onto the "
    "whole numbers from 0 to 2^{{bits}} − 1, q = round(x / scale) + zero point."
)
_RANGE = (
    Param("lo", "decimal", "the smallest number of the range", -100, 0),
    Param("hi", "decimal", "the largest number of the range", 0, 100),
    Param("bits", "int", "bits of a quantised number", 2, 16, default=8),
)
_RANGES = {
    "lo": ChoiceRange((-8, -6.4, -6, -5, -4, -3, -2.5, -2, -1, -0.5)),
    "hi": ChoiceRange((0.5, 1, 2, 2.4, 3, 4, 5, 6, 8, 10)),
}


def _empty(params: Params) -> str | None:
    return "the range is empty" if exact(params, "lo") == exact(params, "hi") else None


def _stepped(params: Params, *, levels: int | None = None, low: Exact | None = None) -> Truth:
    """Return (hi − lo) / (2^bits − 1); `levels` and `low` stand in place of the divisor and lo."""
    lo = exact(params, "lo") if low is None else low
    hi, bits = exact(params, "hi"), number(params, "bits")
    steps = 2**bits - 1 if levels is None else levels
    scale = Fraction(hi - lo) / steps
    return Truth(
        plain(scale),
        (
            Step("width of the range", f"{shown(hi)} − {factor(lo)}", shown(hi - lo)),
            Step("steps in it", f"2^{bits} − 1" if levels is None else f"2^{bits}", str(steps)),
            Step("scale", f"{shown(hi - lo)} / {steps}", brief(plain(scale), 5)),
        ),
    )


def _levels(params: Params) -> int:
    return 1 << number(params, "bits")


def _by_levels(params: Params) -> Truth:
    return _stepped(params, levels=_levels(params))


def _symmetric(params: Params) -> float:
    largest = max(exact(params, "hi"), -exact(params, "lo"))
    return float(Fraction(largest) / (_levels(params) // 2 - 1))


SCALE = Family(
    name="affine_quantization.scale",
    title="scale of an affine quantisation",
    topic="numerics",
    formula="(largest − smallest) / (2^bits − 1)",
    params=_RANGE,
    answer=lambda _params: Float(sig=4),
    ask=Ask(
        prompt=_RULE + " What is the scale?",
        explanation=(
            "2^bits numbers have 2^bits − 1 steps between them, and the scale is the width of one: "
            "{{answer}}."
        ),
        params={"lo": -1, "hi": 3, "bits": 8},
        vary={**_RANGES, "bits": ChoiceRange((2, 3, 4, 8))},
        level="intermediate",
        seconds=60,
        tags=("quantization",),
        sources=SOURCES,
    ),
    truth=_stepped,
    slips={
        "levels": slip(
            "off-by-one", "the width is divided by 2^bits, the levels, not the steps.", _by_levels
        ),
        "from_zero": slip(
            "term-dropped",
            "the range is taken to begin at 0.",
            lambda params: _stepped(params, low=0) if exact(params, "hi") else None,
        ),
        "symmetric": bare_slip(
            "other-convention",
            "the largest size is divided by 2^(bits − 1) − 1, as symmetric quantisation does.",
            _symmetric,
        ),
    },
    valid=_empty,
)


def _zero(params: Params) -> Fraction:
    """Return −lo / scale, before it is rounded."""
    lo, hi = exact(params, "lo"), exact(params, "hi")
    return Fraction(-lo * (_levels(params) - 1)) / Fraction(hi - lo)


def _pointed(params: Params, *, sign: int = 1, rule: ExactRule = round) -> Truth:
    """Return round(−lo / scale); `sign` and `rule` change it."""
    scale = _stepped(params)
    found = sign * _zero(params)
    value = rule(found)
    size = scale.steps[-1].value
    end = shown(exact(params, "lo"))
    above = f"−({end})" if sign > 0 else end
    return Truth(
        value,
        (
            scale.steps[-1],
            Step("steps from the low end to 0", f"{above} / {size}", shown(found)),
            Step("zero point", HOW[rule], str(value)),
        ),
    )


def _zero_tied(params: Params) -> str | None:
    return _empty(params) or tied(_zero(params))


def tied(number: Fraction) -> str | None:
    """Return why a number is not rounded: halfway between two whole ones the last bit decides."""
    off = abs(float(number % 1) - 0.5)
    return "it lies halfway between two whole numbers" if off < 1e-6 else None


ZERO_POINT = Family(
    name="affine_quantization.zero_point",
    title="zero point of an affine quantisation",
    topic="numerics",
    formula="round(−smallest / scale), where scale = (largest − smallest) / (2^bits − 1)",
    params=_RANGE,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=_RULE + " What is the zero point, so that the smallest number goes to 0?",
        explanation=(
            "The zero point is the whole number that stands for 0, as many steps above 0 as the "
            "range begins below it: {{answer}}. It is whole, so 0 is kept without an error."
        ),
        params={"lo": -1, "hi": 3, "bits": 8},
        vary={**_RANGES, "bits": ChoiceRange((4, 8))},
        level="intermediate",
        seconds=75,
        tags=("quantization",),
        sources=SOURCES,
    ),
    truth=_pointed,
    slips={
        "floor": slip(
            "rounding",
            "the steps are rounded down.",
            lambda params: _pointed(params, rule=math.floor),
        ),
        "sign": slip(
            "sign",
            "the minus before the smallest number is left out.",
            lambda params: _pointed(params, sign=-1),
        ),
        "middle": bare_slip(
            "other-convention",
            "the middle of the whole numbers stands for 0, whatever the range.",
            lambda params: _levels(params) // 2,
        ),
        "other_end": bare_slip(
            "swapped-roles",
            "the steps are counted from 0 to the high end.",
            lambda params: round(_levels(params) - 1 - _zero(params)),
        ),
    },
    valid=_zero_tied,
)


def _bounded(params: Params, *, levels: int | None = None, half: bool = True) -> Truth:
    """Return half a scale; `levels` stands in place of the scale's divisor."""
    scale = _stepped(params, levels=levels)
    size = Fraction(exact(params, "hi") - exact(params, "lo")) / (
        _levels(params) - 1 if levels is None else levels
    )
    value = size / 2 if half else size
    name = scale.steps[-1].value
    last = Step("largest error", f"{name} / 2" if half else "a whole step", brief(plain(value), 5))
    return Truth(plain(value), (*scale.steps, last))


ERROR = Family(
    name="affine_quantization.error_bound",
    title="largest rounding error of an affine quantisation",
    topic="numerics",
    formula="scale / 2, where scale = (largest − smallest) / (2^bits − 1)",
    params=_RANGE,
    answer=lambda _params: Float(sig=4),
    ask=Ask(
        prompt=(
            _RULE + " A number of the range is quantised to the nearest level and restored. How "
            "large can the error be at most?"
        ),
        explanation=(
            "Levels are one scale apart, and no number between two of them is farther than half "
            "of that from the nearer one: {{answer}}."
        ),
        params={"lo": -1, "hi": 3, "bits": 8},
        vary={**_RANGES, "bits": ChoiceRange((2, 3, 4, 8))},
        level="intermediate",
        seconds=75,
        tags=("quantization",),
        sources=SOURCES,
    ),
    truth=_bounded,
    slips={
        "whole_step": slip(
            "factor-dropped",
            "the whole scale is taken for the error.",
            lambda params: _bounded(params, half=False),
        ),
        "levels": slip(
            "off-by-one",
            "the width is divided by 2^bits, the levels, not the steps.",
            lambda params: _bounded(params, levels=_levels(params)),
        ),
        "symmetric": bare_slip(
            "other-convention",
            "the scale is the largest size over 2^(bits − 1) − 1, as in symmetric quantisation.",
            lambda params: _symmetric(params) / 2,
        ),
    },
    valid=_empty,
)
