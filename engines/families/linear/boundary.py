"""How far a point lies from the line where a linear classifier changes its mind."""

from __future__ import annotations

import math

from engines.families.given import Exact, exact, exacts
from engines.families.worked import factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Float, Value


def _score(params: Params, *, bias: bool = True) -> Exact:
    start = exact(params, "b") if bias else 0
    pairs = zip(exacts(params, "w"), exacts(params, "x"), strict=True)
    return sum((w * x for w, x in pairs), start)


def _worked(
    params: Params,
    *,
    bias: bool = True,
    signed: bool = False,
    squared: bool = False,
    divided: bool = True,
    with_bias: bool = False,
) -> Truth:
    """Return |w·x + b| / ‖w‖. `squared` leaves the norm's root out, `divided` off the whole of it;
    `with_bias` counts b as one of the weights."""
    weights = exacts(params, "w")
    score = _score(params, bias=bias)
    parts = (*weights, exact(params, "b")) if with_bias else weights
    square = sum(w * w for w in parts)
    root = float(square) if squared else math.sqrt(square)
    if not divided:
        root = 1.0
    products = total(
        f"{factor(w)} × {factor(x)}" for w, x in zip(weights, exacts(params, "x"), strict=True)
    )
    squares = total(f"{factor(w)}²" for w in parts)
    value = (float(score) if signed else abs(float(score))) / root
    numbers = f"{products} + {factor(exact(params, 'b'))}" if bias else products
    steps = [Step("w·x + b", numbers, shown(score))]
    if divided:
        steps.append(Step("length of w", squares if squared else f"√({squares})", shown(root)))
    numbers = shown(score) if signed else f"|{shown(score)}|"
    steps.append(
        Step("distance", f"{numbers} / {shown(root)}" if divided else numbers, shown(value))
    )
    return Truth(value, tuple(steps))


def _possible(params: Params) -> str | None:
    if not any(exacts(params, "w")):
        return "w is zero, so that there is no boundary"
    return "x lies on the boundary" if _score(params) == 0 else None


def _picture(params: Params) -> Picture:
    """Return the plane around x and the foot of its perpendicular, moved to the unit square."""
    w1, w2 = (float(w) for w in exacts(params, "w"))
    x, y = (float(entry) for entry in exacts(params, "x"))
    score = float(_score(params))
    square = w1 * w1 + w2 * w2
    foot = (x - score * w1 / square, y - score * w2 / square)
    centre = ((x + foot[0]) / 2, (y + foot[1]) / 2)
    size = max(abs(x - foot[0]), abs(y - foot[1]))
    low = (centre[0] - size / 2, centre[1] - size / 2)
    points = tuple(
        tuple((entry - start) / size for entry, start in zip(point, low, strict=True))
        for point in ((x, y), foot)
    )
    data: dict[str, Value] = {
        "w1": size * w1,
        "w2": size * w2,
        "b": float(exact(params, "b")) + w1 * low[0] + w2 * low[1],
        "points": points,
        "outputs": ("x", "+"),
    }
    side = "among" if score > 0 else "outside"
    words = (
        f"Dots fill the side where w·x + b > 0; x = {row((x, y))} lies {side} them.",
        f"The + is the nearest point of the boundary, {row(foot)}.",
    )
    return Picture("plane", data, words)


DISTANCE = Family(
    name="decision_boundary.distance",
    title="distance from a decision boundary",
    topic="linear",
    formula="|w·x + b| / ‖w‖, with ‖w‖ = √(Σ wᵢ²)",
    params=(
        Param("w", "vector", "weights", -100, 100, sizes=(2, 2), entry="decimal"),
        Param("b", "decimal", "bias", -100, 100),
        Param("x", "vector", "the point", -100, 100, sizes=(2, 2), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A linear classifier decides by the sign of w·x + b, with w = {{w}} and b = {{b}}. "
            "How far from its decision boundary, in Euclidean distance, is the point x = {{x}}? "
            "(A distance is never negative.)"
        ),
        explanation=(
            "The score w·x + b changes by ‖w‖ for each unit of distance from the boundary, so its "
            "size is divided by ‖w‖: {{answer}}. The bias moves the line and has no part in the "
            "norm."
        ),
        params={"w": (3, 4), "b": -5, "x": (1, 3)},
        vary={
            "w": VectorRange(IntRange(-4, 4), 2),
            "b": IntRange(-6, 6),
            "x": VectorRange(IntRange(-3, 4), 2),
        },
        seconds=75,
        tags=("linear", "margin"),
        sources=("Bishop 2006, Pattern Recognition and Machine Learning, section 4.1.1",),
    ),
    truth=_worked,
    slips={
        "not_divided": slip(
            "no-scale",
            "the score is not divided by the norm of w.",
            lambda params: _worked(params, divided=False),
        ),
        "norm_squared": slip(
            "root-or-square",
            "the score is divided by the squared norm.",
            lambda params: _worked(params, squared=True),
        ),
        "signed": slip(
            "sign",
            "the sign of the score is kept.",
            lambda params: _worked(params, signed=True),
        ),
        "no_bias": slip(
            "forgot-bias",
            "the bias is left out of the score.",
            lambda params: _worked(params, bias=False),
        ),
        "bias_in_norm": slip(
            "counted-twice",
            "the bias is counted in the norm as well.",
            lambda params: _worked(params, with_bias=True),
        ),
    },
    valid=_possible,
    picture=_picture,
)

FAMILIES = {DISTANCE.name: DISTANCE}
