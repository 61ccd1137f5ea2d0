"""Activations of one number: the sigmoid's value, ReLU's slope."""

from __future__ import annotations

import math

from engines.families.activations.scalars import X, curve, power_of_e
from engines.families.functions import sigmoid
from engines.families.given import exacts, real, reals
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import DecimalRange, IntRange, VectorRange
from engines.values import Float, Int, Vector


def _sigmoid(params: Params, sign: int = -1) -> Truth:
    """Return 1 / (1 + e^(sign · x))."""
    x = real(params, "x")
    power = math.exp(sign * x)
    return Truth(
        1 / (1 + power),
        (
            Step("exponential", power_of_e(sign * x), shown(power)),
            Step("denominator", f"1 + {shown(power)}", shown(1 + power)),
            Step("sigmoid", f"1 / {shown(1 + power)}", shown(1 / (1 + power))),
        ),
    )


SIGMOID_VALUE = Family(
    name="sigmoid.value",
    title="sigmoid of a number",
    topic="activations",
    formula="σ(x) = 1 / (1 + exp(−x))",
    params=(X,),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt="What is the sigmoid of {{x}}?",
        explanation=(
            "The exponent is −x, so large inputs make the exponential vanish and the sigmoid go to "
            "1. At 0 it is one half. Here: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": DecimalRange(-30, 30, 1)},
        seconds=45,
        tags=("sigmoid",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html",),
    ),
    truth=_sigmoid,
    slips={
        "positive_exponent": slip(
            "sign", "the exponent is x in place of −x.", lambda params: _sigmoid(params, 1)
        ),
        "tanh": bare_slip(
            "wrong-activation",
            "the hyperbolic tangent is taken.",
            lambda params: math.tanh(real(params, "x")),
        ),
        "not_normalised": bare_slip(
            "no-normalising",
            "only the exponential of x is taken.",
            lambda params: math.exp(real(params, "x")),
        ),
        "base_two": bare_slip(
            "log-base",
            "2 is raised to −x in place of e.",
            lambda params: 1 / (1 + 2 ** -real(params, "x")),
        ),
    },
    inverses={"logit.value": ()},
    picture=curve("The sigmoid rises from 0 to 1", lambda _params, x: sigmoid(x), least=6.0),
)


def _slopes(params: Params, at_zero: int = 0) -> Truth:
    slopes = tuple(1 if x > 0 else at_zero if x == 0 else 0 for x in reals(params, "x"))
    steps = tuple(
        Step(f"at {shown(x)}", _where(x, at_zero), str(slope))
        for x, slope in zip(reals(params, "x"), slopes, strict=True)
    )
    return Truth(slopes, steps)


def _where(x: float, at_zero: int) -> str:
    if x == 0:
        return f"the kink: {'PyTorch takes 0' if at_zero == 0 else 'taken as rising'}"
    return "rising" if x > 0 else "flat"


RELU_GRAD = Family(
    name="relu.grad",
    title="slopes of ReLU",
    topic="activations",
    formula="1 for x > 0, 0 for x < 0, and 0 at 0 by convention",
    params=(
        Param(
            "x", "vector", "where the slope is taken", -1000, 1000, sizes=(1, 8), entry="decimal"
        ),
    ),
    answer=lambda params: Vector(Int(), length=len(reals(params, "x"))),
    ask=Ask(
        prompt="Which gradients does PyTorch's autograd give for relu at {{x}}, entry by entry?",
        explanation=(
            "ReLU passes gradients where its input is positive and stops them elsewhere. At 0 it "
            "has no derivative; PyTorch takes 0 there: {{answer}}."
        ),
        params={"x": (-2, 0, 3)},
        vary={"x": VectorRange(IntRange(-2, 3), 4)},
        seconds=30,
        tags=("relu", "autograd"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html",),
    ),
    truth=_slopes,
    slips={
        "one_at_zero": slip(
            "at-the-kink", "the slope at 0 is taken to be 1.", lambda params: _slopes(params, 1)
        ),
        "values": bare_slip(
            "swapped-roles",
            "the values of ReLU are given in place of its slopes.",
            lambda params: tuple(plain(max(x, 0 * x)) for x in exacts(params, "x")),
        ),
    },
)

FAMILIES = {family.name: family for family in (SIGMOID_VALUE, RELU_GRAD)}
