"""How the gradient of a chain of sigmoids vanishes with its depth."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Int, Value

_SOURCES = (
    (
        "Hochreiter et al. 2001, Gradient flow in recurrent nets: the difficulty of learning "
        "long-term dependencies"
    ),
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.2.5",
)
_STEEPEST = 0.25
"""The sigmoid's largest slope, at 0."""
_WEIGHT = Param("w", "decimal", "the weight of each layer", 0.01, 3.5)
_NEAR = 1e-3
"""So near to a whole number of layers, rounding would decide."""


def _bound(
    params: Params,
    *,
    slope: float = _STEEPEST,
    weighted: bool = True,
    spare: int = 0,
) -> Truth:
    """Return (slope · w)^L; slips leave out the weight, or `spare` layers."""
    w, layers = real(params, "w"), number(params, "L") - spare
    one = slope * w if weighted else slope
    whole = one**layers
    numbers = f"{shown(slope)} × {shown(w)}" if weighted else shown(slope)
    return Truth(
        whole,
        (
            Step("factor of one layer, at most", numbers, shown(one)),
            Step("all layers", f"{shown(one)}^{layers}", _small(whole)),
        ),
    )


def _small(value: float) -> str:
    return Float(sig=4).show(value)


def _added(params: Params) -> Value:
    return number(params, "L") * _STEEPEST * real(params, "w")


def _bound_picture(params: Params) -> Picture:
    one, layers = _STEEPEST * real(params, "w"), number(params, "L")
    depths = tuple(range(1, layers + 1))
    heights = tuple(one**depth for depth in depths)
    words = (
        f"With each layer the bound is multiplied by {shown(one)}.",
        f"After {layers} it is {_small(heights[-1])}.",
    )
    marked: dict[str, Value] = {"px": (layers,), "py": (heights[-1],)}
    return Picture("curve", {"xs": depths, "ys": heights, **marked}, words)


BOUND = Family(
    name="vanishing_gradient.bound",
    title="bound on the gradient of a chain of sigmoids",
    topic="autograd",
    formula="|dh_L/dh_0| ≤ (max σ' · w)^L = (w / 4)^L",
    params=(_WEIGHT, Param("L", "int", "the number of layers", 1, 60)),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "In a chain of {{L}} layers of one unit each, h_i = σ(w · h_(i−1) + b_i) with the "
            "sigmoid σ and the same weight w = {{w}} everywhere; the biases b_i are free. What is "
            "the largest value that |dh_L/dh_0|, the derivative of the last output with respect to "
            "the first input, can take?"
        ),
        explanation=(
            "Each layer multiplies the gradient by w · σ', and σ' = σ(1 − σ) is at most 1/4, at 0. "
            "So it cannot exceed {{answer}}; biases that bring every sum to 0 reach it."
        ),
        params={"w": 1, "L": 5},
        vary={"w": ChoiceRange((0.5, 0.8, 1, 1.2, 1.6, 2)), "L": IntRange(2, 8)},
        level="intermediate",
        seconds=60,
        tags=("vanishing-gradients", "backpropagation"),
        sources=_SOURCES,
    ),
    truth=_bound,
    slips={
        "value_for_slope": slip(
            "wrong-activation",
            "σ(0) = 1/2 is taken for the slope.",
            lambda params: _bound(params, slope=0.5),
        ),
        "no_weight": slip(
            "factor-dropped",
            "the weights are left out.",
            lambda params: _bound(params, weighted=False),
        ),
        "tanh": slip(
            "other-convention",
            "the largest slope is taken to be 1, that of tanh.",
            lambda params: _bound(params, slope=1.0),
        ),
        "added": bare_slip("sum-for-product", "the factors of the layers are added up.", _added),
        "one_less": slip(
            "off-by-one",
            "one layer is left out.",
            lambda params: _bound(params, spare=1),
        ),
    },
    picture=_bound_picture,
)


