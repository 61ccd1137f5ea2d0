"""Adversarial nets: the best discriminator, the value it reaches, the generator's gradient."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.given import real, word
from engines.families.neat import neat, neat_factor
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange
from engines.values import Float, Value

_SOURCES = ("Goodfellow et al. 2014, Generative adversarial nets, arXiv:1406.2661",)


def _discriminated(params: Params, *, flip: bool = False, whole: bool = True) -> Truth:
    """Return p / (p + q)."""
    data, made = real(params, "p"), real(params, "q")
    if flip:
        data, made = made, data
    below = data + made if whole else made
    value = data / below
    numbers = f"{neat(data)} + {neat(made)}" if whole else neat(made)
    return Truth(
        value,
        (
            Step("divisor", numbers, neat(below)),
            Step("D", f"{neat(data)} / {neat(below)}", neat(value)),
        ),
    )


OPTIMAL_DISCRIMINATOR = Family(
    name="gan.optimal_discriminator",
    title="the best discriminator at one point",
    topic="generative",
    formula="D*(x) = p_data(x) / (p_data(x) + p_g(x))",
    params=(
        Param("p", "decimal", "the density of the data at x", 0.001, 100),
        Param("q", "decimal", "the density of the generator at x", 0.001, 100),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "At a point x the density of the real data is {{p}} and that of the generator's "
            "samples {{q}}. What does the discriminator output at x that is best for this fixed "
            "generator, under the original GAN loss?"
        ),
        explanation=(
            "Pointwise it maximises p_data·ln D + p_g·ln(1 − D), and the slope is 0 where D is the "
            "data's share of the density: {{answer}}."
        ),
        params={"p": 0.6, "q": 0.2},
        vary={"p": DecimalRange(1, 9, 1), "q": DecimalRange(1, 9, 1)},
        level="intermediate",
        seconds=60,
        tags=("gan",),
        sources=_SOURCES,
    ),
    truth=_discriminated,
    slips={
        "generator": slip(
            "swapped-roles",
            "the generator's share is given.",
            lambda params: _discriminated(params, flip=True),
        ),
        "ratio": slip(
            "no-normalising",
            "the data's density is divided by the generator's alone.",
            lambda params: _discriminated(params, whole=False),
        ),
        "half": bare_slip(
            "stale-value",
            "the output at the end of training is given, when both densities are equal.",
            lambda _params: 0.5,
        ),
    },
)

Pair = tuple[float, float]
"""Numbers for the outcomes 1 and 0."""


def _worlds(params: Params) -> tuple[Pair, Pair, Pair]:
    """Return the data's probabilities, the generator's, and D*."""
    p, q = real(params, "p"), real(params, "q")
    return (p, 1 - p), (q, 1 - q), (p / (p + q), (1 - p) / (2 - p - q))


def _expectations(params: Params) -> Pair:
    """Return E_data ln D* and E_g ln(1 − D*)."""
    data, made, best = _worlds(params)
    return (
        data[0] * math.log(best[0]) + data[1] * math.log(best[1]),
        made[0] * math.log1p(-best[0]) + made[1] * math.log1p(-best[1]),
    )


def _value(params: Params) -> Truth:
    data, made, best = _worlds(params)
    real_part, fake_part = _expectations(params)
    value = real_part + fake_part
    shares = ", ".join(
        f"{neat(p)} / ({neat(p)} + {neat(q)})" for p, q in zip(data, made, strict=True)
    )
    return Truth(
        value,
        (
            Step("D* for 1 and for 0", shares, ", ".join(map(neat, best))),
            Step("E over data of ln D*", _weighted(data, best), neat(real_part)),
            Step(
                "E over samples of ln(1 − D*)",
                _weighted(made, (1 - best[0], 1 - best[1])),
                neat(fake_part),
            ),
            Step("V", f"{neat(real_part)} + {neat_factor(fake_part)}", neat(value)),
        ),
    )


def _weighted(weights: Pair, shares: Pair) -> str:
    pairs = zip(weights, shares, strict=True)
    return " + ".join(f"{neat(w)} × ln {neat(s)}" for w, s in pairs)


def _scaled(scale: float) -> Callable[[Params], Value]:
    return lambda params: scale * sum(_expectations(params))


VALUE_AT_OPTIMUM = Family(
    name="gan.value_at_optimum",
    title="value of the GAN game under the best discriminator",
    topic="generative",
    formula="V = E_data ln D* + E_g ln(1 − D*) = −ln 4 + 2 · JSD(p_data ‖ p_g)",
    params=(
        Param("p", "decimal", "how often real data are 1", 0.01, 0.99),
        Param("q", "decimal", "how often the generator makes a 1", 0.01, 0.99),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "Real data are single bits, 1 with probability {{p}}; a generator makes bits that are "
            "1 with probability {{q}}. The discriminator is the best one for this generator. What "
            "is the GAN's value E_data[ln D(x)] + E_g[ln(1 − D(x))]?"
        ),
        explanation=(
            "With D* = p_data / (p_data + p_g) the value is −ln 4 plus twice the Jensen-Shannon "
            "divergence: {{answer}}. It reaches its least, −ln 4 = −1.386, where the generator "
            "matches the data and D* is ½ everywhere."
        ),
        params={"p": 0.5, "q": 0.5},
        vary={"p": DecimalRange(1, 9, 1), "q": DecimalRange(1, 9, 1)},
        level="advanced",
        seconds=180,
        tags=("gan",),
        sources=_SOURCES,
    ),
    truth=_value,
    slips={
        "at_equality": bare_slip(
            "stale-value",
            "the generator is taken to match the data already.",
            lambda _params: -math.log(4),
        ),
        "data_alone": bare_slip(
            "term-dropped",
            "only the expectation over the data is taken.",
            lambda params: _expectations(params)[0],
        ),
        "mean": bare_slip(
            "mean-for-sum",
            "the two expectations are averaged.",
            _scaled(0.5),
        ),
        "loss": bare_slip(
            "sign",
            "the discriminator's loss is given, which is minus the value.",
            _scaled(-1),
        ),
        "base_two": bare_slip(
            "log-base", "the logarithms are to base 2.", _scaled(1 / math.log(2))
        ),
        "always_right": bare_slip(
            "swapped-roles",
            "the discriminator is taken to be right every time.",
            lambda _params: 0.0,
        ),
    },
)

_SATURATING, _NON_SATURATING = "saturating", "non-saturating"


def _other(loss: str) -> str:
    return _NON_SATURATING if loss == _SATURATING else _SATURATING


def _gradient(
    params: Params, *, other: bool = False, sign: int = 1, at_output: bool = False
) -> Truth:
    """Return the slope of ln(1 − D) or −ln D in the logit a, where D = σ(a); `at_output`: in D."""
    output = real(params, "D")
    loss = word(params, "loss")
    if other:
        loss = _other(loss)
    slope = output * (1 - output)
    if loss == _SATURATING:
        outer, numbers = -1 / (1 - output), f"−1 / (1 − {neat(output)})"
    else:
        outer, numbers = -1 / output, f"−1 / {neat(output)}"
    inner = f"{neat(output)} × (1 − {neat(output)})"
    value = sign * outer * (1 if at_output else slope)
    product = neat(outer) if at_output else f"{neat_factor(outer)} × {neat(slope)}"
    return Truth(
        value,
        (
            Step("slope of the loss in D", numbers, neat(outer)),
            Step("slope of D in the logit", inner, neat(slope)),
            Step("gradient", product if sign > 0 else f"−({product})", neat(value)),
        ),
    )


GENERATOR_GRAD = Family(
    name="gan.generator_grad",
    title="the generator's gradient at the discriminator's logit",
    topic="generative",
    formula="d ln(1 − D) / da = −D; d(−ln D) / da = D − 1, with D = sigmoid(a)",
    params=(
        Param("D", "decimal", "what the discriminator says of the sample", 0.01, 0.99),
        Param("loss", "choice", "the loss", choices=(_SATURATING, _NON_SATURATING)),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The discriminator says D = sigmoid(a) = {{D}} of a generated sample. The generator "
            "minimises the {{loss}} loss (saturating: ln(1 − D); non-saturating: −ln D). What is "
            "the derivative of this loss with respect to the logit a?"
        ),
        explanation=(
            "The sigmoid's slope D(1 − D) meets −1/(1 − D) or −1/D: −D for the saturating loss, "
            "D − 1 for the other, here {{answer}}. While D is near 0 only the second is large."
        ),
        params={"D": 0.1, "loss": _NON_SATURATING},
        vary={
            "D": ChoiceRange((0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)),
            "loss": ChoiceRange((_SATURATING, _NON_SATURATING)),
        },
        level="advanced",
        seconds=90,
        tags=("gan", "gradients"),
        sources=_SOURCES,
    ),
    truth=_gradient,
    slips={
        "other_loss": slip(
            "swapped-roles",
            "the other of the two losses is differentiated.",
            lambda params: _gradient(params, other=True),
        ),
        "at_output": slip(
            "factor-dropped",
            "the derivative is taken in D, without the sigmoid's slope.",
            lambda params: _gradient(params, at_output=True),
        ),
        "sign": slip(
            "sign",
            "the sign is turned round.",
            lambda params: _gradient(params, sign=-1),
        ),
    },
)

FAMILIES = {
    family.name: family for family in (OPTIMAL_DISCRIMINATOR, VALUE_AT_OPTIMUM, GENERATOR_GRAD)
}
