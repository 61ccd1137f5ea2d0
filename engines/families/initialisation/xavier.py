"""Xavier initialisation: the uniform bound, the normal's standard deviation, and a fan from it."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import exact, number
from engines.families.initialisation.figures import DOCS, FANS, MOST, figures
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int

_SOURCES = (
    "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward networks",
    DOCS,
)
_FANS = (
    Param("fan_in", "int", "inputs of the layer", 1, MOST),
    Param("fan_out", "int", "outputs of the layer", 1, MOST),
)
_VARY = {"fan_in": ChoiceRange(FANS), "fan_out": ChoiceRange(FANS)}


def _spread(
    params: Params, top: int, *, both: bool = True, mean: bool = False, rooted: bool = True
) -> Truth:
    """Return √(top / (fan_in + fan_out)). Without `both` fan_in stands alone; `mean` divides the
    sum of the fans by 2."""
    fan_in, fan_out = number(params, "fan_in"), number(params, "fan_out")
    fans = fan_in + fan_out if both else fan_in
    below = fans / 2 if mean else fans
    texts = f"{fan_in} + {fan_out}" if both else str(fan_in)
    steps = [
        Step("fans", f"({texts}) / 2" if mean else texts, figures(below)),
        Step("ratio", f"{top} / {figures(below)}", figures(top / below)),
    ]
    if not rooted:
        return Truth(top / below, tuple(steps))
    value = math.sqrt(top / below)
    return Truth(value, (*steps, Step("root", f"√{figures(top / below)}", figures(value))))


BOUND = Family(
    name="xavier.bound",
    title="bound of Xavier's uniform initialisation",
    topic="initialisation",
    formula="a = √(6 / (fan_in + fan_out))",
    params=_FANS,
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "nn.init.xavier_uniform_, with gain 1, fills the weight of a linear layer with "
            "{{fan_in}} inputs and {{fan_out}} outputs from the uniform distribution between "
            "−a and a. What is a?"
        ),
        explanation=(
            "The variance wanted is 2 / (fan_in + fan_out), a compromise between the forward and "
            "the backward pass. A uniform one between −a and a has variance a² / 3, which puts a 6 "
            "under the root: {{answer}}."
        ),
        params={"fan_in": 300, "fan_out": 300},
        vary=_VARY,
        level="intermediate",
        seconds=60,
        tags=("initialisation", "xavier"),
        sources=_SOURCES,
    ),
    truth=lambda params: _spread(params, 6),
    slips={
        "deviation": slip(
            "swapped-roles",
            "the standard deviation is given in place of the bound, with a 2 under the root.",
            lambda params: _spread(params, 2),
        ),
        "three": slip(
            "factor-dropped",
            "a 3 stands under the root in place of the 6.",
            lambda params: _spread(params, 3),
        ),
        "fan_in_only": slip(
            "term-dropped",
            "fan_out is left out, as Kaiming's rule for ReLU does.",
            lambda params: _spread(params, 6, both=False),
        ),
        "no_root": slip(
            "root-or-square",
            "the root is left out.",
            lambda params: _spread(params, 6, rooted=False),
        ),
    },
    inverses={"xavier.fan_out": ("fan_in",)},
)

STD = Family(
    name="xavier.std",
    title="standard deviation of Xavier's normal initialisation",
    topic="initialisation",
    formula="std = √(2 / (fan_in + fan_out))",
    params=_FANS,
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "nn.init.xavier_normal_, with gain 1, fills the weight of a linear layer with "
            "{{fan_in}} inputs and {{fan_out}} outputs from a normal distribution with mean 0. "
            "What is its standard deviation?"
        ),
        explanation=(
            "Keeping the variance forward wants 1 / fan_in, backward 1 / fan_out; Xavier takes one "
            "over the mean of the two fans, and the root of that is {{answer}}."
        ),
        params={"fan_in": 128, "fan_out": 72},
        vary=_VARY,
        level="intermediate",
        seconds=60,
        tags=("initialisation", "xavier"),
        sources=_SOURCES,
    ),
    truth=lambda params: _spread(params, 2),
    slips={
        "bound": slip(
            "swapped-roles",
            "the uniform distribution's bound is given, with a 6 under the root.",
            lambda params: _spread(params, 6),
        ),
        "one": slip(
            "factor-dropped",
            "a 1 stands under the root in place of the 2.",
            lambda params: _spread(params, 1),
        ),
        "fan_in_only": slip(
            "term-dropped",
            "fan_out is left out, as Kaiming's rule for ReLU does.",
            lambda params: _spread(params, 2, both=False),
        ),
        "variance": slip(
            "root-or-square",
            "the variance is given, without the root.",
            lambda params: _spread(params, 2, rooted=False),
        ),
    },
)


def _fan_out(
    params: Params, *, top: int = 6, squared: bool = True, less: bool = True
) -> Truth | None:
    """Return top / a² − fan_in where that is a whole number above 0."""
    fan_in, bound = number(params, "fan_in"), exact(params, "a")
    below = bound * bound if squared else bound
    fans = Fraction(top) / below
    whole = round(fans)
    value = whole - fan_in if less else whole
    if abs(fans - whole) > _ROUNDED or value < 1:
        return None
    divisor = f"{figures(bound)}²" if squared else figures(bound)
    steps = [Step("both fans", f"{top} / {divisor}", str(whole))]
    if less:
        steps.append(Step("fan_out", f"{whole} − {fan_in}", str(value)))
    return Truth(value, tuple(steps))


_ROUNDED = 1e-6
"""How far from a whole number the fans may be: a bound in float64 is not exact."""


def _solved(params: Params) -> Truth:
    found = _fan_out(params)
    if found is None:
        raise ValueError("no whole fan_out has this bound")
    return found


FAN_OUT = Family(
    name="xavier.fan_out",
    title="outputs of a layer from its Xavier bound",
    topic="initialisation",
    formula="fan_out = 6 / a² − fan_in",
    params=(_FANS[0], Param("a", "decimal", "the uniform bound", 0.002, 1.74)),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "nn.init.xavier_uniform_, with gain 1, fills the weight of a linear layer with "
            "{{fan_in}} inputs from the uniform distribution between −{{a}} and {{a}}. "
            "How many outputs has the layer?"
        ),
        explanation=(
            "The bound is √(6 / (fan_in + fan_out)). Squared and turned round it gives the sum of "
            "the fans, of which the inputs are taken away: {{answer}}."
        ),
        params={"fan_in": 400, "a": 0.1},
        vary={
            "fan_in": ChoiceRange((10, 16, 20, 32, 50, 64, 100, 128)),
            "a": ChoiceRange((0.025, 0.04, 0.05, 0.1, 0.2)),
        },
        level="advanced",
        seconds=75,
        tags=("initialisation", "xavier"),
        sources=_SOURCES,
    ),
    truth=_solved,
    slips={
        "deviation": slip(
            "swapped-roles",
            "a is taken for the standard deviation, with a 2 in place of the 6.",
            lambda params: _fan_out(params, top=2),
        ),
        "three": slip(
            "factor-dropped",
            "a 3 is used in place of the 6.",
            lambda params: _fan_out(params, top=3),
        ),
        "not_squared": slip(
            "root-or-square",
            "the bound is not squared.",
            lambda params: _fan_out(params, squared=False),
        ),
        "both_fans": slip(
            "term-dropped",
            "the inputs are not taken away.",
            lambda params: _fan_out(params, less=False),
        ),
    },
    valid=lambda params: None if _fan_out(params) else "no whole fan_out above 0 has this bound",
)

FAMILIES = {family.name: family for family in (BOUND, STD, FAN_OUT)}
