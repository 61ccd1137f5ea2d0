"""One formula, two ways to compute it in float32: one of them loses the digits."""

from __future__ import annotations

import math

from engines.families.given import number, real, word
from engines.families.numerics.floats import FORMATS, Rule, brief, in_float32, rounded
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int

_GOLDBERG = (
    "Goldberg 1991, What every computer scientist should know about floating-point arithmetic, "
    "ACM Computing Surveys 23(1)"
)
_FLOAT32 = FORMATS["float32"]
_EPS = _FLOAT32.gap(1)
_NAIVE_LOG, _LOG1P = "torch.log(1 + x)", "torch.log1p(x)"


def _naively(name: str, x: float, rule: Rule = round) -> tuple[float, tuple[Step, ...]]:
    """Return log(1 + x) with 1 + x rounded to float32, and the steps."""
    gaps = rule(x / _EPS)
    value = math.log(rounded(1 + x, _FLOAT32, rule))
    return value, (
        Step("gap of float32 above 1", "2^−23", brief(_EPS)),
        Step(f"1 + {name}, in gaps above 1", f"{brief(x)} / {brief(_EPS)}, rounded", str(gaps)),
        Step("logarithm", f"log(1 + {gaps} × {brief(_EPS)})", brief(value)),
    )


def _log(params: Params, *, turned: bool = False, rule: Rule = round) -> Truth:
    """Return the call's value in float32; `turned` takes the other call."""
    x = real(params, "x")
    if (word(params, "call") == _NAIVE_LOG) != turned:
        return Truth(*_naively("x", x, rule))
    value = math.log1p(x)
    return Truth(
        value,
        (
            Step("1 + x", "is never formed", "nothing is rounded away"),
            Step("logarithm", f"x − x²/2 + … for x = {brief(x)}", brief(value)),
        ),
    )


def _asks(params: Params, name: str, wanted: str) -> bool:
    return word(params, name) == wanted


def _cut_log(params: Params) -> Truth | None:
    return _log(params, rule=math.trunc) if _asks(params, "call", _NAIVE_LOG) else None


def _log_by(params: Params, other: str) -> Truth | None:
    """Return what the call `other` gives, where the question asks for the one beside it."""
    return None if _asks(params, "call", other) else _log(params, turned=True)


def _tied(params: Params) -> str | None:
    off = abs(real(params, "x") / _EPS % 1 - 0.5)
    return "1 + x lies halfway between two float32" if off < 1e-3 else None


LOG1P = Family(
    name="log1p.float32",
    title="log(1 + x) of a tiny x in float32",
    topic="numerics",
    formula="1 + x is rounded to a multiple of 2^−23, about 1.19e-7; log1p(x) does not form it",
    params=(
        Param("x", "decimal", "the number", 1e-12, 1e-3),
        Param("call", "choice", "the call", choices=(_NAIVE_LOG, _LOG1P)),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "x = {{x}} in float32, whose gap above 1 is 2^−23, about 1.19e-7. What does {{call}} "
            "give?"
        ),
        explanation=(
            "1 + x has no digits left for a tiny x: it is rounded to 1 or to a multiple of the gap "
            "above, and the logarithm only sees that. log1p takes x itself: {{answer}}."
        ),
        params={"x": 1e-8, "call": _NAIVE_LOG},
        vary={
            "x": ChoiceRange((1e-9, 1e-8, 2e-8, 4e-8, 7e-8, 8e-8, 1e-7, 2e-7, 3e-7, 4e-7, 5e-7)),
            "call": ChoiceRange((_NAIVE_LOG, _LOG1P)),
        },
        level="intermediate",
        seconds=75,
        tags=("floating-point", "stability"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.log1p.html", _GOLDBERG),
    ),
    truth=_log,
    slips={
        "held": slip(
            "lost-precision",
            "1 + x is taken to be held exactly, as in torch.log1p(x).",
            lambda params: _log_by(params, _LOG1P),
        ),
        "formed": slip(
            "lost-precision",
            "1 + x is formed first and rounded to float32.",
            lambda params: _log_by(params, _NAIVE_LOG),
        ),
        "cut": slip("rounding", "1 + x is rounded down to a float32.", _cut_log),
    },
    valid=_tied,
)

