"""Numeric gradients: the central difference, and the relative error of a gradient check."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from engines.families.given import Exact, exact, word
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value

_CHECKS = (
    "https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html",
)
_POWERS: Mapping[str, tuple[int, int]] = {
    "x^2": (2, 0),
    "x^3": (3, 0),
    "x^3 - 2x": (3, -2),
    "x^4": (4, 0),
}
"""The function as it is chosen -> the exponent and the coefficient of x beside it."""
_SIGNS = {2: "²", 3: "³", 4: "⁴"}


def _at(params: Params, x: Exact) -> Exact:
    exponent, linear = _POWERS[word(params, "f")]
    return x**exponent + linear * x


def _written(params: Params, x: Exact) -> str:
    exponent, linear = _POWERS[word(params, "f")]
    tail = f" − {-linear} × {factor(x)}" if linear else ""
    return f"{factor(x)}{_SIGNS[exponent]}{tail}"


def _difference(params: Params, *, left: int = 1, right: int = 1, divisor: int = 2) -> Truth:
    """Return (f(x + right·h) − f(x − left·h)) / (divisor·h)."""
    x, h = exact(params, "x"), exact(params, "h")
    after, before = x + right * h, x - left * h
    high, low = _at(params, after), _at(params, before)
    slope = Fraction(high - low) / (divisor * h)
    below = f"({divisor} × {shown(h)})" if divisor != 1 else shown(h)
    return Truth(
        plain(slope),
        (
            Step("f to the right", _written(params, after), shown(high)),
            Step("f to the left", _written(params, before), shown(low)),
            Step("their difference", f"{shown(high)} − {factor(low)}", shown(high - low)),
            Step("quotient", f"{shown(high - low)} / {below}", shown(slope)),
        ),
    )


def _exact_slope(params: Params) -> Value:
    exponent, linear = _POWERS[word(params, "f")]
    return plain(exponent * exact(params, "x") ** (exponent - 1) + linear)


def _difference_picture(params: Params) -> Picture:
    x, h = exact(params, "x"), exact(params, "h")
    reach = 2 * h
    xs = tuple(x + reach * Fraction(i - 20, 20) for i in range(41))
    ends = (x - h, x + h)
    data: dict[str, Value] = {
        "xs": tuple(map(float, xs)),
        "ys": tuple(float(_at(params, each)) for each in xs),
        "px": tuple(map(float, ends)),
        "py": tuple(float(_at(params, each)) for each in ends),
    }
    slope = shown(_difference(params).value)  # type: ignore[arg-type]
    words = (f"The line through the two marked points has the slope {slope}.",)
    return Picture("curve", data, words)


VALUE = Family(
    name="finite_difference.value",
    title="central difference",
    topic="autograd",
    formula="(f(x + h) − f(x − h)) / 2h",
    params=(
        Param("f", "choice", "the function of x", choices=tuple(_POWERS)),
        Param("x", "decimal", "where the slope is taken", -10, 10),
        Param("h", "decimal", "the step to either side", 0.01, 10),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A gradient check approximates the derivative of f(x) = {{f}} at x = {{x}} by the "
            "central (two-sided) difference with h = {{h}}. What number does it get?"
        ),
        explanation=(
            "The central difference goes h to either side, so the points lie 2h apart. Its error "
            "falls with h², that of a one-sided difference only with h. Here: {{answer}}."
        ),
        params={"f": "x^3", "x": 2, "h": 0.1},
        vary={
            "f": ChoiceRange(tuple(_POWERS)),
            "x": IntRange(-2, 3),
            "h": ChoiceRange((0.1, 0.5, 1)),
        },
        seconds=90,
        tags=("gradient-checking", "autograd"),
        sources=_CHECKS,
    ),
    truth=_difference,
    slips={
        "forward": slip(
            "one-side",
            "the difference is taken to the right side only.",
            lambda params: _difference(params, left=0, divisor=1),
        ),
        "backward": slip(
            "one-side",
            "the difference is taken to the left side only.",
            lambda params: _difference(params, right=0, divisor=1),
        ),
        "by_h": slip(
            "wrong-divisor",
            "the two-sided difference is divided by h in place of 2h.",
            lambda params: _difference(params, divisor=1),
        ),
        "derivative": bare_slip(
            "term-dropped",
            "the exact derivative is given, without the error that h brings.",
            _exact_slope,
        ),
    },
    picture=_difference_picture,
)


def _size(value: Exact) -> Exact:
    return value if value >= 0 else -value


def _relative(params: Params, over: Literal["larger", "smaller", "both"] = "larger") -> Truth:
    """Return |a − n| over the larger of |a| and |n|; `over` names another divisor."""
    a, n = exact(params, "a"), exact(params, "n")
    apart, one, other = _size(a - n), _size(a), _size(n)
    below, words = one + other, f"{shown(one)} + {shown(other)}"
    if over == "larger":
        below, words = max(one, other), f"max({shown(one)}, {shown(other)})"
    elif over == "smaller":
        below, words = min(one, other), f"min({shown(one)}, {shown(other)})"
    error = Fraction(apart) / below
    return Truth(
        plain(error),
        (
            Step("distance", f"|{shown(a)} − {factor(n)}|", shown(apart)),
            Step("what it is measured by", words, shown(below)),
            Step("relative error", f"{shown(apart)} / {shown(below)}", shown(error)),
        ),
    )


def _absolute(params: Params) -> Value:
    return plain(_size(exact(params, "a") - exact(params, "n")))


def _over_smaller(params: Params) -> Truth | None:
    if exact(params, "a") == 0 or exact(params, "n") == 0:
        return None
    return _relative(params, "smaller")


def _not_both_zero(params: Params) -> str | None:
    if exact(params, "a") == 0 and exact(params, "n") == 0:
        return "both gradients are 0"
    return None


def _pairs() -> tuple[Params, ...]:
    """Return gradients beside what a check finds: nearly right ones, doubled, of the wrong sign."""
    offsets = (-500, -200, -40, 20, 50, 100, 300)
    near = [
        {"a": a, "n": (a * 1000 + offset) / 1000}
        for a in (-4, -2, -1, 1, 2, 3, 5)
        for offset in offsets
    ]
    bugs = [{"a": a, "n": n} for a, n in ((4, 2), (3, 6), (2, -2), (-1, 0.5), (1.5, -3))]
    return (*near, *bugs)


RELATIVE_ERROR = Family(
    name="finite_difference.relative_error",
    title="relative error of a gradient check",
    topic="autograd",
    formula="|a − n| / max(|a|, |n|)",
    params=(
        Param("a", "decimal", "the gradient of the backward pass", -1000, 1000),
        Param("n", "decimal", "the numeric gradient", -1000, 1000),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A gradient check compares a gradient of {{a}} from the backward pass with a numeric "
            "gradient of {{n}}. What is the relative error, measured by the larger of the two "
            "magnitudes?"
        ),
        explanation=(
            "The distance alone says nothing: 0.01 is large beside a gradient of 0.01 and small "
            "beside 100. Divided by the larger magnitude it is {{answer}}. A correct backward pass "
            "in float64 usually comes out below 1e-7; 0.5 suggests a factor of 2, and 2 a wrong "
            "sign."
        ),
        params={"a": 2, "n": 2.1},
        together=_pairs(),
        seconds=60,
        tags=("gradient-checking", "autograd"),
        sources=(
            "https://cs231n.github.io/neural-networks-3/",
            *_CHECKS,
        ),
    ),
    truth=_relative,
    slips={
        "absolute": bare_slip(
            "no-scale", "the absolute difference is given, divided by nothing.", _absolute
        ),
        "over_sum": slip(
            "wrong-divisor",
            "the sum of the two magnitudes is the divisor.",
            lambda params: _relative(params, "both"),
        ),
        "over_smaller": slip(
            "wrong-divisor", "the smaller of the two magnitudes is the divisor.", _over_smaller
        ),
    },
    valid=_not_both_zero,
)

FAMILIES = {family.name: family for family in (VALUE, RELATIVE_ERROR)}
