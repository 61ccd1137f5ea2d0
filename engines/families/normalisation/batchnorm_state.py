"""What batch norm keeps: running statistics, and how they are counted and used."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exact, exacts
from engines.families.normalisation.batchnorm_counts import BUFFERS, PARAMS
from engines.families.normalisation.moments import (
    EPS,
    mean_of,
    mean_step,
    variance_of,
    variance_step,
)
from engines.families.worked import factor, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

_DOCS_1D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html"
_PAPER = "Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167"
_BATCH = Param(
    "x", "vector", "one feature over the batch", -1000, 1000, sizes=(2, 8), entry="decimal"
)
_MOMENTUM = Param("m", "decimal", "momentum: the weight of the new batch", 0, 1, default=0.1)


def _blended(
    params: Params,
    *,
    variance: bool = False,
    unbiased: bool = True,
    swapped: bool = False,
    kept: Exact | None = None,
    taken: Exact | None = None,
) -> Truth:
    """Return (1 − m)·old + m·new, new being the batch's mean or variance. `kept` and `taken` stand
    in place of the two weights."""
    batch, old, momentum = exacts(params, "x"), exact(params, "r"), exact(params, "m")
    weights = (momentum, 1 - momentum) if swapped else (1 - momentum, momentum)
    keep = weights[0] if kept is None else kept
    take = weights[1] if taken is None else taken
    new = variance_of(batch, unbiased=unbiased) if variance else mean_of(batch)
    seen = variance_step(batch, unbiased=unbiased) if variance else mean_step(batch)
    first, second = keep * old, take * new
    return Truth(
        plain(Fraction(first + second)),
        (
            seen,
            Step("share of the old value", f"{shown(keep)} × {factor(old)}", shown(first)),
            Step("share of the batch", f"{shown(take)} × {factor(new)}", shown(second)),
            Step("new value", f"{shown(first)} + {factor(second)}", shown(first + second)),
        ),
    )


def _blend_slips(*, variance: bool) -> dict[str, Slip]:
    statistic = "variance" if variance else "mean"

    def solved(**changes: Exact | bool) -> Callable[[Params], Truth]:
        return lambda params: _blended(params, variance=variance, **changes)  # type: ignore[arg-type]

    return {
        "keras": slip(
            "other-convention",
            "the momentum weighs the old value, as in Keras, and not the new batch.",
            solved(swapped=True),
        ),
        "batch_alone": slip(
            "term-dropped",
            f"the batch's {statistic} replaces the old value altogether.",
            solved(kept=0, taken=1),
        ),
        "old_unscaled": slip(
            "factor-dropped",
            "the old value keeps its full weight instead of 1 − momentum.",
            solved(kept=1),
        ),
    }


def _spread_out(params: Params) -> str | None:
    return "all entries are equal" if len(set(exacts(params, "x"))) == 1 else None


RUNNING_MEAN = Family(
    name="batchnorm.running_mean",
    title="running mean of batch norm after a batch",
    topic="normalisation",
    formula="(1 − m)·old + m·mean of the batch (PyTorch's momentum m)",
    params=(_BATCH, Param("r", "decimal", "the running mean before", -1000, 1000), _MOMENTUM),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "nn.BatchNorm1d(1, momentum={{m}}) is in training mode and holds the running mean "
            "{{r}}. It sees the batch {{x}} of its one feature. What is the running mean after "
            "that?"
        ),
        explanation=(
            "In PyTorch the momentum is the weight of the new batch, so a small one means a long "
            "memory: {{answer}}. Keras and most optimisers put the momentum on the old value."
        ),
        params={"x": (2, 4, 6, 8), "r": 1, "m": 0.1},
        vary={
            "x": VectorRange(IntRange(0, 9), 4),
            "r": IntRange(0, 5),
            "m": ChoiceRange((0.1, 0.2, 0.3)),
        },
        level="intermediate",
        seconds=60,
        tags=("batch-norm",),
        sources=(_DOCS_1D,),
    ),
    truth=_blended,
    slips=_blend_slips(variance=False),
)

RUNNING_VAR = Family(
    name="batchnorm.running_var",
    title="running variance of batch norm after a batch",
    topic="normalisation",
    formula="(1 − m)·old + m·variance of the batch with the divisor n − 1 (PyTorch's momentum m)",
    params=(_BATCH, Param("r", "decimal", "the running variance before", 0, 1000), _MOMENTUM),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "nn.BatchNorm1d(1, momentum={{m}}) is in training mode and holds the running variance "
            "{{r}}. It sees the batch {{x}} of its one feature. What is the running variance after "
            "that?"
        ),
        explanation=(
            "The batch itself is normalised with the divisor n, but the running variance takes in "
            "the unbiased one, with n − 1: {{answer}}. The momentum is the weight of the new batch."
        ),
        params={"x": (2, 4, 6), "r": 1, "m": 0.1},
        vary={
            "x": VectorRange(IntRange(0, 9), 3),
            "r": IntRange(1, 5),
            "m": ChoiceRange((0.1, 0.2, 0.3)),
        },
        level="advanced",
        seconds=90,
        tags=("batch-norm", "variance"),
        sources=(_DOCS_1D,),
    ),
    truth=lambda params: _blended(params, variance=True),
    slips={
        "biased": slip(
            "biased-unbiased",
            "the batch's variance is taken with the divisor n.",
            lambda params: _blended(params, variance=True, unbiased=False),
        ),
        **_blend_slips(variance=True),
    },
    valid=_spread_out,
)


def _evaluated(
    params: Params, *, batch: bool = False, root: bool = True, affine: bool = True
) -> Truth:
    """Return γ(x − μ) / √(σ² + ε) + β with the running statistics, or those of the `batch`."""
    x = exacts(params, "x")
    mean = mean_of(x) if batch else exact(params, "mean")
    variance = variance_of(x) if batch else exact(params, "var")
    gamma, beta = (exact(params, "gamma"), exact(params, "beta")) if affine else (1, 0)
    spread = math.sqrt(variance + EPS) if root else float(variance + EPS)
    centred = [entry - mean for entry in x]
    value = tuple(float(gamma * entry) / spread + float(beta) for entry in centred)
    numbers = f"{shown(gamma)} × difference / {shown(spread)} + {factor(beta)}"
    return Truth(
        value,
        (
            Step("differences from the mean", f"x − {factor(mean)} for each x", row(centred)),
            Step("divisor", f"{'√' if root else ''}({shown(variance)} + 0.00001)", shown(spread)),
            Step("entries", numbers, row(value)),
        ),
    )


EVAL = Family(
    name="batchnorm.eval",
    title="batch normalisation in evaluation",
    topic="normalisation",
    formula="γ(x − running mean) / √(running variance + ε) + β, ε = 10⁻⁵",
    params=(
        _BATCH,
        Param("mean", "decimal", "the running mean", -1000, 1000),
        Param("var", "decimal", "the running variance", 0, 1000),
        Param("gamma", "decimal", "the learned scale", -100, 100, default=1),
        Param("beta", "decimal", "the learned shift", -100, 100, default=0),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(exacts(params, "x"))),
    ask=Ask(
        prompt=(
            "Batch norm is in evaluation mode and holds the running mean {{mean}} and the running "
            "variance {{var}} of one feature. Its scale γ is {{gamma}}, its shift β is {{beta}}, "
            "ε is 10⁻⁵. It sees the batch {{x}} of that feature. What comes out?"
        ),
        explanation=(
            "In evaluation the batch plays no part in the statistics, so that each example is "
            "treated alike whatever stands beside it: {{answer}}."
        ),
        params={"x": (1, 5, 9), "mean": 3, "var": 4, "gamma": 1, "beta": 0},
        vary={
            "x": VectorRange(IntRange(0, 9), 3),
            "mean": IntRange(1, 6),
            "var": ChoiceRange((4, 16, 25)),
            "gamma": ChoiceRange((1, 2, 3)),
            "beta": ChoiceRange((0, 1, -1, 2)),
        },
        level="beginner",
        seconds=75,
        tags=("batch-norm",),
        sources=(_PAPER, _DOCS_1D),
    ),
    truth=_evaluated,
    slips={
        "batch": slip(
            "train-for-eval",
            "mean and variance are those of the batch, as in training.",
            lambda params: _evaluated(params, batch=True),
        ),
        "no_root": slip(
            "root-or-square",
            "the running variance itself divides, not its root.",
            lambda params: _evaluated(params, root=False),
        ),
        "no_affine": slip(
            "term-dropped",
            "the learned scale and shift are left out.",
            lambda params: _evaluated(params, affine=False),
        ),
    },
    valid=_spread_out,
)


FAMILIES = {family.name: family for family in (RUNNING_MEAN, RUNNING_VAR, EVAL, PARAMS, BUFFERS)}
