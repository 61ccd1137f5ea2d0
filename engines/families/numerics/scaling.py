"""Loss scaling: which gradients float16 keeps, and the smallest scale that saves one."""

from __future__ import annotations

import math

from engines.families.given import number, real, wholes
from engines.families.numerics.floats import brief
from engines.families.worked import row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int

_SOURCES = (
    "Micikevicius et al. 2017, Mixed precision training, arXiv:1710.03740",
    "https://docs.pytorch.org/docs/stable/amp.html",
)
_SMALLEST, _NORMAL = -24, -14
"""The exponents of float16's smallest subnormal and smallest normal number."""


def _surviving(params: Params, *, sign: int = 1, least: int = _SMALLEST) -> Truth:
    """Return how many exponents are at least `least` after the scaling, `sign` times k added."""
    exponents, scale = wholes(params, "e"), sign * number(params, "k")
    scaled = tuple(exponent + scale for exponent in exponents)
    kept = tuple(exponent for exponent in scaled if exponent >= least)
    operator = "+" if scale >= 0 else "−"
    return Truth(
        len(kept),
        (
            Step(
                "exponents after scaling", f"{row(exponents)} {operator} {abs(scale)}", row(scaled)
            ),
            Step("smallest exponent that is kept", "in float16", str(least)),
            Step("kept", f"{row(kept)}: how many", str(len(kept))),
        ),
    )


SURVIVING = Family(
    name="loss_scaling.surviving",
    title="gradients that float16 keeps after loss scaling",
    topic="numerics",
    formula="2^e · 2^k is not 0 in float16 where e + k >= −24: at 2^−25, a tie, it rounds to 0",
    params=(
        Param("e", "vector", "the exponents of the gradients, powers of 2", -60, -10),
        Param("k", "int", "the exponent of the scale", 0, 20),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "Gradients of 2^e, with e = {{e}}, are multiplied by the loss scale 2^{{k}} and then "
            "rounded to float16 (to the nearest, ties to even; subnormals are kept). How many of "
            "them are not 0?"
        ),
        explanation=(
            "float16's smallest positive number is the subnormal 2^−24, and 2^−25 is a tie that "
            "goes to 0. The scale moves every exponent up before the rounding: {{answer}}."
        ),
        params={"e": (-20, -24, -26, -30), "k": 3},
        vary={"e": VectorRange(IntRange(-38, -14), 5), "k": ChoiceRange((2, 4, 6, 8, 10))},
        level="intermediate",
        seconds=60,
        tags=("mixed-precision", "floating-point"),
        sources=_SOURCES,
    ),
    truth=_surviving,
    slips={
        "no_scale": slip(
            "factor-dropped",
            "the gradients are not scaled.",
            lambda params: _surviving(params, sign=0),
        ),
        "normal_only": slip(
            "lost-precision",
            "subnormal numbers, below 2^−14, count as lost.",
            lambda params: _surviving(params, least=_NORMAL),
        ),
        "tie_kept": slip(
            "rounding",
            "2^−25 is kept: the tie is rounded up.",
            lambda params: _surviving(params, least=_SMALLEST - 1),
        ),
        "divided": slip(
            "sign",
            "the gradients are divided by the scale.",
            lambda params: _surviving(params, sign=-1),
        ),
    },
)


def _smallest(params: Params, *, exponent: int = _SMALLEST - 1) -> Truth:
    """Return the smallest power of two from 1 on that takes g above 2^exponent."""
    gradient = real(params, "g")
    limit = math.ldexp(1.0, exponent)
    power = 0
    while math.ldexp(gradient, power) <= limit:
        power += 1
    return Truth(
        2**power,
        (
            Step("to be exceeded", f"2^{exponent}", brief(limit)),
            Step("scale above", f"{brief(limit)} / {brief(gradient)}", f"{limit / gradient:.4g}"),
            Step("next power of 2, at least 1", f"2^{power}", str(2**power)),
        ),
    )


def _half_of(params: Params) -> Truth | None:
    """The largest power of two that does not do."""
    right = _smallest(params)
    if right.value == 1 or not isinstance(right.value, int):
        return None
    below = right.value // 2
    name = "power of 2 below, at least 1"
    return Truth(below, (*right.steps[:2], Step(name, f"{right.value} / 2", str(below))))


def _at_the_edge(params: Params) -> str | None:
    """A gradient that is a power of two, or nearly, lands on an edge."""
    significand = math.frexp(real(params, "g"))[0]
    off = min(significand - 0.5, 1 - significand)
    return "a power of two times the gradient is on the edge" if off < 1e-6 else None


_GRADIENTS = tuple(
    float(f"{digit}e-{power}") for digit in (1, 2, 3, 4, 5, 7) for power in (9, 10, 11)
)

SMALLEST = Family(
    name="loss_scaling.smallest_scale",
    title="smallest loss scale that saves a gradient",
    topic="numerics",
    formula="the smallest power of 2 with g · scale > 2^−25, half of float16's least subnormal",
    params=(Param("g", "decimal", "the gradient", 1e-12, 1),),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A gradient is {{g}}. float16's smallest positive number is 2^−24, about 5.96e-8, and "
            "numbers are rounded to the nearest. What is the smallest power of 2, from 1 on, by "
            "which the loss must be multiplied so that the gradient is not rounded to 0?"
        ),
        explanation=(
            "All that is above half of the smallest number is rounded up to it, so the scaled "
            "gradient must exceed 2^−25, about 2.98e-8: {{answer}}."
        ),
        params={"g": 1e-8},
        vary={"g": ChoiceRange(_GRADIENTS)},
        level="advanced",
        seconds=90,
        tags=("mixed-precision", "floating-point"),
        sources=_SOURCES,
    ),
    truth=_smallest,
    slips={
        "to_smallest": slip(
            "rounding",
            "the scaled gradient must reach 2^−24 itself: rounding up is left out.",
            lambda params: _smallest(params, exponent=_SMALLEST),
        ),
        "to_normal": slip(
            "lost-precision",
            "the scaled gradient must reach 2^−14, the smallest normal number.",
            lambda params: _smallest(params, exponent=_NORMAL),
        ),
        "one_short": slip(
            "boundary-missed", "the power of 2 below is taken, which is not enough.", _half_of
        ),
    },
    valid=_at_the_edge,
)

FAMILIES = {family.name: family for family in (SURVIVING, SMALLEST)}
