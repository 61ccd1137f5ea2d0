"""Dropout: what a kept activation becomes in training."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float


def _scaled(params: Params, divisor: Exact, what: str) -> Truth:
    x, p = exact(params, "x"), exact(params, "p")
    return Truth(
        plain(Fraction(x) / divisor),
        (
            Step(what, f"1 − {shown(p)}" if divisor == 1 - p else shown(p), shown(divisor)),
            Step("kept activation", f"{shown(x)} / {shown(divisor)}", shown(Fraction(x) / divisor)),
        ),
    )


def _right(params: Params) -> Truth:
    return _scaled(params, 1 - exact(params, "p"), "probability of keeping")


def _by_drop(params: Params) -> Truth:
    return _scaled(params, exact(params, "p"), "probability of dropping")


def _nothing(params: Params) -> str | None:
    return "an activation of 0 stays 0" if exact(params, "x") == 0 else None


SCALE = Family(
    name="dropout.scale",
    title="a kept activation under dropout",
    topic="regularisation",
    formula="x / (1 − p) in training, x in evaluation (inverted dropout)",
    params=(
        Param("x", "decimal", "the activation before dropout", -1000, 1000),
        Param("p", "decimal", "the probability of dropping", 0.01, 0.95),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "nn.Dropout(p={{p}}) is in training mode; p is the probability of dropping. An "
            "activation of {{x}} is kept. What value does it have after the layer?"
        ),
        explanation=(
            "PyTorch scales the kept activations up in training, by one over the probability of "
            "keeping, so that the expected value stays and evaluation needs no change: {{answer}}."
        ),
        params={"x": 3, "p": 0.5},
        vary={"x": IntRange(1, 12), "p": ChoiceRange((0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8))},
        seconds=30,
        tags=("dropout",),
        sources=(
            "Srivastava et al. 2014, Dropout, JMLR 15",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html",
        ),
    ),
    truth=_right,
    slips={
        "not_scaled": bare_slip(
            "train-for-eval",
            "the activation passes unchanged, as in evaluation.",
            lambda params: plain(exact(params, "x")),
        ),
        "scaled_down": bare_slip(
            "other-convention",
            "it is multiplied by the probability of keeping, as the first paper did in evaluation.",
            lambda params: plain(exact(params, "x") * (1 - exact(params, "p"))),
        ),
        "by_drop": slip("wrong-divisor", "it is divided by the probability of dropping.", _by_drop),
    },
    valid=_nothing,
)

FAMILIES = {SCALE.name: SCALE}
