"""The weights that one query gives to its keys."""

from __future__ import annotations

import math

from engines.families.functions import softmax_worked as worked
from engines.families.given import real_rows, reals
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange, VectorRange
from engines.values import Float, Value, Vector


def _scores(params: Params) -> tuple[float, ...]:
    query = reals(params, "q")
    return tuple(
        math.fsum(a * b for a, b in zip(query, key, strict=True)) for key in real_rows(params, "K")
    )


def _weighed(params: Params, divisor: float, written: str) -> Truth:
    query = reals(params, "q")
    scores = _scores(params)
    steps = [
        Step(
            f"q · k{index + 1}",
            total(f"{factor(a)} × {factor(b)}" for a, b in zip(query, key, strict=True)),
            shown(score),
        )
        for index, (key, score) in enumerate(zip(real_rows(params, "K"), scores, strict=True))
    ]
    scaled = tuple(score / divisor for score in scores)
    steps.append(Step("scaled scores", f"each / {written}", row(scaled)))
    inner = worked(scaled)
    return Truth(inner.value, (*steps, *inner.steps))


def _right(params: Params) -> Truth:
    size = len(reals(params, "q"))
    return _weighed(params, math.sqrt(size), f"√{size}")


def _by_size(params: Params) -> Truth:
    size = len(reals(params, "q"))
    return _weighed(params, size, str(size))


def _linear(params: Params) -> Value | None:
    scores = _scores(params)
    whole = math.fsum(scores)
    return None if whole == 0 else tuple(score / whole for score in scores)


def _fits(params: Params) -> str | None:
    if len(real_rows(params, "K")[0]) != len(reals(params, "q")):
        return "each key needs as many entries as the query"
    return None


WEIGHTS = Family(
    name="attention.weights",
    title="attention weights of one query",
    topic="attention",
    formula="softmax(q·Kᵀ / √d), where d is the size of a key",
    params=(
        Param("q", "vector", "the query", -30, 30, sizes=(1, 8), entry="decimal"),
        Param("K", "matrix", "the keys, one a row", -30, 30, sizes=(1, 8), entry="decimal"),
    ),
    answer=lambda params: Vector(Float(places=3, share=True), length=len(real_rows(params, "K"))),
    ask=Ask(
        prompt=(
            "One query q = {{q}} attends to the keys {{K}} (one a row) by scaled dot-product "
            "attention. What weights does it give to them?"
        ),
        explanation=(
            "Dot products, divided by the root of the key's size, then softmax over the keys: "
            "{{answer}}. Without the division the softmax sharpens as keys grow longer."
        ),
        params={"q": (1, 0, 1, 0), "K": ((1, 0, 1, 0), (0, 1, 0, 1), (1, 1, 0, 0))},
        vary={
            "q": VectorRange(IntRange(-1, 2), 4),
            "K": MatrixRange(IntRange(-1, 2), 3, 4),
        },
        level="intermediate",
        seconds=120,
        tags=("attention", "softmax"),
        sources=("Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762",),
    ),
    truth=_right,
    slips={
        "no_scale": slip(
            "no-scale",
            "the dot products are not scaled.",
            lambda params: _weighed(params, 1, "1"),
        ),
        "by_size": slip(
            "root-or-square", "the dot products are divided by d itself, not by its root.", _by_size
        ),
        "no_softmax": bare_slip(
            "no-exponential", "the dot products are divided by their sum, without softmax.", _linear
        ),
    },
    valid=_fits,
)

FAMILIES = {WEIGHTS.name: WEIGHTS}
