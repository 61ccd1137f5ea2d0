"""Kaiming initialisation: the gain of a nonlinearity, and the normal's standard deviation."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import exact, number, word
from engines.families.initialisation.figures import DOCS, FANS, MOST, figures
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float

_SOURCES = ("He et al. 2015, Delving Deep into Rectifiers, arXiv:1502.01852", DOCS)
_SLOPES = (0.1, 0.2, 0.25, 0.3, 0.5, 0.75)


def _gain(
    params: Params,
    *,
    rooted: bool = True,
    power: int = 2,
    relu: bool = False,
    one: bool = False,
) -> Truth:
    """Return √(2 / (1 + slope²)), or 5/3 for tanh. `power` stands in place of the slope's square,
    `relu` takes ReLU's gain for all, and `one` a gain of 1."""
    name = word(params, "f")
    if one:
        return Truth(1, (Step("gain", "1", "1"),))
    if name == "tanh" and not relu:
        tanh = 5 / 3 if rooted else 25 / 9
        numbers = "5 / 3" if rooted else "(5 / 3)²"
        return Truth(tanh, (Step("gain of tanh", numbers, figures(tanh)),))
    slope = 0 if relu or name == "relu" else exact(params, "slope")
    kept = 1 + slope**power
    square = Fraction(2) / kept
    mark = "²" if power == 2 else ""
    steps = [
        Step(
            "twice the share of the mean square kept", f"1 + {figures(slope)}{mark}", figures(kept)
        ),
        Step("gain squared", f"2 / {figures(kept)}", figures(square)),
    ]
    if not rooted:
        return Truth(float(square), tuple(steps))
    value = math.sqrt(square)
    return Truth(value, (*steps, Step("gain", f"√{figures(square)}", figures(value))))


GAIN = Family(
    name="kaiming.gain",
    title="gain of a nonlinearity",
    topic="initialisation",
    formula="relu: √2; leaky_relu: √(2 / (1 + slope²)); tanh: 5/3",
    params=(
        Param("f", "choice", "the nonlinearity", choices=("relu", "leaky_relu", "tanh")),
        Param("slope", "decimal", "leaky_relu's slope below 0", 0, 10, default=0.01),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "nn.init.calculate_gain gives the factor by which weights are made larger to make up "
            "for what a nonlinearity takes away. What does it give for {{f}}? "
            "(For leaky_relu, the negative slope is {{slope}}.)"
        ),
        explanation=(
            "ReLU keeps half of a symmetric signal's mean square, so the variance is doubled and "
            "the gain is √2; a slope a below 0 keeps (1 + a²) / 2; for tanh PyTorch has 5/3. "
            "Here: {{answer}}."
        ),
        params={"f": "leaky_relu", "slope": 0.5},
        vary={
            "f": ChoiceRange(("relu", "leaky_relu", "tanh")),
            "slope": ChoiceRange(_SLOPES),
        },
        level="intermediate",
        seconds=45,
        tags=("initialisation", "kaiming"),
        sources=_SOURCES,
    ),
    truth=_gain,
    slips={
        "no_root": slip(
            "root-or-square",
            "the gain is squared, which is the factor of the variance.",
            lambda params: _gain(params, rooted=False),
        ),
        "slope_not_squared": slip(
            "factor-dropped",
            "the slope is not squared.",
            lambda params: _gain(params, power=1),
        ),
        "relu": slip(
            "wrong-activation",
            "the gain of plain ReLU is taken.",
            lambda params: _gain(params, relu=True),
        ),
        "one": slip(
            "no-scale",
            "there is no gain, as for a linear layer.",
            lambda params: _gain(params, one=True),
        ),
    },
)

_SQUARES = {"relu": Fraction(2), "tanh": Fraction(25, 9), "linear": Fraction(1)}
_GAINS = {"relu": "√2", "tanh": "5/3", "linear": "1"}
_IN, _OUT = "fan_in", "fan_out"


def _std(
    params: Params,
    *,
    other_fan: bool = False,
    both: bool = False,
    gain: bool = True,
    rooted: bool = True,
    bound: bool = False,
) -> Truth:
    """Return gain / √fan. `both` is Xavier's mean of the fans, `bound` the uniform distribution's
    √3 times as much, and without `rooted` the fan stands as it is."""
    name, mode = word(params, "f"), word(params, "mode")
    fans = {side: number(params, side) for side in (_IN, _OUT)}
    if other_fan:
        mode = _OUT if mode == _IN else _IN
    fan = (fans[_IN] + fans[_OUT]) / 2 if both else fans[mode]
    square = float(_SQUARES[name]) if gain else 1.0
    text = _GAINS[name] if gain else "1"
    if bound:
        square *= 3
        text = f"√3 × {text}"
    below = math.sqrt(fan) if rooted else float(fan)
    value = math.sqrt(square) / below
    named = f"({fans[_IN]} + {fans[_OUT]}) / 2" if both else mode
    under = f"√{figures(fan)}" if rooted else figures(fan)
    return Truth(
        value,
        (
            Step("fan", named, figures(fan)),
            Step("gain", text, figures(math.sqrt(square))),
            Step("spread", f"{figures(math.sqrt(square))} / {under}", figures(value)),
        ),
    )


STD = Family(
    name="kaiming.std",
    title="standard deviation of Kaiming's normal initialisation",
    topic="initialisation",
    formula="std = gain / √fan; gain √2 for relu, 5/3 for tanh, 1 for linear",
    params=(
        Param("fan_in", "int", "inputs of the layer", 1, MOST),
        Param("fan_out", "int", "outputs of the layer", 1, MOST),
        Param("mode", "choice", "which fan counts", choices=(_IN, _OUT), default=_IN),
        Param("f", "choice", "the nonlinearity", choices=tuple(_SQUARES), default="relu"),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "nn.init.kaiming_normal_(w, mode='{{mode}}', nonlinearity='{{f}}') fills the weight of "
            "a linear layer with {{fan_in}} inputs and {{fan_out}} outputs. "
            "With which standard deviation does it draw?"
        ),
        explanation=(
            "One fan alone counts: fan_in keeps the spread of activations from layer to layer, "
            "fan_out that of gradients. The gain (√2 for relu, 5/3 for tanh, 1 for linear) is "
            "divided by the fan's root: {{answer}}."
        ),
        params={"fan_in": 512, "fan_out": 128, "mode": _IN, "f": "relu"},
        vary={
            "fan_in": ChoiceRange(FANS),
            "fan_out": ChoiceRange(FANS),
            "mode": ChoiceRange((_IN, _OUT)),
            "f": ChoiceRange(tuple(_SQUARES)),
        },
        level="intermediate",
        seconds=60,
        tags=("initialisation", "kaiming"),
        sources=_SOURCES,
    ),
    truth=_std,
    slips={
        "other_fan": slip(
            "in-for-out",
            "the other fan is taken.",
            lambda params: _std(params, other_fan=True),
        ),
        "no_gain": slip(
            "no-scale", "the gain is left out.", lambda params: _std(params, gain=False)
        ),
        "no_root": slip(
            "root-or-square",
            "the gain is divided by the fan without its root.",
            lambda params: _std(params, rooted=False),
        ),
        "xavier": slip(
            "other-convention",
            "the mean of the two fans is taken, as in Xavier's rule.",
            lambda params: _std(params, both=True),
        ),
        "bound": slip(
            "swapped-roles",
            "the bound of the uniform distribution is given, √3 times the standard deviation.",
            lambda params: _std(params, bound=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (GAIN, STD)}
