"""How initial weights pass a signal on: through a stack of layers, and in a residual stream."""

from __future__ import annotations

import math

from engines.families.given import number, real, word
from engines.families.initialisation.figures import figures
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float

_RELU = "ReLU"


def _passed_on(
    params: Params,
    *,
    layers: int = 0,
    fans: bool = True,
    halved: bool = True,
    last_halved: bool = True,
    added: bool = False,
    deviation: bool = False,
) -> Truth:
    """Return v · (n · var_w · ½)^L, the half for ReLU. `layers` is added to L; `added` multiplies
    by L · factor; `deviation` takes the weights' standard deviation for their variance."""
    start, variance = real(params, "v"), real(params, "var_w")
    count, width = number(params, "L") + layers, number(params, "n")
    if deviation:
        variance = math.sqrt(variance)
    relu = word(params, "f") == _RELU
    each = width * variance if fans else variance
    product = f"{width} × {figures(variance)}" if fans else figures(variance)
    steps = [Step("factor of a layer's sums", product, figures(each))]
    if relu:
        half = each / 2 if halved else each
        numbers = f"{figures(each)} / 2" if halved else figures(each)
        steps.append(Step("after ReLU", numbers, figures(half)))
        each = half
    if added:
        value = start * count * each
        numbers = f"{figures(start)} × {count} × {figures(each)}"
    else:
        value = start * each**count
        numbers = f"{figures(start)} × {figures(each)}^{count}"
    if relu and not last_halved:
        value = 2 * value
        numbers = f"{numbers} × 2"
    steps.append(Step("after all layers", numbers, figures(value)))
    return Truth(value, tuple(steps))


def _for_relu(params: Params, truth: Truth) -> Truth | None:
    return truth if word(params, "f") == _RELU else None


AFTER_LAYERS = Family(
    name="activation_variance.after_layers",
    title="size of a signal after a stack of layers",
    topic="initialisation",
    formula="mean square after L layers = v · (n · Var(w) · c)^L; c = 1/2 for ReLU, 1 for none",
    params=(
        Param("v", "decimal", "mean square of the input's entries", 0.01, 100, default=1),
        Param("n", "int", "inputs of each layer", 1, 512),
        Param("var_w", "decimal", "variance of each weight", 0.0001, 1),
        Param("L", "int", "layers", 1, 6),
        Param("f", "choice", "activation after each layer", choices=("none", _RELU)),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "The entries of an input have mean square {{v}}. It passes through fully connected "
            "layers, this many: {{L}}. Each has {{n}} inputs, no biases, and independent normal "
            "weights with mean 0 and variance {{var_w}}. Activation after every layer, the last "
            "one too: {{f}}. What is the expected mean square of the last layer's outputs?"
        ),
        explanation=(
            "A layer's sum adds up n products, so its mean square is n · Var(w) times the one "
            "before; ReLU, where there is one, keeps half of that. The factors of the layers "
            "multiply: {{answer}}. With Kaiming's 2 / n the factor is 1 for ReLU."
        ),
        params={"v": 1, "n": 100, "var_w": 0.02, "L": 3, "f": "none"},
        vary={
            "v": ChoiceRange((1, 2, 4)),
            "n": ChoiceRange((50, 64, 100, 200, 256)),
            "var_w": ChoiceRange((0.005, 0.01, 0.02, 0.04)),
            "L": IntRange(2, 5),
            "f": ChoiceRange(("none", _RELU)),
        },
        level="advanced",
        seconds=120,
        tags=("initialisation", "variance"),
        sources=("He et al. 2015, Delving Deep into Rectifiers, arXiv:1502.01852",),
    ),
    truth=_passed_on,
    slips={
        "added": slip(
            "sum-for-product",
            "the factors of the layers are added up.",
            lambda params: _passed_on(params, added=True),
        ),
        "not_halved": slip(
            "factor-dropped",
            "ReLU is taken to keep the whole mean square.",
            lambda params: _for_relu(params, _passed_on(params, halved=False)),
        ),
        "before_last": slip(
            "stale-value",
            "the last ReLU is left out.",
            lambda params: _for_relu(params, _passed_on(params, last_halved=False)),
        ),
        "no_fan": slip(
            "term-dropped",
            "the number of inputs is left out.",
            lambda params: _passed_on(params, fans=False),
        ),
        "deviation": slip(
            "root-or-square",
            "the weights' standard deviation is taken in place of their variance.",
            lambda params: _passed_on(params, deviation=True),
        ),
        "layer_less": slip(
            "off-by-one",
            "one layer is left out.",
            lambda params: _passed_on(params, layers=-1),
        ),
    },
)


def _residual(params: Params, *, each: int = 2, rooted: bool = True) -> Truth:
    """Return s / √(2L). `each` stands in place of the 2; without `rooted` the root is left out."""
    blocks, std = number(params, "L"), real(params, "s")
    writes = each * blocks
    below = math.sqrt(writes) if rooted else float(writes)
    sign = f"√{writes}" if rooted else str(writes)
    value = std / below
    return Truth(
        value,
        (
            Step("projections that write", f"{each} × {blocks}", str(writes)),
            Step("divisor", sign, figures(below)),
            Step("standard deviation", f"{figures(std)} / {figures(below)}", figures(value)),
        ),
    )


RESIDUAL = Family(
    name="residual_projection.std",
    title="spread of GPT-2's residual projections",
    topic="initialisation",
    formula="std = s / √(2L), two projections a block",
    params=(
        Param("s", "decimal", "standard deviation of the other weights", 0.0001, 1, default=0.02),
        Param("L", "int", "blocks", 1, 96),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A model in the manner of GPT-2 draws its weights with standard deviation {{s}}, but "
            "divides this by √N for the projections that write into the residual stream; N is how "
            "many of them the whole model has. With {{L}} blocks, each of attention and an MLP, "
            "which standard deviation do these projections get?"
        ),
        explanation=(
            "Attention and MLP each add to the stream, so N is twice the number of blocks. The "
            "variances of N contributions add up, and dividing by √N keeps their sum the same at "
            "any depth: {{answer}}."
        ),
        params={"s": 0.02, "L": 12},
        vary={
            "s": ChoiceRange((0.01, 0.02, 0.04)),
            "L": ChoiceRange((2, 4, 6, 8, 12, 16, 24, 32, 36, 48)),
        },
        level="advanced",
        seconds=60,
        tags=("initialisation", "transformer", "residual"),
        sources=("Radford et al. 2019, Language Models are Unsupervised Multitask Learners",),
    ),
    truth=_residual,
    slips={
        "one_a_block": slip(
            "factor-dropped",
            "one projection is counted for each block.",
            lambda params: _residual(params, each=1),
        ),
        "no_root": slip(
            "root-or-square",
            "s is divided by N without its root.",
            lambda params: _residual(params, rooted=False),
        ),
        "blocks_alone": slip(
            "root-or-square",
            "s is divided by the number of blocks itself.",
            lambda params: _residual(params, each=1, rooted=False),
        ),
    },
)

FAMILIES = {family.name: family for family in (AFTER_LAYERS, RESIDUAL)}
