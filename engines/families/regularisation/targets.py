"""Soft targets: label smoothing, mixup, and the share that CutMix leaves of an image."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exact, number, real
from engines.families.regularisation.cutmix import CUTMIX
from engines.families.worked import bare_slip, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value, Vector

_CLASSES = Param("K", "int", "classes", 2, 8)


def _named(params: Params, name: str) -> str | None:
    """Return why the class called `name` is none of the K, or None."""
    known, one = number(params, "K"), number(params, name)
    return None if one < known else f"class {one} is none of 0 to {known - 1}"


def _filled(params: Params, others: Exact, right: Exact) -> tuple[Exact, ...]:
    return tuple(right if k == number(params, "y") else others for k in range(number(params, "K")))


def _smoothed(params: Params, *, divisor: int | None = None, once_more: bool = True) -> Truth:
    """Return (1 − ε)·one-hot + ε / K. `divisor` stands in place of K; not `once_more`: the right
    class gets no part of ε."""
    eps = exact(params, "eps")
    over = number(params, "K") if divisor is None else divisor
    share = Fraction(eps) / over
    right = 1 - eps + share if once_more else 1 - eps
    value = tuple(map(plain, _filled(params, share, right)))
    numbers = f"1 − {shown(eps)}" + (f" + {shown(share)}" if once_more else "")
    return Truth(
        value,
        (
            Step("every class's part of ε", f"{shown(eps)} / {over}", shown(share)),
            Step("the right class", numbers, shown(right)),
            Step("target", f"{shown(right)} for class {params['y']}", row(value)),
        ),
    )


def _swapped(params: Params) -> Value:
    """Return the target that keeps ε where 1 − ε belongs."""
    eps = exact(params, "eps")
    share = Fraction(1 - eps) / number(params, "K")
    return tuple(map(plain, _filled(params, share, eps + share)))


SMOOTHED = Family(
    name="label_smoothing.target",
    title="target under label smoothing",
    topic="regularisation",
    formula="(1 − ε)·one-hot + ε / K for every class (PyTorch)",
    params=(
        _CLASSES,
        Param("y", "int", "the right class, counted from 0", 0, 7),
        Param("eps", "decimal", "label_smoothing", 0, 1),
    ),
    answer=lambda params: Vector(Float(places=3), length=number(params, "K")),
    ask=Ask(
        prompt=(
            "nn.CrossEntropyLoss(label_smoothing={{eps}}) is used with {{K}} classes, and the "
            "right class is {{y}} (counted from 0). Which probabilities does the smoothed target "
            "give to the classes, in their order?"
        ),
        explanation=(
            "The smoothing takes ε off the right class and spreads it evenly over all K classes, "
            "the right one among them: {{answer}}. The target still sums to 1."
        ),
        params={"K": 4, "y": 1, "eps": 0.1},
        vary={
            "K": ChoiceRange((3, 4, 5)),
            "y": IntRange(0, 2),
            "eps": ChoiceRange((0.1, 0.2, 0.3)),
        },
        level="intermediate",
        seconds=60,
        tags=("label-smoothing", "cross-entropy"),
        sources=(
            "Szegedy et al. 2015, Rethinking the Inception architecture, arXiv:1512.00567",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
        ),
    ),
    truth=_smoothed,
    slips={
        "wrong_classes": slip(
            "other-convention",
            "ε is spread over the other classes only.",
            lambda params: _smoothed(params, divisor=number(params, "K") - 1, once_more=False),
        ),
        "not_divided": slip(
            "no-normalising",
            "each of the other classes gets the whole of ε.",
            lambda params: _smoothed(params, divisor=1, once_more=False),
        ),
        "part_lost": slip(
            "term-dropped",
            "the right class gets no part of the ε that is spread.",
            lambda params: _smoothed(params, once_more=False),
        ),
        "swapped": bare_slip("swapped-roles", "ε and 1 − ε change places.", _swapped),
    },
    valid=lambda params: _named(params, "y"),
)


Weighting = Callable[[float], tuple[float, float]]
"""What the two examples' classes weigh for a λ."""


def _mixed(params: Params, weights: Weighting, told: tuple[str, str]) -> Truth:
    """Return the one-hot targets of both examples, weighted and added; `told` says the weights."""
    one, other = number(params, "y1"), number(params, "y2")
    first, second = (round(weight, 12) for weight in weights(real(params, "lam")))
    places = range(number(params, "K"))
    value = tuple(first if k == one else second if k == other else 0.0 for k in places)
    return Truth(
        value,
        (
            Step("weight of the first class", told[0], shown(first)),
            Step("weight of the second class", told[1], shown(second)),
            Step("target", f"{shown(first)} at {one}, {shown(second)} at {other}", row(value)),
        ),
    )


def _with_weights(weights: Weighting, *told: str) -> Callable[[Params], Truth]:
    first, second = told
    return lambda params: _mixed(params, weights, (first, second))


def _two_classes(params: Params) -> str | None:
    if why := _named(params, "y1") or _named(params, "y2"):
        return why
    same = number(params, "y1") == number(params, "y2")
    return "both examples are of one class" if same else None


MIXED = Family(
    name="mixup.target",
    title="target of a mixed example",
    topic="regularisation",
    formula="λ·one-hot(y₁) + (1 − λ)·one-hot(y₂)",
    params=(
        _CLASSES,
        Param("y1", "int", "the first example's class, from 0", 0, 7),
        Param("y2", "int", "the second example's class", 0, 7),
        Param("lam", "decimal", "the weight λ of the first example", 0, 1),
    ),
    answer=lambda params: Vector(Float(places=2), length=number(params, "K")),
    ask=Ask(
        prompt=(
            "Mixup makes x̃ = λ·x₁ + (1 − λ)·x₂ with λ = {{lam}}. There are {{K}} classes, x₁ is of "
            "class {{y1}} and x₂ of class {{y2}} (counted from 0). What is the target of x̃, class "
            "by class?"
        ),
        explanation=(
            "The one-hot targets are mixed with the weights of the inputs, so that the target "
            "stays a distribution: {{answer}}."
        ),
        params={"K": 3, "y1": 0, "y2": 2, "lam": 0.7},
        vary={
            "K": ChoiceRange((3, 4)),
            "y1": IntRange(0, 2),
            "y2": IntRange(0, 2),
            "lam": ChoiceRange((0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)),
        },
        seconds=40,
        tags=("mixup", "augmentation"),
        sources=("Zhang et al. 2017, mixup, arXiv:1710.09412",),
    ),
    truth=_with_weights(lambda lam: (lam, 1 - lam), "λ", "1 − λ"),
    slips={
        "swapped": slip(
            "swapped-roles",
            "λ weighs the second example and 1 − λ the first.",
            _with_weights(lambda lam: (1 - lam, lam), "1 − λ", "λ"),
        ),
        "halves": slip(
            "other-convention",
            "both classes get one half, whatever λ is.",
            _with_weights(lambda _lam: (0.5, 0.5), "one half", "one half"),
        ),
        "both_whole": slip(
            "no-normalising",
            "both classes get the whole weight, as with several labels at once.",
            _with_weights(lambda _lam: (1, 1), "whole", "whole"),
        ),
        "larger_alone": slip(
            "max-for-mean",
            "the class of the larger weight stays the only one.",
            _with_weights(lambda lam: (1, 0) if lam >= 0.5 else (0, 1), "λ rounded", "the rest"),
        ),
    },
    valid=_two_classes,
)

FAMILIES = {family.name: family for family in (SMOOTHED, MIXED, CUTMIX)}
