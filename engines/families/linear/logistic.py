"""Logistic regression: one step of gradient descent on one example."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.functions import sigmoid
from engines.families.given import number, real, reals
from engines.families.worked import factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector


def _linear(score: float) -> float:
    return score


def _hard(score: float) -> float:
    return float(score > 0)


_NUMBERS: dict[Callable[[float], float], str] = {
    sigmoid: "σ({})",
    _linear: "{} as it is",
    _hard: "{} > 0?",
}


def _stepped(
    params: Params,
    *,
    output: Callable[[float], float] = sigmoid,
    sign: int = -1,
    rate: float | None = None,
    squared: bool = False,
) -> Truth:
    """Return w − η (σ(w·x) − y) x. `output` stands in place of σ, and `squared` multiplies the
    error by the sigmoid's slope, as half the squared error would."""
    weights, inputs = reals(params, "w"), reals(params, "x")
    label = number(params, "y")
    eta = real(params, "lr") if rate is None else rate
    score = math.fsum(w * x for w, x in zip(weights, inputs, strict=True))
    share = output(score)
    error = share - label
    slope = error * share * (1 - share) if squared else error
    numbers = f"{shown(share)} − {label}"
    if squared:
        numbers = f"({numbers}) × {shown(share)} × {shown(1 - share)}"
    gradient = tuple(slope * x for x in inputs)
    new = tuple(w + sign * eta * g for w, g in zip(weights, gradient, strict=True))
    products = total(f"{factor(w)} × {factor(x)}" for w, x in zip(weights, inputs, strict=True))
    operator = "−" if sign < 0 else "+"
    return Truth(
        new,
        (
            Step("score w·x", products, shown(score)),
            Step("output", _NUMBERS[output].format(shown(score)), shown(share)),
            Step("error", numbers, shown(slope)),
            Step("gradient", f"{factor(slope)} × {row(inputs)}", row(gradient)),
            Step("new w", f"{row(weights)} {operator} {shown(eta)} × {row(gradient)}", row(new)),
        ),
    )


def _possible(params: Params) -> str | None:
    if len(reals(params, "w")) != len(reals(params, "x")):
        return "x needs an entry for each weight"
    return None if any(reals(params, "x")) else "x is zero, so that nothing moves"


def _vector(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, -10, 10, sizes=(1, 4), entry="decimal")


STEP = Family(
    name="logistic_regression.step",
    title="one step of logistic regression",
    topic="linear",
    formula="w ← w − lr · (σ(w·x) − y) · x, with σ(z) = 1 / (1 + e^−z)",
    params=(
        _vector("w", "weights"),
        _vector("x", "the example's input"),
        Param("y", "int", "its label", 0, 1),
        Param("lr", "decimal", "the learning rate", 0.001, 10),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "w"))),
    ask=Ask(
        prompt=(
            "Logistic regression without a bias predicts p = σ(w·x) and is trained with binary "
            "cross-entropy (natural logarithm). It has w = {{w}} and sees one example, x = {{x}} "
            "with label y = {{y}}. What is w after one step of gradient descent with learning "
            "rate {{lr}}?"
        ),
        explanation=(
            "The sigmoid's slope cancels against the logarithm's, and the gradient is the error "
            "p − y times the input. The step goes against it: {{answer}}."
        ),
        params={"w": (0, 0), "x": (1, 2), "y": 1, "lr": 0.1},
        vary={
            "w": VectorRange(ChoiceRange((-1, -0.5, 0, 0.5, 1)), 2),
            "x": VectorRange(IntRange(-2, 3), 2),
            "y": ChoiceRange((0, 1)),
            "lr": ChoiceRange((0.1, 0.2, 0.5)),
        },
        level="intermediate",
        seconds=120,
        tags=("logistic-regression", "gradient-descent"),
        sources=("Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.2",),
    ),
    truth=_stepped,
    slips={
        "uphill": slip(
            "sign", "the step follows the gradient.", lambda params: _stepped(params, sign=1)
        ),
        "squared_error": slip(
            "counted-twice",
            "the sigmoid's slope p(1 − p) is multiplied in, as for half the squared error.",
            lambda params: _stepped(params, squared=True),
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _stepped(params, rate=1.0),
        ),
        "no_sigmoid": slip(
            "term-dropped",
            "the sigmoid is left out, and the score itself is compared with the label.",
            lambda params: _stepped(params, output=_linear),
        ),
        "hard_output": slip(
            "wrong-activation",
            "the output is a hard 0 or 1, as a perceptron's is.",
            lambda params: _stepped(params, output=_hard),
        ),
    },
    valid=_possible,
)

FAMILIES = {STEP.name: STEP}