_NAIVE_SOFTPLUS, _SOFTPLUS = "torch.log(1 + torch.exp(x))", "F.softplus(x)"
_LAST_EXP = 88
"""exp of the next whole number is beyond float32."""


def _softplus(params: Params, *, turned: bool = False) -> Truth:
    """Return the call's value in float32; `turned` takes the other call."""
    x = number(params, "x")
    if (word(params, "call") == _NAIVE_SOFTPLUS) == turned:
        value = max(x, 0) + math.log1p(math.exp(-abs(x)))
        return Truth(
            value,
            (
                Step("what is safe to exponentiate", f"−|{x}|", str(-abs(x))),
                Step(
                    "max(x, 0) + log1p(e^−|x|)", f"{max(x, 0)} + log1p(e^{-abs(x)})", brief(value)
                ),
            ),
        )
    if x > _LAST_EXP:
        return Truth(
            math.inf,
            (
                Step("exponential", f"e^{x}, beyond {brief(_FLOAT32.largest)}", "inf"),
                Step("logarithm", "log(1 + inf)", "inf"),
            ),
        )
    power = in_float32(math.exp(x))
    value = math.log(in_float32(1 + power))
    return Truth(
        value,
        (
            Step("exponential", f"e^{x}", brief(power)),
            Step("1 + that in float32", f"1 + {brief(power)}", _near_one(power)),
            Step("logarithm", "of that", brief(value)),
        ),
    )


def _softplus_by(params: Params, other: str) -> Truth | None:
    """Return what the call `other` gives, where the question asks for the one beside it."""
    return None if _asks(params, "call", other) else _softplus(params, turned=True)


def _near_one(power: float) -> str:
    """Return 1 + power in float32, in gaps above 1 where it is close to 1."""
    held = in_float32(1 + power)
    if held >= 1.001:
        return brief(held)
    gaps = round((held - 1) / _EPS)
    return f"1 + {gaps} × {brief(_EPS)}" if gaps else "1"


def _rectified(params: Params) -> int:
    return max(number(params, "x"), 0)


SOFTPLUS = Family(
    name="softplus.float32",
    title="softplus in float32, naive or stable",
    topic="numerics",
    formula="log(1 + e^x) = max(x, 0) + log1p(e^−|x|); e^x is inf in float32 for x > 88.7",
    params=(
        Param("x", "int", "the number", -60, 1000),
        Param("call", "choice", "the call", choices=(_NAIVE_SOFTPLUS, _SOFTPLUS)),
    ),
    answer=lambda _params: Float(sig=3, allow_nonfinite=True),
    ask=Ask(
        prompt=(
            "x = {{x}} is a float32, whose largest number is about 3.4e38 and whose gap above 1 is "
            "about 1.19e-7. What does {{call}} give? An overflow counts as inf."
        ),
        explanation=(
            "The naive form overflows from 89 on, and below −16 its e^x is lost beside the 1; "
            "softplus takes x itself for a large x and log1p for the rest: {{answer}}."
        ),
        params={"x": 100, "call": _NAIVE_SOFTPLUS},
        vary={
            "x": ChoiceRange(
                (-30, -25, -22, -20, -19, -18, -17, -16, 20, 40, 80, 89, 90, 100, 120, 200, 500)
            ),
            "call": ChoiceRange((_NAIVE_SOFTPLUS, _SOFTPLUS)),
        },
        level="intermediate",
        seconds=75,
        tags=("floating-point", "stability", "softplus"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html",
        ),
    ),
    truth=_softplus,
    slips={
        "unlimited": slip(
            "lost-precision",
            "nothing overflows and nothing is rounded away, as in F.softplus(x).",
            lambda params: _softplus_by(params, _SOFTPLUS),
        ),
        "naive": slip(
            "lost-precision",
            "exp(x) is formed first, and 1 added to it, in float32.",
            lambda params: _softplus_by(params, _NAIVE_SOFTPLUS),
        ),
        "rectified": bare_slip(
            "wrong-activation", "softplus is taken for ReLU, max(x, 0).", _rectified
        ),
    },
)

_FROM_SQUARES, _TWO_PASSES = "mean(x²) − mean(x)²", "mean((x − mean(x))²)"


