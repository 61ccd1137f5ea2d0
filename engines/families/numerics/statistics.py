"""Variance and standard deviation: which divisor, and which root."""

from __future__ import annotations

import math

from engines.families.given import number, reals
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float

_NUMBERS = Param("x", "vector", "the numbers", -1000, 1000, sizes=(2, 8), entry="decimal")
_DRAWN = VectorRange(IntRange(0, 9), 4)


def _spread(
    params: Params, *, correction: int = 1, root: bool = False, centred: bool = True
) -> Truth:
    """Return Σ(x − mean)² / (n − correction), or its root; without `centred` Σx² in its place."""
    numbers = reals(params, "x")
    count = len(numbers)
    mean = math.fsum(numbers) / count if centred else 0.0
    squares = [(entry - mean) ** 2 for entry in numbers]
    whole = math.fsum(squares)
    variance = whole / (count - correction)
    steps = [
        Step("mean", f"sum of {row(numbers)} / {count}" if centred else "left out", shown(mean)),
        Step("squared distances", f"(x − {shown(mean)})² each", row(squares)),
        Step("variance", f"{shown(whole)} / {count - correction}", shown(variance)),
    ]
    if not root:
        return Truth(variance, tuple(steps))
    value = math.sqrt(variance)
    steps.append(Step("standard deviation", f"√{shown(variance)}", shown(value)))
    return Truth(value, tuple(steps))


VARIANCE = Family(
    name="variance.unbiased",
    title="variance of a sample",
    topic="numerics",
    formula="Σ(xᵢ − mean)² / (n − 1): torch.var's default, Bessel's correction",
    params=(_NUMBERS,),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt="What is torch.var(x) of x = {{x}} with PyTorch's default arguments?",
        explanation=(
            "The mean is taken from the same numbers, so the squared distances come out too small; "
            "dividing by n − 1 makes up for it: {{answer}}. NumPy's var divides by n."
        ),
        params={"x": (1, 2, 3, 6)},
        vary={"x": _DRAWN},
        seconds=75,
        tags=("statistics",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.var.html",),
    ),
    truth=_spread,
    slips={
        "biased": slip(
            "biased-unbiased",
            "the sum is divided by n, as NumPy does.",
            lambda params: _spread(params, correction=0),
        ),
        "not_centred": slip(
            "term-dropped",
            "the numbers are squared without taking off their mean.",
            lambda params: _spread(params, centred=False),
        ),
        "root": slip(
            "root-or-square",
            "the standard deviation is taken for the variance.",
            lambda params: _spread(params, root=True),
        ),
    },
)


def _deviation(params: Params, *, turned: bool = False, root: bool = True) -> Truth:
    """Return the root of the variance; `turned` takes the other divisor."""
    correction = number(params, "correction")
    return _spread(params, correction=1 - correction if turned else correction, root=root)


def _absolute(params: Params) -> float:
    numbers = reals(params, "x")
    mean = math.fsum(numbers) / len(numbers)
    return math.fsum(abs(entry - mean) for entry in numbers) / len(numbers)


STD = Family(
    name="std.value",
    title="standard deviation with a given correction",
    topic="numerics",
    formula="√(Σ(xᵢ − mean)² / (n − correction))",
    params=(
        _NUMBERS,
        Param("correction", "int", "what is taken off the count", 0, 1, default=1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt="What is torch.std(x, correction={{correction}}) of x = {{x}}?",
        explanation=(
            "The correction is taken off the count that the squared distances are divided by; "
            "layer norm uses 0, torch.std's default is 1: {{answer}}."
        ),
        params={"x": (2, 4, 4, 6), "correction": 0},
        vary={"x": _DRAWN, "correction": ChoiceRange((0, 1))},
        seconds=75,
        tags=("statistics",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.std.html",),
    ),
    truth=_deviation,
    slips={
        "other_divisor": slip(
            "biased-unbiased",
            "n and n − 1 change places.",
            lambda params: _deviation(params, turned=True),
        ),
        "no_root": slip(
            "root-or-square",
            "no root is taken.",
            lambda params: _deviation(params, root=False),
        ),
        "absolute": bare_slip(
            "root-or-square",
            "the distances are averaged without squaring them.",
            _absolute,
        ),
    },
)

FAMILIES = {family.name: family for family in (VARIANCE, STD)}
