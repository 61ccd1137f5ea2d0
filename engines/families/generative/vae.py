"""The reparametrised sample of a variational autoencoder."""

from __future__ import annotations

import math

from engines.families.given import real
from engines.families.neat import neat, neat_factor
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float


def _sampled(
    params: Params, *, half: float = 0.5, exponential: bool = True, mean: bool = True
) -> Truth:
    """Return μ + exp(logvar / 2) · ε. `half` is the factor in the exponent."""
    middle, log_variance, drawn = (real(params, name) for name in ("mu", "logvar", "eps"))
    exponent = half * log_variance
    deviation = math.exp(exponent) if exponential else log_variance
    value = (middle if mean else 0) + deviation * drawn
    halved = neat(log_variance) if half == 1 else f"{neat(half)} × {neat_factor(log_variance)}"
    numbers = f"exp({halved})" if exponential else neat(log_variance)
    head = f"{neat(middle)} + " if mean else ""
    return Truth(
        value,
        (
            Step("standard deviation", numbers, neat(deviation)),
            Step("sample", f"{head}{neat_factor(deviation)} × {neat_factor(drawn)}", neat(value)),
        ),
    )


SAMPLE = Family(
    name="vae.sample",
    title="a reparametrised sample of a VAE",
    topic="generative",
    formula="z = μ + exp(logvar / 2) · ε",
    params=(
        Param("mu", "decimal", "the mean that the encoder gives", -100, 100),
        Param("logvar", "decimal", "the natural logarithm of the variance", -20, 20),
        Param("eps", "decimal", "the noise, drawn from N(0, 1)", -100, 100),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A VAE's encoder gives the mean {{mu}} and the log-variance {{logvar}} (natural "
            "logarithm) for one latent number. The noise drawn from N(0, 1) is {{eps}}. What is "
            "the sample, by the reparametrisation trick?"
        ),
        explanation=(
            "The noise is scaled by the standard deviation, the root of the variance: "
            "exp(logvar / 2). So the sample is {{answer}}, and gradients reach mean and variance."
        ),
        params={"mu": 1, "logvar": -2, "eps": 0.5},
        vary={
            "mu": ChoiceRange((-2, -1, -0.5, 0.5, 1, 2)),
            "logvar": ChoiceRange((-3, -2, -1, 0.5, 1, 2)),
            "eps": ChoiceRange((-1.5, -1, -0.5, 0.5, 1, 1.5)),
        },
        seconds=60,
        tags=("vae",),
        sources=("Kingma & Welling 2014, Auto-encoding variational Bayes, arXiv:1312.6114",),
    ),
    truth=_sampled,
    slips={
        "variance": slip(
            "root-or-square",
            "the variance exp(logvar) scales the noise, and not its root.",
            lambda params: _sampled(params, half=1),
        ),
        "as_deviation": slip(
            "no-exponential",
            "the log-variance itself scales the noise.",
            lambda params: _sampled(params, exponential=False),
        ),
        "no_mean": slip(
            "term-dropped",
            "the mean is not added.",
            lambda params: _sampled(params, mean=False),
        ),
        "sign": slip(
            "sign",
            "the exponent's sign is turned round.",
            lambda params: _sampled(params, half=-0.5),
        ),
    },
)

FAMILIES = {SAMPLE.name: SAMPLE}
