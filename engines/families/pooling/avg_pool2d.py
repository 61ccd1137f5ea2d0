"""Average pooling: its values."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact
from engines.families.pooling import windows
from engines.families.pooling.windows import Window, pooled
from engines.families.worked import slip
from engines.family import Ask, Family, Params, Truth
from engines.values import Float, Matrix


def _sum(window: Window) -> Exact:
    return sum(window)


def _mean(window: Window) -> Fraction:
    return Fraction(_sum(window)) / len(window)


def _means(params: Params, stride: int | None = None) -> Truth:
    return pooled(params, _mean, "mean", stride)


VALUES = Family(
    name="avg_pool2d.values",
    title="values of average pooling",
    topic="pooling",
    formula="each entry: the sum of its window / K²",
    params=windows.PARAMS,
    answer=lambda _params: Matrix(Float(places=2)),
    ask=Ask(
        prompt=(
            "Average pooling with a {{K}}×{{K}} window and stride {{S}}, no padding, is applied "
            "to\n\n{{x:matrix}}\n\nWhat comes out?"
        ),
        explanation=(
            "Each window gives the mean of its numbers, and the stride says where the next one "
            "starts: {{answer}}. Nothing is learned."
        ),
        params=windows.CANONICAL,
        vary=windows.VARY,
        seconds=75,
        tags=("pooling",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html",),
    ),
    truth=_means,
    slips={
        "maximum": slip(
            "max-for-mean",
            "each window gives its largest number.",
            lambda params: pooled(params, max, "max"),
        ),
        "sum": slip(
            "mean-for-sum",
            "the sum of each window is not divided.",
            lambda params: pooled(params, _sum, "sum"),
        ),
        "stride_one": slip(
            "term-dropped",
            "the windows overlap, one cell apart.",
            lambda params: _means(params, 1),
        ),
    },
    valid=windows.fits,
    picture=windows.picture,
)

FAMILIES = {VALUES.name: VALUES}
