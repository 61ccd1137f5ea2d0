"""Batch norm folded into the convolution before it."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.normalisation.moments import EPS
from engines.families.worked import factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

_EPS = float(EPS)


def _folded(
    params: Params,
    *,
    root: bool = True,
    bias: bool = True,
    scaled_bias: bool = True,
    mean: bool = True,
) -> Truth:
    """Return w' = s·w and b' = s(b − μ) + β, where s = γ / √(σ² + ε)."""
    weights, variance = reals(params, "w"), real(params, "var")
    gamma, beta = real(params, "gamma"), real(params, "beta")
    old, centre = real(params, "b") if bias else 0.0, real(params, "mean") if mean else 0.0
    spread = math.sqrt(variance + _EPS) if root else variance + _EPS
    scale = gamma / spread
    times = factor(scale)
    folded = tuple(scale * weight for weight in weights)
    if scaled_bias:
        numbers = f"{times} × ({shown(old)} − {factor(centre)}) + {factor(beta)}"
        new = scale * (old - centre) + beta
    else:
        numbers = f"{shown(old)} − {times} × {factor(centre)} + {factor(beta)}"
        new = old - scale * centre + beta
    inside = f"{'√' if root else ''}({shown(variance)} + 0.00001)"
    new_weights, new_bias = row(folded), shown(new)
    return Truth(
        (*folded, new),
        (
            Step("scale", f"{shown(gamma)} / {inside}", shown(scale)),
            Step("new weights", f"{times} × {row(weights)}", new_weights),
            Step("new bias", numbers, new_bias),
            Step("weights, then the bias", "in this order", f"{new_weights[:-1]}, {new_bias}]"),
        ),
    )


FOLDED = Family(
    name="batchnorm.folded",
    title="a convolution with batch norm folded in",
    topic="normalisation",
    formula="w' = s·w, b' = s(b − μ) + β, where s = γ / √(σ² + ε), ε = 10⁻⁵",
    params=(
        Param("w", "vector", "the kernel's weights", -100, 100, sizes=(1, 6), entry="decimal"),
        Param("b", "decimal", "the convolution's bias", -100, 100, default=0),
        Param("mean", "decimal", "the running mean μ", -100, 100),
        Param("var", "decimal", "the running variance σ²", 0, 1000),
        Param("gamma", "decimal", "the learned scale γ", -100, 100, default=1),
        Param("beta", "decimal", "the learned shift β", -100, 100, default=0),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(reals(params, "w")) + 1),
    ask=Ask(
        prompt=(
            "One output channel of a convolution has the weights {{w}} and the bias {{b}}. Batch "
            "norm in evaluation mode follows, with running mean {{mean}}, running variance "
            "{{var}}, γ = {{gamma}}, β = {{beta}} and ε = 10⁻⁵. Both are folded into one "
            "convolution that gives the same outputs. What are its weights and, last, its bias?"
        ),
        explanation=(
            "In evaluation batch norm is an affine map of each channel, and an affine map of a "
            "linear one is linear again. The scale multiplies the weights and the old bias, and "
            "the mean goes through it too: {{answer}}."
        ),
        params={"w": (2, -4), "b": 1, "mean": 3, "var": 4, "gamma": 1, "beta": 2},
        vary={
            "w": VectorRange(IntRange(-4, 6), 2),
            "b": IntRange(-2, 3),
            "mean": IntRange(-3, 4),
            "var": ChoiceRange((4, 16, 25)),
            "gamma": ChoiceRange((1, 2, 3)),
            "beta": IntRange(-2, 2),
        },
        level="advanced",
        seconds=120,
        tags=("batch-norm", "inference"),
        sources=(
            "Jacob et al. 2017, Quantization and training of neural networks, arXiv:1712.05877",
            "Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167",
        ),
    ),
    truth=_folded,
    slips={
        "no_bias": slip(
            "forgot-bias",
            "the convolution's own bias is forgotten.",
            lambda params: _folded(params, bias=False),
        ),
        "bias_unscaled": slip(
            "factor-dropped",
            "the convolution's own bias is not scaled.",
            lambda params: _folded(params, scaled_bias=False),
        ),
        "no_mean": slip(
            "term-dropped",
            "the running mean is not subtracted.",
            lambda params: _folded(params, mean=False),
        ),
        "no_root": slip(
            "root-or-square",
            "γ is divided by the variance, not by its root.",
            lambda params: _folded(params, root=False),
        ),
    },
)

FAMILIES = {FOLDED.name: FOLDED}
