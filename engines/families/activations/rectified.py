"""Relatives of ReLU: leaky ReLU, PReLU, ELU and SELU."""

from __future__ import annotations

import math

from engines.families.activations.prelu import PRELU_PARAMS
from engines.families.activations.scalars import ANSWER, X, curve, docs, power_of_e
from engines.families.given import Exact, exact, real
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, IntRange

_LEAKY_DEFAULT = 0.01
_ALPHA = 1.6732632423543772848170429916717
_LAMBDA = 1.0507009873554804934193349852946


def _leaky(params: Params, *, above: Exact | None = 1, below: Exact | None = None) -> Truth:
    """Return x times the slope of its side; None stands for the parameter a."""
    x, slope = exact(params, "x"), exact(params, "a")
    chosen = above if x > 0 else below
    taken = slope if chosen is None else chosen
    value = plain(taken * x)
    side = "positive" if x > 0 else "not positive"
    return Truth(
        value,
        (
            Step("slope", f"{shown(x)} is {side}", shown(taken)),
            Step("value", f"{factor(taken)} × {factor(x)}", shown(value)),
        ),
    )


LEAKY_RELU = Family(
    name="leaky_relu.value",
    title="leaky ReLU of a number",
    topic="activations",
    formula="x for x > 0, a · x otherwise",
    params=(
        X,
        Param("a", "decimal", "the negative slope", 0, 1, default=_LEAKY_DEFAULT),
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="A leaky ReLU has the negative slope {{a}}. What does it make of {{x}}?",
        explanation=(
            "Positive inputs pass unchanged, negative ones are multiplied by the small slope: "
            "{{answer}}. Some gradient flows on both sides, so a unit cannot die. PyTorch's "
            "default slope is 0.01."
        ),
        params={"x": -5, "a": 0.01},
        vary={"x": IntRange(-9, 3), "a": ChoiceRange((0.01, 0.1, 0.2, 0.25, 0.5))},
        seconds=30,
        tags=("relu", "activations"),
        sources=(docs("nn.LeakyReLU"),),
    ),
    truth=_leaky,
    slips={
        "relu": slip(
            "wrong-activation",
            "negative inputs give 0, as in a plain ReLU.",
            lambda params: _leaky(params, below=0),
        ),
        "minus_slope": slip(
            "sign",
            "the slope on the negative side is taken to be −a.",
            lambda params: _leaky(params, below=-exact(params, "a")),
        ),
        "swapped_sides": slip(
            "swapped-roles",
            "the slope a is applied to positive inputs, and negative ones pass unchanged.",
            lambda params: _leaky(params, above=None, below=1),
        ),
        "default": bare_slip(
            "other-convention",
            "the negative slope is 0.01, PyTorch's default, in place of the one stated.",
            lambda params: max(real(params, "x"), 0) + _LEAKY_DEFAULT * min(real(params, "x"), 0),
        ),
    },
    picture=curve(
        "Leaky ReLU has slope 1 above 0 and a small one below",
        lambda params, x: x if x > 0 else real(params, "a") * x,
    ),
)


def _bent(
    x: float, alpha: float, scale: float | None = None, *, less: int = 1, everywhere: bool = False
) -> Truth:
    """Return scale · α(e^x − 1), or scale · x where x > 0.

    Without a scale there is no step for it. `less` stands in place of the 1; `everywhere` uses the
    exponential on the positive side too.
    """
    if x > 0 and not everywhere:
        inner = x
        steps: tuple[Step, ...] = (Step("positive side", f"{shown(x)} > 0: it passes", shown(x)),)
    else:
        power = math.exp(x)
        lowered = math.expm1(x) if less else power
        inner = alpha * lowered
        steps = (
            Step("exponential", power_of_e(x), shown(power)),
            Step("less one", f"{shown(power)} − {less}", shown(lowered)),
            Step("times α", f"{shown(alpha)} × {factor(lowered)}", shown(inner)),
        )
    if scale is None:
        return Truth(inner, steps)
    value = scale * inner
    return Truth(
        value, (*steps, Step("times λ", f"{shown(scale)} × {factor(inner)}", shown(value)))
    )


