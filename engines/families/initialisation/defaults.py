"""PyTorch's default initialisation: a linear layer's bound, and the fans of a convolution."""

from __future__ import annotations

import math

from engines.families.given import number
from engines.families.initialisation.figures import DOCS, FANS, MOST, figures
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int


def _bound(
    params: Params, *, top: int = 1, fan: str = "fan_in", both: bool = False, rooted: bool = True
) -> Truth:
    """Return √(top / fan), of the sum of both fans with `both`."""
    fan_in, fan_out = number(params, "fan_in"), number(params, "fan_out")
    below = fan_in + fan_out if both else number(params, fan)
    steps = [
        Step("fan", f"{fan_in} + {fan_out}" if both else fan, str(below)),
        Step("ratio", f"{top} / {below}", figures(top / below)),
    ]
    if not rooted:
        return Truth(top / below, tuple(steps))
    value = math.sqrt(top / below)
    return Truth(value, (*steps, Step("root", f"√{figures(top / below)}", figures(value))))


def _deviation(params: Params) -> float:
    return 1 / math.sqrt(3 * number(params, "fan_in"))


LINEAR = Family(
    name="linear.default_bound",
    title="bound of a linear layer's default weights",
    topic="initialisation",
    formula="a = 1 / √fan_in (kaiming_uniform_ with a=√5)",
    params=(
        Param("fan_in", "int", "inputs of the layer", 1, MOST),
        Param("fan_out", "int", "outputs of the layer", 1, MOST),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "PyTorch's nn.Linear({{fan_in}}, {{fan_out}}) is made and left as it is. Its weights "
            "were drawn from the uniform distribution between −a and a. What is a?"
        ),
        explanation=(
            "The default is kaiming_uniform_ with slope √5: gain √(1/3), times √3 for a uniform "
            "distribution, over √fan_in. What is left is 1 / √fan_in, for the biases too: "
            "{{answer}}."
        ),
        params={"fan_in": 100, "fan_out": 10},
        vary={"fan_in": ChoiceRange(FANS), "fan_out": ChoiceRange((10, *FANS))},
        level="intermediate",
        seconds=45,
        tags=("initialisation", "linear"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html", DOCS),
    ),
    truth=_bound,
    slips={
        "no_root": slip(
            "root-or-square",
            "fan_in stands without its root.",
            lambda params: _bound(params, rooted=False),
        ),
        "kaiming_relu": slip(
            "other-convention",
            "Kaiming's bound for ReLU is taken, with a 6 under the root.",
            lambda params: _bound(params, top=6),
        ),
        "xavier": slip(
            "other-convention",
            "Xavier's bound is taken, as Keras does by default.",
            lambda params: _bound(params, top=6, both=True),
        ),
        "fan_out": slip(
            "in-for-out",
            "fan_out is taken in place of fan_in.",
            lambda params: _bound(params, fan="fan_out"),
        ),
        "deviation": bare_slip(
            "swapped-roles",
            "the standard deviation is given in place of the bound, which is √3 times as large.",
            _deviation,
        ),
    },
)

_CONV = (
    Param("Ci", "int", "input channels", 1, MOST),
    Param("Co", "int", "output channels", 1, MOST),
    Param("K", "int", "side of the kernel", 1, 99),
    Param("g", "int", "groups", 1, MOST, default=1),
)
_VARY = {
    "Ci": ChoiceRange((8, 16, 32, 64, 128)),
    "Co": ChoiceRange((16, 32, 64, 128, 256)),
    "K": ChoiceRange((1, 3, 5, 7)),
    "g": ChoiceRange((1, 2, 4, 8)),
}
_CONV_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html", DOCS)


