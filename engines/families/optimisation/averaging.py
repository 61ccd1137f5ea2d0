"""The exponential moving average of weights."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor
from engines.families.worked import bare_slip, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value


def _averaged(params: Params, *, swapped: bool = False, from_zero: bool = False) -> Truth:
    """Return the average after avg ← d·avg + (1 − d)·x for all x but the first, which is copied.

    `from_zero` takes the first in as all others, into an average of 0.
    """
    keep, seen = real(params, "d"), reals(params, "x")
    if swapped:
        keep = 1 - keep
    first, *others = (0.0, *seen) if from_zero else seen
    average = first
    how = "starts at 0" if from_zero else "the first is copied"
    steps = [Step("average at first", how, neat(average))]
    for index, weight in enumerate(others, 1 if from_zero else 2):
        numbers = (
            f"{neat(keep)} × {neat_factor(average)} + {neat(1 - keep)} × {neat_factor(weight)}"
        )
        average = keep * average + (1 - keep) * weight
        steps.append(Step(f"average after update {index}", numbers, neat(average)))
    return Truth(average, tuple(steps))


def _mean(params: Params) -> Truth:
    seen = reals(params, "x")
    mean = math.fsum(seen) / len(seen)
    numbers = f"({total(map(neat_factor, seen))}) / {len(seen)}"
    return Truth(mean, (Step("all alike", numbers, neat(mean)),))


def _before_last(params: Params) -> Value | None:
    *earlier, _ = reals(params, "x")
    return _averaged({**params, "x": tuple(earlier)}).value if earlier else None


VALUE = Family(
    name="ema.value",
    title="exponential moving average of a weight",
    topic="optimisation",
    formula="average ← d · average + (1 − d) · weight; the first update copies the weight",
    params=(
        Param("d", "decimal", "the decay: what the average keeps of itself", 0, 1),
        Param(
            "x", "vector", "the weight at each update", -1000, 1000, sizes=(1, 6), entry="decimal"
        ),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "An averaged model keeps an exponential moving average of a weight with decay {{d}}: "
            "average = decay · average + (1 − decay) · weight. The first update copies the weight. "
            "At its updates the weight is {{x}}. What is the average after the last one?"
        ),
        explanation=(
            "The average keeps the share d of itself and takes in 1 − d of the new weight. As it "
            "starts with a copy it needs no correction: {{answer}}."
        ),
        params={"d": 0.9, "x": (1, 2, 4)},
        vary={
            "d": ChoiceRange((0.5, 0.75, 0.8, 0.9, 0.99)),
            "x": VectorRange(IntRange(-4, 9), 3),
        },
        seconds=75,
        tags=("ema", "averaging"),
        sources=(
            "Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging",
            "https://docs.pytorch.org/docs/stable/optim.html",
        ),
    ),
    truth=_averaged,
    slips={
        "swapped": slip(
            "swapped-roles",
            "the decay goes to the new weight and the rest to the old average.",
            lambda params: _averaged(params, swapped=True),
        ),
        "from_zero": slip(
            "bias-correction",
            "the average starts at 0 and takes in the first weight like any other.",
            lambda params: _averaged(params, from_zero=True),
        ),
        "plain_mean": slip(
            "other-convention",
            "all weights count alike, as in stochastic weight averaging.",
            _mean,
        ),
        "before_last": bare_slip(
            "stale-value",
            "the average before the last update is given.",
            _before_last,
        ),
    },
)


FAMILIES = {VALUE.name: VALUE}