def _depth(power: int, factor_of_one: float, unit: float = math.log(10)) -> float:
    """Return how many layers, as a real number, bring the bound down to 10^−power."""
    return power * unit / -math.log(factor_of_one)


def _layers(
    params: Params,
    *,
    slope: float = _STEEPEST,
    weighted: bool = True,
    up: bool = True,
    unit: float = math.log(10),
) -> Truth | None:
    """Return the first whole depth below 10^−p; None where a layer does not shrink the bound.

    Slips take another slope, leave out the weight, round down, or mix up logarithms with `unit`.
    """
    power, w = number(params, "p"), real(params, "w")
    one = slope * w if weighted else slope
    if one >= 1:
        return None
    depth = _depth(power, one, unit)
    whole = math.floor(depth) + 1 if up else math.floor(depth)
    logs = f"{shown(power * unit)} / {shown(-math.log(one))}"
    numbers = f"{shown(slope)} × {shown(w)}" if weighted else shown(slope)
    written = f"{power} × ln 10 / −ln {shown(one)}"
    if unit == 1:
        written = f"{power} / −ln {shown(one)}"
    return Truth(
        whole,
        (
            Step("factor of one layer, at most", numbers, shown(one)),
            Step("depth of the limit", f"{written} = {logs}", shown(depth)),
            Step("first whole depth beyond" if up else "rounded down", shown(depth), str(whole)),
        ),
    )


def _layers_truth(params: Params) -> Truth:
    found = _layers(params)
    if found is None:
        raise ValueError("the bound does not shrink")
    return found


def _layers_valid(params: Params) -> str | None:
    depth = _depth(number(params, "p"), _STEEPEST * real(params, "w"))
    if abs(depth - round(depth)) < _NEAR:
        return "the bound hits the limit at a whole number of layers"
    return None


LAYERS = Family(
    name="vanishing_gradient.layers",
    title="depth at which a gradient's bound has vanished",
    topic="autograd",
    formula="smallest L with (w / 4)^L < 10^(−p): floor(p · ln 10 / ln(4 / w)) + 1",
    params=(_WEIGHT, Param("p", "int", "the limit is 10^(−p)", 1, 12)),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "In a chain of layers of one unit each, h_i = σ(w · h_(i−1) + b_i) with the sigmoid σ "
            "and the same weight w = {{w}} everywhere. The largest slope of σ gives a bound on "
            "|dh_L/dh_0|. At how many layers L is this bound below 10^(−{{p}}) for the first time?"
        ),
        explanation=(
            "The bound is (w/4)^L, since σ' is at most 1/4. Its logarithm falls by the same amount "
            "with each layer, so dividing the two logarithms and going to the next whole number "
            "gives {{answer}}."
        ),
        params={"w": 1, "p": 6},
        vary={"w": ChoiceRange((0.5, 0.8, 1, 1.2, 1.6, 2)), "p": IntRange(2, 9)},
        level="intermediate",
        seconds=75,
        tags=("vanishing-gradients", "backpropagation"),
        sources=_SOURCES,
    ),
    truth=_layers_truth,
    slips={
        "value_for_slope": slip(
            "wrong-activation",
            "σ(0) = 1/2 is taken for the slope.",
            lambda params: _layers(params, slope=0.5),
        ),
        "no_weight": slip(
            "factor-dropped",
            "the weight is left out.",
            lambda params: _layers(params, weighted=False),
        ),
        "rounded_down": slip(
            "rounding",
            "the depth is rounded down, where the bound still lies above the limit.",
            lambda params: _layers(params, up=False),
        ),
        "mixed_logs": slip(
            "log-base",
            "the exponent {{p}} of the power of ten is divided by a natural logarithm.",
            lambda params: _layers(params, unit=1.0),
        ),
    },
    valid=_layers_valid,
)

FAMILIES = {family.name: family for family in (BOUND, LAYERS)}