def _fan(
    params: Params,
    side: str,
    *,
    grouped: bool = False,
    power: int = 2,
    channels: bool = True,
) -> Truth:
    """Return channels × K². `grouped` divides the channels by the groups, `power` stands in place
    of the 2, and without `channels` the window alone is left."""
    count, kernel, groups = number(params, side), number(params, "K"), number(params, "g")
    steps = []
    if channels:
        each = count // groups if grouped else count
        numbers = f"{count} / {groups}" if grouped else str(count)
        steps.append(Step("channels", numbers, str(each)))
    else:
        each = 1
    cells = kernel**power
    window = {0: "1", 1: str(kernel), 2: f"{kernel} × {kernel}"}[power]
    steps.append(Step("cells of the window", window, str(cells)))
    steps.append(Step("fan", f"{each} × {cells}" if channels else str(cells), str(each * cells)))
    return Truth(each * cells, tuple(steps))


def _divisible(params: Params) -> str | None:
    groups = number(params, "g")
    if number(params, "Ci") % groups or number(params, "Co") % groups:
        return "the groups must divide both numbers of channels"
    return None


FAN_IN = Family(
    name="conv2d.fan_in",
    title="fan-in of a convolution",
    topic="initialisation",
    formula="fan_in = Ci / groups · K²",
    params=_CONV,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "What is the fan_in of nn.Conv2d({{Ci}}, {{Co}}, kernel_size={{K}}, groups={{g}}), the "
            "number that its default initialisation goes by?"
        ),
        explanation=(
            "Fan-in is how many inputs meet in one output: every channel of its group, over the "
            "whole window: {{answer}}."
        ),
        params={"Ci": 64, "Co": 128, "K": 3, "g": 1},
        vary=_VARY,
        level="intermediate",
        seconds=45,
        tags=("initialisation", "convolution"),
        sources=_CONV_SOURCES,
    ),
    truth=lambda params: _fan(params, "Ci", grouped=True),
    slips={
        "groups_ignored": slip(
            "factor-dropped",
            "the groups are left out.",
            lambda params: _fan(params, "Ci"),
        ),
        "output_channels": slip(
            "in-for-out",
            "the output's channels are counted.",
            lambda params: _fan(params, "Co", grouped=True),
        ),
        "channels_only": slip(
            "term-dropped",
            "the window is left out.",
            lambda params: _fan(params, "Ci", grouped=True, power=0),
        ),
        "one_side": slip(
            "root-or-square",
            "the kernel's side is not squared.",
            lambda params: _fan(params, "Ci", grouped=True, power=1),
        ),
        "window_only": slip(
            "term-dropped",
            "the channels are left out.",
            lambda params: _fan(params, "Ci", channels=False),
        ),
    },
    valid=_divisible,
)

FAN_OUT = Family(
    name="conv2d.fan_out",
    title="fan-out of a convolution",
    topic="initialisation",
    formula="fan_out = Co · K² (torch.nn.init does not divide by the groups)",
    params=_CONV,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "What is the fan_out of nn.Conv2d({{Ci}}, {{Co}}, kernel_size={{K}}, groups={{g}}) as "
            "torch.nn.init reckons it from the weight's shape (for mode='fan_out')?"
        ),
        explanation=(
            "The weight's first size is all output channels, and its window multiplies: "
            "{{answer}}. Groups shrink the weight's second size alone, so torch's fan_out does not "
            "see them."
        ),
        params={"Ci": 64, "Co": 128, "K": 3, "g": 1},
        vary=_VARY,
        level="advanced",
        seconds=45,
        tags=("initialisation", "convolution"),
        sources=_CONV_SOURCES,
    ),
    truth=lambda params: _fan(params, "Co"),
    slips={
        "grouped": slip(
            "other-convention",
            "only one group's output channels are counted, those that one input feeds.",
            lambda params: _fan(params, "Co", grouped=True),
        ),
        "input_channels": slip(
            "in-for-out",
            "the fan_in is given.",
            lambda params: _fan(params, "Ci", grouped=True),
        ),
        "channels_only": slip(
            "term-dropped",
            "the window is left out.",
            lambda params: _fan(params, "Co", power=0),
        ),
        "one_side": slip(
            "root-or-square",
            "the kernel's side is not squared.",
            lambda params: _fan(params, "Co", power=1),
        ),
    },
    valid=_divisible,
)

FAMILIES = {family.name: family for family in (LINEAR, FAN_IN, FAN_OUT)}