def _elu(params: Params, *, less: int = 1, everywhere: bool = False) -> Truth:
    return _bent(real(params, "x"), real(params, "alpha"), less=less, everywhere=everywhere)


def _straight(params: Params) -> float:
    x = real(params, "x")
    return x if x > 0 else real(params, "alpha") * x


ELU = Family(
    name="elu.value",
    title="ELU of a number",
    topic="activations",
    formula="x for x > 0, α · (exp(x) − 1) otherwise",
    params=(X, Param("alpha", "decimal", "α", 0.01, 10, default=1)),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="What does ELU with α = {{alpha}} make of {{x}}?",
        explanation=(
            "Positive inputs pass unchanged. Negative ones give α(exp(x) − 1), which bends "
            "smoothly towards −α: {{answer}}."
        ),
        params={"x": -1, "alpha": 1},
        vary={"x": DecimalRange(-30, 10, 1), "alpha": ChoiceRange((0.5, 1, 1.5, 2))},
        seconds=60,
        tags=("elu", "activations"),
        sources=(
            (
                "Clevert, Unterthiner & Hochreiter 2015, Fast and accurate deep network learning "
                "by exponential linear units, arXiv:1511.07289"
            ),
            docs("nn.ELU"),
        ),
    ),
    truth=_elu,
    slips={
        "straight": bare_slip(
            "wrong-activation",
            "the negative side is the straight line α · x, as in a leaky ReLU.",
            _straight,
        ),
        "no_minus_one": slip(
            "term-dropped",
            "the 1 is not taken from the exponential.",
            lambda params: _elu(params, less=0),
        ),
        "no_alpha": slip(
            "factor-dropped",
            "α is left out.",
            lambda params: _bent(real(params, "x"), 1),
        ),
        "everywhere": slip(
            "wrong-activation",
            "the exponential is used on the positive side too.",
            lambda params: _elu(params, everywhere=True),
        ),
    },
    picture=curve(
        "ELU is a straight line above 0 and levels off at −α below",
        lambda params, x: x if x > 0 else real(params, "alpha") * math.expm1(x),
    ),
)


def _selu(params: Params, *, alpha: float = _ALPHA, scale: float = _LAMBDA, less: int = 1) -> Truth:
    return _bent(real(params, "x"), alpha, scale, less=less)


def _unscaled_above(x: float) -> float:
    return x if x > 0 else _LAMBDA * _ALPHA * math.expm1(x)


SELU = Family(
    name="selu.value",
    title="SELU of a number",
    topic="activations",
    formula="λ · x for x > 0, λ · α · (exp(x) − 1) otherwise; λ ≈ 1.0507, α ≈ 1.67326",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="SELU has the constants λ = 1.0507 and α = 1.67326. What does it make of {{x}}?",
        explanation=(
            "SELU is λ times ELU with that α. The two constants are chosen so that, with weights "
            "drawn to match, mean 0 and variance 1 reproduce themselves from layer to layer. "
            "Here: {{answer}}."
        ),
        params={"x": -1},
        vary={"x": DecimalRange(-30, 20, 1)},
        level="intermediate",
        seconds=75,
        tags=("selu", "activations"),
        sources=(
            (
                "Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks, "
                "arXiv:1706.02515"
            ),
            docs("nn.SELU"),
        ),
    ),
    truth=_selu,
    slips={
        "no_scale": slip(
            "factor-dropped",
            "λ is left out, as in an ELU.",
            lambda params: _selu(params, scale=1),
        ),
        "no_alpha": slip("factor-dropped", "α is left out.", lambda params: _selu(params, alpha=1)),
        "no_minus_one": slip(
            "term-dropped",
            "the 1 is not taken from the exponential.",
            lambda params: _selu(params, less=0),
        ),
        "unscaled_above": bare_slip(
            "term-dropped",
            "λ is applied to negative inputs only.",
            lambda params: _unscaled_above(real(params, "x")),
        ),
    },
    picture=curve(
        "SELU has slope λ above 0 and levels off at −1.758 below",
        lambda _params, x: _LAMBDA * (x if x > 0 else _ALPHA * math.expm1(x)),
    ),
)


FAMILIES = {family.name: family for family in (LEAKY_RELU, PRELU_PARAMS, ELU, SELU)}
