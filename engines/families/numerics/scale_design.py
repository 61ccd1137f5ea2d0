"""Choosing a scale for a range: nothing clipped, and every rounding error below a bound."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exact
from engines.families.numerics.floats import brief
from engines.families.worked import plain, shown
from engines.family import Ask, Family, Judgement, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Value, Weights, as_number

_SOURCES = (
    (
        "Wu et al. 2020, Integer quantization for deep learning inference: principles and "
        "empirical evaluation, arXiv:2004.09602"
    ),
)

_TOP = 127
_ROUNDED = Fraction(1, 10**4)
_ROOM = Fraction(6, 5)
"""How many times the smallest scale the largest must at least be: no knife edge."""


def _largest(params: Params) -> Exact:
    return max(exact(params, "hi"), -exact(params, "lo"))


def _ends(params: Params) -> tuple[Fraction, Fraction]:
    """Return the smallest scale at which the range fits, and what the scale must stay below."""
    return Fraction(_largest(params)) / _TOP, 2 * Fraction(exact(params, "error"))


def _no_room(params: Params) -> str | None:
    if not _largest(params):
        return "the range is empty"
    least, most = _ends(params)
    if least >= most:
        return "no scale has both: 127 steps that small do not reach the end of the range"
    return "hardly any scale has both" if most < _ROOM * least else None


def _designed(params: Params) -> Truth:
    """Return a scale of two digits in the middle of those that are right."""
    least, most = _ends(params)
    scale = float(f"{float((least + most) / 2):.1e}")
    return Truth(
        (scale,),
        (
            Step("to fit, at least", f"{shown(_largest(params))} / 127", brief(plain(least), 5)),
            Step("for the error, below", f"2 × {_written(params)}", brief(plain(most), 5)),
            Step("a scale between", f"about the middle: {_short(scale)}", f"s={_short(scale)}"),
        ),
    )


def _written(params: Params) -> str:
    return brief(plain(exact(params, "error")), 5)


def _short(scale: float) -> str:
    return f"{scale:.6g}"


def _given(given: Value) -> Fraction | None:
    """Return the scale as it was written, or None for anything but one finite number above 0."""
    if isinstance(given, tuple) and len(given) == 1:
        given = given[0]
    try:
        found = as_number(given)
        scale = Fraction(repr(found)) if isinstance(found, float) else Fraction(found)
    except (TypeError, ValueError, OverflowError):
        return None
    return scale if 0 < scale < 10**300 else None


def _fits(params: Params, scale: Fraction) -> bool:
    """Whether the range fits; its own limit is right when it was rounded to four digits too."""
    return scale * (1 + _ROUNDED) >= _ends(params)[0]


def _is_fine(params: Params, scale: Fraction) -> bool:
    return scale < _ends(params)[1]


def _judge(params: Params, given: Value) -> Judgement:
    scale = _given(given)
    if scale is None:
        return Judgement(False, 0.0, ("one number above 0 is needed: s",))
    fits, fine = _fits(params, scale), _is_fine(params, scale)
    end = shown(_largest(params))
    steps, error = _magnitude(_largest(params) / scale), _magnitude(scale / 2)
    evidence = (
        f"{end} / s = {steps} steps {'✓' if fits else '✗ at most 127 fit'}",
        f"s / 2 = {error} {'✓' if fine else f'✗ must be below {_written(params)}'}",
    )
    return Judgement(fits and fine, (fits + fine) / 2, evidence)


def _magnitude(number: Fraction) -> str:
    """Return a positive number to five digits, however large or small."""
    if not Fraction(1, 10**300) < number < 10**300:
        return "beyond 10^300" if number > 1 else "below 10^-300"
    return f"{float(number):.5g}"


def _when(shows: Callable[[Params, Fraction], bool]) -> Callable[[Params, Value], bool]:
    """Return a check of a scale that is wrong."""

    def check(params: Params, given: Value) -> bool:
        scale = _given(given)
        if scale is None or (_fits(params, scale) and _is_fine(params, scale)):
            return False
        return shows(params, scale)

    return check


def _reaches_128(params: Params, scale: Fraction) -> bool:
    return not _fits(params, scale) and _fits(params, scale * Fraction(128, 127))


def _inverted(params: Params, scale: Fraction) -> bool:
    return _fits(params, 1 / scale) and _is_fine(params, 1 / scale)


def _whole_width(params: Params, scale: Fraction) -> bool:
    """The scale of affine quantisation, to three digits."""
    width = Fraction(exact(params, "hi") - exact(params, "lo")) / 255
    return abs(scale - width) < width / 200


DESIGN = Family(
    name="quantization.scale_design",
    title="a scale that fits a range and keeps the error small",
    topic="numerics",
    formula="max|x| / 127 <= s < 2 · error: |x| / s must not exceed 127, and s / 2 is the error",
    params=(
        Param("lo", "decimal", "the smallest number of the range", -1000, 0),
        Param("hi", "decimal", "the largest number of the range", 0, 1000),
        Param("error", "decimal", "what the rounding error must stay below", 0.0001, 100),
    ),
    answer=lambda _params: Weights(("s",)),
    ask=Ask(
        prompt=(
            "Activations lie between {{lo}} and {{hi}}. They are quantised symmetrically to int8: "
            "q = round(x / s), with x / s between −127 and 127 so that nothing is clipped. Give a "
            "scale s with which every rounding error is below {{error}}."
        ),
        explanation=(
            "The end of the range that is larger in absolute value must be at most 127 steps away, "
            "and the error, at most half a step, must stay below the bound: {{answer}} is about "
            "the middle of what is left."
        ),
        params={"lo": -3, "hi": 5, "error": 0.025},
        vary={
            "lo": ChoiceRange((-10, -8, -6, -5, -3, -2, -1)),
            "hi": ChoiceRange((1, 2, 4, 6, 8, 9, 12)),
            "error": ChoiceRange((0.02, 0.03, 0.04, 0.05, 0.06)),
        },
        kind="design",
        level="intermediate",
        seconds=90,
        tags=("quantization", "design"),
        hints=(
            "One condition bounds the scale from below, the other from above.",
            "The end of the range that is larger in absolute value over 127 is the smallest scale.",
            "A rounding error is at most half a step, so the scale must be below twice the bound.",
        ),
        sources=_SOURCES,
    ),
    truth=_designed,
    slips={
        "reaches_128": Slip(
            "boundary-missed",
            "With this scale the end of the range is more than 127 steps away, if at most 128.",
            when=_when(_reaches_128),
        ),
        "affine": Slip(
            "other-convention",
            "This is the width of the range over 255, the scale of affine quantisation; a "
            "symmetric one spends as many integers on either side of 0.",
            when=_when(_whole_width),
        ),
        "at_the_bound": Slip(
            "strictness",
            "Half of this scale is exactly the bound, and the error must stay below it.",
            when=_when(lambda params, scale: scale == _ends(params)[1]),
        ),
        "inverted": Slip(
            "swapped-roles",
            "One over this number would do: it says how many steps there are to 1.",
            when=_when(_inverted),
        ),
    },
    valid=_no_room,
    judge=_judge,
)
