"""Losses of real-valued predictions: squared, absolute and rooted errors, Huber and smooth L1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from engines.families.given import Exact, exacts
from engines.families.losses.reduction import same_length
from engines.families.losses.robust import HUBER, SMOOTH_L1, size_of
from engines.families.worked import factor, plain, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import IntRange, Range, VectorRange
from engines.values import Float, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_MURPHY = "Murphy 2022, Probabilistic Machine Learning: An Introduction, chapter 11"
_PAIR = (
    Param("a", "vector", "the predictions", -1000, 1000, sizes=(1, 8), entry="decimal"),
    Param("b", "vector", "the targets", -1000, 1000, sizes=(1, 8), entry="decimal"),
)
_CANONICAL: Params = {"a": (1, 2, 4, 0), "b": (0, 4, 1, 0)}
_VARY: Mapping[str, Range] = {
    "a": VectorRange(IntRange(-2, 5), 4),
    "b": VectorRange(IntRange(-2, 5), 4),
}


def _lengths(params: Params) -> str | None:
    return same_length(params, "a", "b")


def _residuals(params: Params) -> tuple[Exact, ...]:
    pairs = zip(exacts(params, "a"), exacts(params, "b"), strict=True)
    return tuple(a - b for a, b in pairs)


def _measured(
    params: Params,
    *,
    squared: bool = True,
    signed: bool = False,
    mean: bool = True,
    half: bool = False,
    root: bool = False,
) -> Truth:
    """Return the mean of the squared or absolute differences; each switch changes one thing."""
    differences = _residuals(params)
    if squared:
        made, sizes = "each squared", tuple(r * r for r in differences)
    else:
        made, sizes = "each without its sign", tuple(map(size_of, differences))
    if signed:
        made, sizes = "each as it is", differences
    over = len(sizes) if mean else 1
    found = Fraction(sum(sizes)) / over
    numbers = total(map(factor, sizes))
    steps = [
        Step(
            "differences",
            f"{row(exacts(params, 'a'))} − {row(exacts(params, 'b'))}",
            row(differences),
        ),
        Step("size of each", made, row(sizes)),
        Step("mean", f"({numbers}) / {over}" if mean else numbers, shown(found)),
    ]
    if half:
        steps.append(Step("half of it", f"{shown(found)} / 2", shown(found / 2)))
        found /= 2
    if not root:
        return Truth(plain(found), tuple(steps))
    rooted = math.sqrt(found)
    steps.append(Step("square root", f"√{shown(found)}", shown(rooted)))
    return Truth(rooted, tuple(steps))


def _measure_slip(name: str, text: str, **switches: bool) -> Slip:
    return slip(name, text, lambda params: _measured(params, **switches))


_ADDED = "errors are added up and not averaged."

MSE = Family(
    name="mse.value",
    title="mean squared error",
    topic="losses",
    formula="(1/n) Σ (aᵢ − bᵢ)²",
    params=_PAIR,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The predictions are {{a}}, the targets {{b}}. What is F.mse_loss(a, b) with its "
            "default reduction?"
        ),
        explanation=(
            "The differences are squared and averaged over all entries, with no factor of a half: "
            "{{answer}}. One large error counts for more than small ones that add up to it."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("mse", "regression"),
        sources=(f"{_DOCS}MSELoss.html",),
    ),
    truth=_measured,
    slips={
        "summed": _measure_slip("mean-for-sum", f"the squared {_ADDED}", mean=False),
        "halved": _measure_slip(
            "other-convention", "half of the mean is taken, as textbooks often do.", half=True
        ),
        "rooted": _measure_slip("root-or-square", "the square root is taken as well.", root=True),
        "absolute": _measure_slip(
            "root-or-square", "the differences are not squared.", squared=False
        ),
    },
    valid=_lengths,
)

MSE_HALF = Family(
    name="mse.half",
    title="half the mean squared error",
    topic="losses",
    formula="(1/2n) Σ (aᵢ − bᵢ)²",
    params=_PAIR,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A textbook defines the loss of n predictions a for targets b as (1/2n) Σ (aᵢ − bᵢ)². "
            "What is it for a = {{a}} and b = {{b}}?"
        ),
        explanation=(
            "It is half of what F.mse_loss gives: {{answer}}. The half cancels the 2 of the "
            "square's derivative and leaves the minimum where it is."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("mse", "regression"),
        sources=("Nielsen 2015, Neural Networks and Deep Learning, chapter 1",),
    ),
    truth=lambda params: _measured(params, half=True),
    slips={
        "whole": _measure_slip("factor-dropped", "the half is left out."),
        "summed": _measure_slip(
            "mean-for-sum",
            "the squared errors are added up and halved, and not averaged.",
            mean=False,
            half=True,
        ),
        "absolute": _measure_slip(
            "root-or-square", "the differences are not squared.", squared=False, half=True
        ),
    },
    valid=_lengths,
)

MAE = Family(
    name="mae.value",
    title="mean absolute error",
    topic="losses",
    formula="(1/n) Σ |aᵢ − bᵢ|",
    params=_PAIR,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The predictions are {{a}}, the targets {{b}}. What is F.l1_loss(a, b) with its "
            "default reduction?"
        ),
        explanation=(
            "The sizes of the differences are averaged, so that errors of either sign count and "
            "outliers count in proportion only: {{answer}}."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=45,
        tags=("mae", "regression"),
        sources=(f"{_DOCS}L1Loss.html",),
    ),
    truth=lambda params: _measured(params, squared=False),
    slips={
        "summed": _measure_slip(
            "mean-for-sum", f"the absolute {_ADDED}", squared=False, mean=False
        ),
        "signed": _measure_slip(
            "sign", "the differences keep their signs and cancel.", signed=True
        ),
        "squared": _measure_slip("root-or-square", "the differences are squared."),
    },
    valid=_lengths,
)

RMSE = Family(
    name="rmse.value",
    title="root mean squared error",
    topic="losses",
    formula="√((1/n) Σ (aᵢ − bᵢ)²)",
    params=_PAIR,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt="The predictions are {{a}}, the targets {{b}}. What is the root mean squared error?",
        explanation=(
            "Square, average, and take the root last: {{answer}}. It has the unit of the targets "
            "and is never below the mean absolute error."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=75,
        tags=("mse", "regression"),
        sources=(f"{_DOCS}MSELoss.html", _MURPHY),
    ),
    truth=lambda params: _measured(params, root=True),
    slips={
        "not_rooted": _measure_slip("root-or-square", "the square root is left out."),
        "root_of_sum": _measure_slip(
            "mean-for-sum",
            "the root is taken of the sum and not of the mean.",
            mean=False,
            root=True,
        ),
        "roots_averaged": _measure_slip(
            "wrong-sequence",
            "each square is rooted first and the mean taken last.",
            squared=False,
        ),
    },
    valid=_lengths,
)


def _gradient(params: Params, *, two: int = 2, sign: int = 1, mean: bool = True) -> Truth:
    """Return 2(a − b)/n, entry by entry."""
    errors = tuple(sign * r for r in _residuals(params))
    over = len(errors) if mean else 1
    value = tuple(plain(Fraction(two * error) / over) for error in errors)
    a, b = row(exacts(params, "a")), row(exacts(params, "b"))
    return Truth(
        value,
        (
            Step("differences", f"{a} − {b}" if sign > 0 else f"{b} − {a}", row(errors)),
            Step("gradient", f"each × {two} / {over}", row(value)),
        ),
    )


def _not_met(params: Params) -> str | None:
    if _lengths(params):
        return _lengths(params)
    return None if any(_residuals(params)) else "every prediction is right"


MSE_GRAD = Family(
    name="mse.grad",
    title="gradient of the mean squared error",
    topic="losses",
    formula="∂L/∂aᵢ = 2(aᵢ − bᵢ) / n",
    params=_PAIR,
    answer=lambda params: Vector(Float(places=3), length=len(exacts(params, "a"))),
    ask=Ask(
        prompt=(
            "The predictions are a = {{a}}, the targets b = {{b}}. What is the gradient of "
            "F.mse_loss(a, b), with its default reduction, with respect to a?"
        ),
        explanation=(
            "The square brings a 2 and the mean a 1/n. The gradient points from the target to the "
            "prediction, so that the step against it leads back: {{answer}}."
        ),
        params=_CANONICAL,
        vary=_VARY,
        level="intermediate",
        seconds=75,
        tags=("mse", "gradient"),
        sources=(f"{_DOCS}MSELoss.html",),
    ),
    truth=_gradient,
    slips={
        "no_two": slip(
            "factor-dropped",
            "the 2 of the square's derivative is lost.",
            lambda params: _gradient(params, two=1),
        ),
        "flipped": slip(
            "sign",
            "the predictions are taken off the targets.",
            lambda params: _gradient(params, sign=-1),
        ),
        "no_mean": slip(
            "mean-for-sum",
            "the 1/n of the mean is left out.",
            lambda params: _gradient(params, mean=False),
        ),
    },
    valid=_not_met,
)

FAMILIES = {
    family.name: family for family in (MSE, MSE_HALF, MAE, RMSE, MSE_GRAD, HUBER, SMOOTH_L1)
}