def _spread(params: Params, *, rule: Rule = round, turned: bool = False) -> Truth:
    """Return the variance of c − d and c + d in float32, by the way that is asked."""
    c, d = number(params, "c"), number(params, "d")
    if (word(params, "way") == _TWO_PASSES) != turned:
        return Truth(
            d * d,
            (
                Step("mean", f"({c - d} + {c + d}) / 2", str(c)),
                Step("distances from it", f"{c - d} − {c}, {c + d} − {c}", f"−{d}, {d}"),
                Step("mean of their squares", f"({d}² + {d}²) / 2", str(d * d)),
            ),
        )
    low, high = (int(rounded(side * side, _FLOAT32, rule)) for side in (c - d, c + d))
    mean_of_squares = int(rounded(low + high, _FLOAT32, rule)) // 2
    square_of_mean = int(rounded(c * c, _FLOAT32, rule))
    value = mean_of_squares - square_of_mean
    return Truth(
        value,
        (
            Step("squares in float32", f"{c - d}², {c + d}²", f"{low}, {high}"),
            Step("their mean", f"({low} + {high}) / 2", str(mean_of_squares)),
            Step("square of the mean", f"{c}²", str(square_of_mean)),
            Step("difference", f"{mean_of_squares} − {square_of_mean}", str(value)),
        ),
    )


def _cut_squares(params: Params) -> Truth | None:
    return _spread(params, rule=math.trunc) if _asks(params, "way", _FROM_SQUARES) else None


def _spread_by(params: Params, other: str) -> Truth | None:
    """Return what the way `other` gives, where the question asks for the one beside it."""
    return None if _asks(params, "way", other) else _spread(params, turned=True)


def _unbiased(params: Params) -> int:
    return 2 * number(params, "d") ** 2


def _odd(params: Params) -> str | None:
    """Near 2^24 the sum may be odd, and its half no whole number; no default range goes there."""
    c, d = number(params, "c"), number(params, "d")
    squares = [int(in_float32(side * side)) for side in (c - d, c + d)]
    if int(in_float32(sum(squares))) % 2:
        return "the mean of the squares is no whole number"
    return None if d < c else "d is not smaller than c"


VARIANCE = Family(
    name="variance.float32",
    title="variance of two large numbers in float32, two ways",
    topic="numerics",
    formula="every result is rounded to float32: between 2^k and 2^(k+1) a multiple of 2^(k−23)",
    params=(
        Param("c", "int", "the middle of the two numbers", 2, 100_000),
        Param("d", "int", "how far each is from the middle", 1, 1000),
        Param("way", "choice", "how it is computed", choices=(_FROM_SQUARES, _TWO_PASSES)),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "x holds the two float32 numbers {{c}} − {{d}} and {{c}} + {{d}}. Their variance "
            "(divided by n = 2) is computed as {{way}}, and every intermediate result is rounded "
            "to float32. What comes out?"
        ),
        explanation=(
            "Squares beyond 2^24 are rounded to multiples of 2, 4, 8 …, and the difference of two "
            "large, nearly equal numbers consists of these errors; deviations from the mean are "
            "small and exact: {{answer}}."
        ),
        params={"c": 8192, "d": 1, "way": _FROM_SQUARES},
        vary={
            "c": ChoiceRange((5000, 6000, 7001, 8192, 9001, 10000, 12000, 16384, 20000, 30000)),
            "d": ChoiceRange((1, 2, 3)),
            "way": ChoiceRange((_FROM_SQUARES, _TWO_PASSES)),
        },
        level="advanced",
        seconds=150,
        tags=("floating-point", "stability", "statistics"),
        sources=(_GOLDBERG,),
    ),
    truth=_spread,
    slips={
        "exact": slip(
            "lost-precision",
            "the squares are taken to be held exactly.",
            lambda params: _spread_by(params, _TWO_PASSES),
        ),
        "from_squares": slip(
            "lost-precision",
            "the numbers are squared before the mean is taken off, and the squares are rounded.",
            lambda params: _spread_by(params, _FROM_SQUARES),
        ),
        "cut": slip("rounding", "the squares are rounded down, not to the nearest.", _cut_squares),
        "unbiased": bare_slip(
            "biased-unbiased", "nothing is rounded, and the divisor is n − 1.", _unbiased
        ),
    },
    valid=_odd,
)

FAMILIES = {family.name: family for family in (LOG1P, SOFTPLUS, VARIANCE)}
