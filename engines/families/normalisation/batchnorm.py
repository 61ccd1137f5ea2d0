"""Batch normalisation of one feature in training."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor
from engines.families.worked import slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

EPS = 1e-5
"""PyTorch's default."""


def _normalised(
    params: Params,
    *,
    unbiased: bool = False,
    root: bool = True,
    centred: bool = True,
    affine: bool = True,
) -> Truth:
    """Return γ(x − μ) / √(σ² + ε) + β over the batch, σ² with the divisor n."""
    batch = reals(params, "x")
    mean = math.fsum(batch) / len(batch)
    divisor = len(batch) - 1 if unbiased else len(batch)
    squares = [(x - mean) ** 2 for x in batch]
    variance = math.fsum(squares) / divisor
    gamma, beta = (real(params, "gamma"), real(params, "beta")) if affine else (1.0, 0.0)
    spread = math.sqrt(variance + EPS) if root else variance + EPS
    shift = mean if centred else 0.0
    value = tuple(gamma * (x - shift) / spread + beta for x in batch)
    sign = "√" if root else ""
    steps = [
        Step("mean", f"({total(map(neat, batch))}) / {len(batch)}", neat(mean)),
        Step("variance", f"({total(map(neat, squares))}) / {divisor}", neat(variance)),
        Step("divisor", f"{sign}({neat(variance)} + 0.00001)", neat(spread)),
    ]
    scale = neat(gamma)
    rest = f"− {neat_factor(shift)}) / {neat(spread)} + {neat_factor(beta)}"
    steps += [
        Step(f"entry {index}", f"{scale} × ({neat(x)} {rest}", neat(entry))
        for index, (x, entry) in enumerate(zip(batch, value, strict=True), 1)
    ]
    return Truth(value, tuple(steps))


def _valid(params: Params) -> str | None:
    return "all entries are equal" if len(set(reals(params, "x"))) == 1 else None


TRAIN = Family(
    name="batchnorm.train",
    title="batch normalisation in training",
    topic="normalisation",
    formula="γ(x − μ) / √(σ² + ε) + β, with mean and variance (divisor n) of the batch, ε = 10⁻⁵",
    params=(
        Param(
            "x", "vector", "one feature over the batch", -1000, 1000, sizes=(2, 8), entry="decimal"
        ),
        Param("gamma", "decimal", "the learned scale", -100, 100, default=1),
        Param("beta", "decimal", "the learned shift", -100, 100, default=0),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(reals(params, "x"))),
    ask=Ask(
        prompt=(
            "Batch norm in training mode sees the values {{x}} of one feature over the batch. Its "
            "scale γ is {{gamma}}, its shift β is {{beta}}, ε is 10⁻⁵. What comes out?"
        ),
        explanation=(
            "Mean and variance are those of this batch, the variance with the divisor n (n − 1 is "
            "used for the running variance alone): {{answer}}."
        ),
        params={"x": (1, 3, 5, 7), "gamma": 1, "beta": 0},
        vary={
            "x": VectorRange(IntRange(0, 9), 4),
            "gamma": ChoiceRange((1, 2, 3)),
            "beta": ChoiceRange((0, 1, -1, 2)),
        },
        level="intermediate",
        seconds=120,
        tags=("batch-norm",),
        sources=(
            "Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html",
        ),
    ),
    truth=_normalised,
    slips={
        "unbiased": slip(
            "biased-unbiased",
            "the variance is divided by n − 1.",
            lambda params: _normalised(params, unbiased=True),
        ),
        "no_root": slip(
            "root-or-square",
            "the variance itself divides, not its root.",
            lambda params: _normalised(params, root=False),
        ),
        "not_centred": slip(
            "term-dropped",
            "the mean is not subtracted.",
            lambda params: _normalised(params, centred=False),
        ),
        "no_affine": slip(
            "term-dropped",
            "the learned scale and shift are left out.",
            lambda params: _normalised(params, affine=False),
        ),
    },
    valid=_valid,
)

FAMILIES = {TRAIN.name: TRAIN}
