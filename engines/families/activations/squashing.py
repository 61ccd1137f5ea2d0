"""Sigmoid and tanh: their slopes, one from the other, and the sigmoid's inverse."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.activations.scalars import ANSWER, X, at_x, curve, docs, power_of_e
from engines.families.functions import sigmoid
from engines.families.given import exact, real
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import DecimalRange
from engines.values import Float


def _sigmoid_slope(params: Params, *, of_input: bool = False) -> Truth:
    """Return s(1 − s); `of_input` puts x in the place of s = σ(x)."""
    x = real(params, "x")
    inner = x if of_input else sigmoid(x)
    written = "x itself" if of_input else f"1 / (1 + {power_of_e(-x)})"
    value = inner * (1 - inner)
    return Truth(
        value,
        (
            Step("sigmoid", written, shown(inner)),
            Step("one minus it", f"1 − {factor(inner)}", shown(1 - inner)),
            Step("slope", f"{factor(inner)} × {factor(1 - inner)}", shown(value)),
        ),
    )


SIGMOID_GRAD = Family(
    name="sigmoid.grad",
    title="slope of the sigmoid",
    topic="activations",
    formula="σ′(x) = σ(x) · (1 − σ(x))",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="What is the derivative of the sigmoid at x = {{x}}?",
        explanation=(
            "The slope follows from the value alone: s · (1 − s). It is largest at 0, where it is "
            "only 0.25, and vanishes on both sides, so deep stacks of sigmoids learn slowly. "
            "Here: {{answer}}."
        ),
        params={"x": 0},
        vary={"x": DecimalRange(-35, 35, 1)},
        seconds=60,
        tags=("sigmoid", "autograd"),
        sources=(docs("sigmoid"),),
    ),
    truth=_sigmoid_slope,
    slips={
        "value": bare_slip("term-dropped", "the factor 1 − σ(x) is left out.", at_x(sigmoid)),
        "other_factor": bare_slip(
            "term-dropped", "the factor σ(x) is left out.", at_x(lambda x: sigmoid(-x))
        ),
        "of_input": slip(
            "swapped-roles",
            "s(1 − s) is taken with x in the place of s = σ(x).",
            lambda params: _sigmoid_slope(params, of_input=True),
        ),
        "tanh_rule": bare_slip(
            "wrong-activation",
            "the rule of tanh, 1 − s², is used with s = σ(x).",
            at_x(lambda x: 1 - sigmoid(x) ** 2),
        ),
    },
    picture=curve(
        "The sigmoid's slope is a bump of height 0.25",
        lambda _params, x: sigmoid(x) * sigmoid(-x),
        least=6.0,
    ),
)


def _tanh_slope(params: Params, *, squared: bool = True) -> Truth:
    """Return 1 − tanh²(x)."""
    x = real(params, "x")
    inner = math.tanh(x)
    square = inner * inner if squared else inner
    written = f"{factor(inner)}²" if squared else f"{shown(inner)}, not squared"
    return Truth(
        1 - square,
        (
            Step("tanh", f"tanh({shown(x)})", shown(inner)),
            Step("its square", written, shown(square)),
            Step("slope", f"1 − {factor(square)}", shown(1 - square)),
        ),
    )


TANH_GRAD = Family(
    name="tanh.grad",
    title="slope of tanh",
    topic="activations",
    formula="tanh′(x) = 1 − tanh²(x)",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="What is the derivative of tanh at x = {{x}}?",
        explanation=(
            "The slope follows from the value alone: 1 − t². It is 1 at 0, four times the "
            "sigmoid's, and vanishes on both sides. Here: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": DecimalRange(-25, 25, 1)},
        seconds=60,
        tags=("tanh", "autograd"),
        sources=(docs("tanh"),),
    ),
    truth=_tanh_slope,
    slips={
        "not_squared": slip(
            "root-or-square",
            "tanh is not squared.",
            lambda params: _tanh_slope(params, squared=False),
        ),
        "sigmoid_rule": bare_slip(
            "wrong-activation",
            "the rule of the sigmoid, t(1 − t), is used with t = tanh(x).",
            at_x(lambda x: math.tanh(x) * (1 - math.tanh(x))),
        ),
        "sigmoid_slope": bare_slip(
            "wrong-activation",
            "the slope of the sigmoid is taken.",
            at_x(lambda x: sigmoid(x) * sigmoid(-x)),
        ),
        "square": bare_slip(
            "term-dropped",
            "the square of tanh is not taken from 1.",
            at_x(lambda x: math.tanh(x) ** 2),
        ),
    },
    picture=curve(
        "The slope of tanh is a bump of height 1",
        lambda _params, x: 1 - math.tanh(x) ** 2,
    ),
)


def _stretched(params: Params, *, inner: int = 2, outer: int = 2, shift: int = 1) -> Truth:
    """Return outer · σ(inner · x) − shift, which is tanh(x) for 2, 2 and 1."""
    x = real(params, "x")
    share = sigmoid(inner * x)
    value = outer * share - shift
    return Truth(
        value,
        (
            Step("what the sigmoid takes", f"{inner} × {factor(x)}", shown(inner * x)),
            Step("sigmoid", f"σ({shown(inner * x)})", shown(share)),
            Step("stretched", f"{outer} × {shown(share)}", shown(outer * share)),
            Step("shifted", f"{shown(outer * share)} − {shift}", shown(value)),
        ),
    )


TANH_FROM_SIGMOID = Family(
    name="tanh.from_sigmoid",
    title="tanh written with a sigmoid",
    topic="activations",
    formula="tanh(x) = 2σ(2x) − 1",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "tanh(x) can be written with one sigmoid, as a · σ(b · x) + c with constants a, b "
            "and c. Find these, and compute tanh({{x}}) from the sigmoid."
        ),
        explanation=(
            "tanh is the sigmoid stretched to the range from −1 to 1 and twice as steep along x, "
            "2σ(2x) − 1, so its outputs are centred on 0. Here: {{answer}}."
        ),
        params={"x": 0.5},
        vary={"x": DecimalRange(-25, 25, 1)},
        level="intermediate",
        seconds=75,
        tags=("tanh", "sigmoid"),
        sources=(docs("tanh"),),
    ),
    truth=_stretched,
    slips={
        "not_doubled": slip(
            "factor-dropped",
            "the sigmoid takes x in place of 2x.",
            lambda params: _stretched(params, inner=1),
        ),
        "not_stretched": slip(
            "factor-dropped",
            "the factor 2 in front of the sigmoid is left out.",
            lambda params: _stretched(params, outer=1),
        ),
        "not_shifted": slip(
            "term-dropped",
            "the 1 is not taken off.",
            lambda params: _stretched(params, shift=0),
        ),
        "sigmoid": bare_slip(
            "wrong-activation", "the sigmoid of x is taken for tanh.", at_x(sigmoid)
        ),
    },
    picture=curve("tanh rises from −1 to 1 through 0", lambda _params, x: math.tanh(x)),
)


def _logit(
    params: Params, log: Callable[[float], float] = math.log, written: str = "ln", up: bool = True
) -> Truth:
    """Return the logarithm of p / (1 − p), or without `up` of (1 − p) / p."""
    chance = exact(params, "p")
    rest = 1 - chance
    above, below = (chance, rest) if up else (rest, chance)
    odds = float(above) / float(below)
    value = log(odds)
    return Truth(
        value,
        (
            Step("the other outcome", f"1 − {shown(chance)}", shown(rest)),
            Step("odds", f"{shown(above)} / {shown(below)}", shown(odds)),
            Step("logarithm", f"{written} {shown(odds)}", shown(value)),
        ),
    )


def _odds(params: Params) -> float:
    chance = real(params, "p")
    return chance / (1 - chance)


LOGIT_VALUE = Family(
    name="logit.value",
    title="logit of a probability",
    topic="activations",
    formula="logit(p) = σ⁻¹(p) = ln(p / (1 − p))",
    params=(Param("p", "decimal", "the probability", 0.001, 0.999),),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A binary classifier ends in a sigmoid and outputs the probability {{p}}. "
            "What was the logit before the sigmoid?"
        ),
        explanation=(
            "The sigmoid's inverse is the natural logarithm of the odds, p to 1 − p: {{answer}}. "
            "A probability of one half has logit 0."
        ),
        params={"p": 0.9},
        vary={"p": DecimalRange(5, 95, 2)},
        level="intermediate",
        seconds=60,
        tags=("sigmoid", "logits"),
        sources=(docs("logit"),),
    ),
    truth=_logit,
    slips={
        "base_two": slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _logit(params, math.log2, "log2"),
        ),
        "base_ten": slip(
            "log-base",
            "the logarithm is taken to base 10.",
            lambda params: _logit(params, math.log10, "log10"),
        ),
        "upside_down": slip(
            "sign",
            "the odds are turned upside down.",
            lambda params: _logit(params, up=False),
        ),
        "no_odds": bare_slip(
            "term-dropped",
            "the logarithm is taken of p alone, without the 1 − p.",
            lambda params: math.log(real(params, "p")),
        ),
        "odds": bare_slip("term-dropped", "the odds are given without their logarithm.", _odds),
    },
    inverses={"sigmoid.value": ()},
)

FAMILIES = {
    family.name: family for family in (SIGMOID_GRAD, TANH_GRAD, TANH_FROM_SIGMOID, LOGIT_VALUE)
}
