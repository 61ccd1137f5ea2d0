"""Losses that ask for a margin: hinge, multi-class hinge, and triplets."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import Exact, exact, exacts, number, real, reals, wholes
from engines.families.losses.reduction import averaged, same_length
from engines.families.worked import factor, plain, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_CS231N = "Stanford CS231n, Linear classification: multiclass SVM loss"


def _lacking(amount: Exact) -> Exact:
    return max(amount, 0)


def _hinge(
    params: Params, *, margin: int = 1, sign: int = -1, clamp: bool = True, mean: bool = True
) -> Truth:
    """Return the mean of max(0, 1 − y·s)."""
    products = tuple(y * s for y, s in zip(wholes(params, "y"), reals(params, "s"), strict=True))
    amounts = tuple(margin + sign * product for product in products)
    losses = tuple(max(amount, 0.0) if clamp else amount for amount in amounts)
    operator = "−" if sign < 0 else "+"
    numbers = ", ".join(f"{margin} {operator} {factor(product)}" for product in products)
    inner = averaged(
        f"max(0, {row(amounts)})" if clamp else "as they are", losses, None if mean else 1
    )
    return Truth(
        inner.value,
        (
            Step("y · s", f"{row(wholes(params, 'y'))} · {row(reals(params, 's'))}", row(products)),
            Step("what the margin lacks", numbers, row(amounts)),
            *inner.steps,
        ),
    )


def _hinge_valid(params: Params) -> str | None:
    if 0 in wholes(params, "y"):
        return "a label is neither 1 nor −1"
    return same_length(params, "s", "y")


HINGE = Family(
    name="hinge.value",
    title="hinge loss",
    topic="losses",
    formula="max(0, 1 − y·s), averaged over the examples",
    params=(
        Param("s", "vector", "the scores", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param("y", "vector", "the labels, 1 or −1", -1, 1, sizes=(1, 8)),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A support vector machine gives the scores {{s}} for examples with the labels {{y}}. "
            "What is the mean hinge loss, with margin 1?"
        ),
        explanation=(
            "An example costs nothing once y·s reaches 1, and otherwise what it lacks: {{answer}}. "
            "The right side of the boundary alone is not enough."
        ),
        params={"s": (2, 0.5, -1), "y": (1, 1, 1)},
        vary={
            "s": VectorRange(ChoiceRange((-2, -1.5, -1, -0.5, 0.5, 1.5, 2, 3)), 3),
            "y": VectorRange(ChoiceRange((-1, 1)), 3),
        },
        level="intermediate",
        seconds=75,
        tags=("hinge", "svm"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.7.2", _CS231N),
    ),
    truth=_hinge,
    slips={
        "no_clamp": slip(
            "no-clamp",
            "examples beyond the margin count with negative losses.",
            lambda params: _hinge(params, clamp=False),
        ),
        "no_margin": slip(
            "term-dropped",
            "the margin is 0, so that the right side of the boundary is enough.",
            lambda params: _hinge(params, margin=0),
        ),
        "flipped": slip(
            "sign", "y·s is added to 1 and not taken off.", lambda params: _hinge(params, sign=1)
        ),
        "summed": slip(
            "mean-for-sum",
            "the losses are added up and not averaged.",
            lambda params: _hinge(params, mean=False),
        ),
    },
    valid=_hinge_valid,
)


def _multi_margin(
    params: Params,
    *,
    margin: Exact | None = None,
    own: bool = False,
    divisor: int | None = None,
) -> Truth:
    """Return Σ max(0, m − s_y + s_j) / C over the wrong classes; with `own` the right one too."""
    scores, right = exacts(params, "s"), number(params, "y")
    wanted = exact(params, "margin") if margin is None else margin
    rivals = [s for index, s in enumerate(scores) if own or index != right]
    ahead = wanted - scores[right]
    losses = [_lacking(ahead + s) for s in rivals]
    whole = sum(losses)
    over = len(scores) if divisor is None else divisor
    value = Fraction(whole) / over
    numbers = ", ".join(f"{shown(ahead)} + {factor(s)}" for s in rivals)
    divided = f"{shown(whole)} / {over}" if over != 1 else "the sum itself"
    return Truth(
        plain(value),
        (
            Step(
                "margin less the right score",
                f"{shown(wanted)} − {factor(scores[right])}",
                shown(ahead),
            ),
            Step("what the margins lack, or 0", numbers, row(losses)),
            Step("their sum", total(map(shown, losses)), shown(whole)),
            Step("over the classes", divided, shown(value)),
        ),
    )


def _rivals(params: Params) -> int:
    return len(exacts(params, "s")) - 1


def _class_valid(params: Params) -> str | None:
    return "there is no such class" if number(params, "y") >= len(exacts(params, "s")) else None


MULTI_MARGIN = Family(
    name="multi_margin.value",
    title="multi-class hinge loss as PyTorch has it",
    topic="losses",
    formula="(1/C) Σ_{j≠y} max(0, margin − s_y + s_j)",
    params=(
        Param("s", "vector", "the scores", -1000, 1000, sizes=(2, 8), entry="decimal"),
        Param("y", "int", "the right class, counted from 0", 0, 7),
        Param("margin", "decimal", "the margin", 0, 1000, default=1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "One example has the scores {{s}}; its right class has index {{y}}, counted from 0. "
            "What does nn.MultiMarginLoss(margin={{margin}}) give?"
        ),
        explanation=(
            "Every wrong class that comes nearer than the margin costs what it lacks. PyTorch "
            "divides by the number of classes, unlike the usual multi-class SVM: {{answer}}."
        ),
        params={"s": (3, 5, 2, -1), "y": 0, "margin": 1},
        vary={
            "s": VectorRange(IntRange(-2, 5), 4),
            "y": IntRange(0, 3),
            "margin": ChoiceRange((1, 2)),
        },
        level="advanced",
        seconds=90,
        tags=("hinge", "svm"),
        sources=(f"{_DOCS}MultiMarginLoss.html", _CS231N),
    ),
    truth=_multi_margin,
    slips={
        "no_mean": slip(
            "other-convention",
            "the sum is not divided by the number of classes, as the usual multi-class SVM has it.",
            lambda params: _multi_margin(params, divisor=1),
        ),
        "by_rivals": slip(
            "wrong-divisor",
            "the sum is divided by the number of wrong classes.",
            lambda params: _multi_margin(params, divisor=_rivals(params)),
        ),
        "own_class": slip(
            "counted-twice",
            "the right class is compared with itself too, which adds a margin to the sum.",
            lambda params: _multi_margin(params, own=True),
        ),
        "no_margin": slip(
            "term-dropped",
            "the margin is left out.",
            lambda params: _multi_margin(params, margin=0),
        ),
    },
    valid=_class_valid,
)


def _distance(one: tuple[float, ...], other: tuple[float, ...], *, root: bool) -> float:
    square = math.fsum((x - y) ** 2 for x, y in zip(one, other, strict=True))
    return math.sqrt(square) if root else square


def _triplet(
    params: Params,
    *,
    sign: int = 1,
    root: bool = True,
    clamp: bool = True,
    margin: float | None = None,
) -> Truth:
    """Return max(0, d(a, p) − d(a, n) + margin)."""
    a, p, n = (reals(params, name) for name in "apn")
    wanted = real(params, "margin") if margin is None else margin
    near, far = _distance(a, p, root=root), _distance(a, n, root=root)
    amount = sign * (near - far) + wanted
    value = max(amount, 0.0) if clamp else amount
    sides = (near, far) if sign > 0 else (far, near)
    inner = f"{shown(sides[0])} − {shown(sides[1])} + {shown(wanted)}"
    mark = "√" if root else ""
    return Truth(
        value,
        (
            Step("distance to the positive", mark + _squares(a, p), shown(near)),
            Step("distance to the negative", mark + _squares(a, n), shown(far)),
            Step("loss", f"max(0, {inner})" if clamp else inner, shown(value)),
        ),
    )


def _squares(one: tuple[float, ...], other: tuple[float, ...]) -> str:
    terms = total(f"{factor(x - y)}²" for x, y in zip(one, other, strict=True))
    return f"({terms})"


_POINTS = VectorRange(IntRange(-2, 3), 2)

TRIPLET_MARGIN = Family(
    name="triplet_margin.value",
    title="triplet margin loss",
    topic="losses",
    formula="max(0, d(a, p) − d(a, n) + margin), with Euclidean distances",
    params=(
        Param("a", "vector", "the anchor", -100, 100, sizes=(1, 4), entry="decimal"),
        Param("p", "vector", "the positive", -100, 100, sizes=(1, 4), entry="decimal"),
        Param("n", "vector", "the negative", -100, 100, sizes=(1, 4), entry="decimal"),
        Param("margin", "decimal", "the margin", 0.01, 100, default=1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The anchor is embedded at {{a}}, the positive at {{p}}, the negative at {{n}}. What "
            "is the triplet loss with Euclidean distances and margin {{margin}}?"
        ),
        explanation=(
            "The negative should be farther from the anchor than the positive by the margin; the "
            "loss is what is lacking, or 0 where nothing is: {{answer}}."
        ),
        params={"a": (0, 0), "p": (3, 4), "n": (0, 3), "margin": 1},
        vary={"a": _POINTS, "p": _POINTS, "n": _POINTS, "margin": ChoiceRange((1, 2, 3))},
        level="intermediate",
        seconds=90,
        tags=("metric-learning", "triplet"),
        sources=(
            "Schroff, Kalenichenko & Philbin 2015, FaceNet, arXiv:1503.03832",
            f"{_DOCS}TripletMarginLoss.html",
        ),
    ),
    truth=_triplet,
    slips={
        "reversed": slip(
            "swapped-roles",
            "positive and negative change places.",
            lambda params: _triplet(params, sign=-1),
        ),
        "squared": slip(
            "root-or-square",
            "the distances are squared, as in the FaceNet paper.",
            lambda params: _triplet(params, root=False),
        ),
        "no_clamp": slip(
            "no-clamp",
            "a negative that is far enough away counts with a negative loss.",
            lambda params: _triplet(params, clamp=False),
        ),
        "no_margin": slip(
            "term-dropped",
            "the margin is left out.",
            lambda params: _triplet(params, margin=0.0),
        ),
    },
    valid=lambda params: same_length(params, "a", "p", "n"),
)

FAMILIES = {family.name: family for family in (HINGE, MULTI_MARGIN, TRIPLET_MARGIN)}
