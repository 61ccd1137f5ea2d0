"""The Kullback-Leibler divergence: of two discrete distributions, and of two Gaussians."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.losses.distributions import (
    ASKED_PAIRS,
    Shares,
    distribution,
    times_log,
    two_distributions,
)
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value

_KL_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html"
_LEAST = 1e-6


def _divergence(p: Shares, q: Shares, *, logs: bool = True) -> Truth | None:
    """Return Σ p ln(p/q); without `logs` q itself stands in place of its logarithm."""
    if not all(q):
        return None
    if logs:
        parts = [times_log(a, a / b) for a, b in zip(p, q, strict=True)]
        terms = [f"{shown(a)}·ln({shown(a)}/{shown(b)})" for a, b in zip(p, q, strict=True)]
    else:
        parts = [times_log(a, a) - a * b for a, b in zip(p, q, strict=True)]
        terms = [f"{shown(a)}·(ln {shown(a)} − {shown(b)})" for a, b in zip(p, q, strict=True)]
    value = math.fsum(parts)
    return Truth(
        value,
        (
            Step("terms", ", ".join(terms), row(parts)),
            Step("their sum", total(map(factor, parts)), shown(value)),
        ),
    )


def _forward(params: Params) -> Truth:
    found = _divergence(reals(params, "p"), reals(params, "q"))
    if found is None:
        raise ValueError("q has a share of 0")
    return found


def _kl(params: Params) -> float:
    pairs = zip(reals(params, "p"), reals(params, "q"), strict=True)
    return math.fsum(times_log(a, a / b) for a, b in pairs)


def _not_subtracted(params: Params) -> Value:
    pairs = zip(reals(params, "p"), reals(params, "q"), strict=True)
    return -math.fsum(times_log(a, b) for a, b in pairs)


KL = Family(
    name="kl_div.value",
    title="Kullback-Leibler divergence",
    topic="losses",
    formula="KL(p ‖ q) = Σᵢ pᵢ ln(pᵢ / qᵢ)",
    params=(
        distribution("p", "the probabilities of p, the target", 0),
        distribution("q", "the probabilities of q, the prediction", _LEAST),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "The distribution p is {{p}}, and q is {{q}}. What is the Kullback-Leibler divergence "
            "KL(p ‖ q), with the natural logarithm?"
        ),
        explanation=(
            "It averages the log-ratio ln(p/q) under p, the first of the two: {{answer}}. It is "
            "not symmetric, and 0 only where both agree. F.kl_div wants ln q as its input and "
            "reduction='sum', or 'batchmean' over a batch."
        ),
        params={"p": (0.5, 0.25, 0.25), "q": (0.8, 0.1, 0.1)},
        together=ASKED_PAIRS,
        level="intermediate",
        seconds=120,
        tags=("kl-divergence", "information-theory"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 3.13", _KL_DOCS),
    ),
    truth=_forward,
    slips={
        "mean": bare_slip(
            "wrong-divisor",
            "the sum is divided by the number of outcomes, as F.kl_div's default reduction does.",
            lambda params: _kl(params) / len(reals(params, "p")),
        ),
        "cross_entropy": bare_slip(
            "term-dropped",
            "the entropy of p is not taken off, so that it is the cross-entropy.",
            _not_subtracted,
        ),
        "reversed": slip(
            "swapped-roles",
            "p and q change places.",
            lambda params: _divergence(reals(params, "q"), reals(params, "p")),
        ),
        "no_log": slip(
            "term-dropped",
            "F.kl_div, summed, is given q where it expects ln q.",
            lambda params: _divergence(reals(params, "p"), reals(params, "q"), logs=False),
        ),
        "base_two": bare_slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _kl(params) / math.log(2),
        ),
    },
    valid=two_distributions,
)


def _gaussian(
    params: Params, *, half: bool = True, sign: int = -1, log_of: str = "variance"
) -> Truth | None:
    """Return −½(1 + lv − μ² − e^lv); `log_of` reads lv as the logarithm of σ, or as σ itself."""
    mean, given = real(params, "mu"), real(params, "logvar")
    if log_of == "itself":
        if given <= 0:
            return None
        log, numbers = 2 * math.log(given), f"{shown(given)}²"
    elif log_of == "deviation":
        log, numbers = 2 * given, f"e^(2 × {factor(given)})"
    else:
        log, numbers = given, f"e^{factor(given)}"
    variance = math.exp(log)
    bracket = 1 + log - mean * mean - variance
    value = sign * bracket / (2 if half else 1)
    before = f"{'−' if sign < 0 else ''}{'½ × ' if half else ''}"
    inner = f"1 + {factor(log)} − {factor(mean)}² − {shown(variance)}"
    return Truth(
        value,
        (
            Step("variance", numbers, shown(variance)),
            Step("bracket", inner, shown(bracket)),
            Step("divergence", f"{before}{factor(bracket)}", shown(value)),
        ),
    )


def _gaussian_truth(params: Params) -> Truth:
    found = _gaussian(params)
    if found is None:
        raise ValueError("a log-variance may be any number")
    return found


GAUSSIAN = Family(
    name="kl_div.gaussian",
    title="divergence of a Gaussian from the standard one",
    topic="losses",
    formula="KL(N(μ, σ²) ‖ N(0, 1)) = −½ (1 + ln σ² − μ² − σ²)",
    params=(
        Param("mu", "decimal", "the mean", -100, 100),
        Param("logvar", "decimal", "the natural logarithm of the variance", -10, 10),
    ),
    answer=lambda _params: Float(places=3, unit="nats"),
    ask=Ask(
        prompt=(
            "For one latent dimension, the encoder of a variational autoencoder gives the mean "
            "{{mu}} and the log-variance ln σ² = {{logvar}}. The prior is N(0, 1). What is the "
            "Kullback-Leibler divergence of the posterior from the prior, in nats?"
        ),
        explanation=(
            "The closed form pays for a mean off 0 and for a variance off 1: {{answer}}. The "
            "encoder gives ln σ², so that the variance is its exponential."
        ),
        params={"mu": 1, "logvar": 1},
        vary={
            "mu": ChoiceRange((-2, -1, 0, 0.5, 1, 2)),
            "logvar": IntRange(-2, 2),
        },
        level="advanced",
        seconds=90,
        tags=("kl-divergence", "vae"),
        sources=("Kingma & Welling 2013, Auto-encoding variational Bayes, arXiv:1312.6114",),
    ),
    truth=_gaussian_truth,
    slips={
        "as_log_sigma": slip(
            "root-or-square",
            "the log-variance is read as ln σ.",
            lambda params: _gaussian(params, log_of="deviation"),
        ),
        "as_sigma": slip(
            "no-exponential",
            "the log-variance is read as σ itself.",
            lambda params: _gaussian(params, log_of="itself"),
        ),
        "no_half": slip(
            "factor-dropped",
            "the half is left out.",
            lambda params: _gaussian(params, half=False),
        ),
        "not_negated": slip(
            "sign",
            "the minus before the bracket is left out.",
            lambda params: _gaussian(params, sign=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (KL, GAUSSIAN)}
