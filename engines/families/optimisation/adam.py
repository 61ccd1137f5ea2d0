"""Adam's first step."""

from __future__ import annotations

import math

from engines.families.given import real
from engines.families.optimisation.stepping import RATE, START
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value, as_number

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


def _stepped(params: Params, *, correct: bool = True) -> Truth:
    """Return w − lr · m̂ / (√v̂ + ε) at t = 1, with PyTorch's default betas and ε."""
    w, g, lr = (real(params, name) for name in ("w", "g", "lr"))
    first, second = (1 - BETA1) * g, (1 - BETA2) * g * g
    if correct:
        first, second = first / (1 - BETA1), second / (1 - BETA2)
    ratio = first / (math.sqrt(second) + EPS)
    new = w - lr * ratio
    corrected = " / 0.1" if correct else ""
    squared = " / 0.001" if correct else ""
    return Truth(
        new,
        (
            Step("first moment", f"0.1 × {factor(g)}{corrected}", shown(first)),
            Step("second moment", f"0.001 × {factor(g)}²{squared}", shown(second)),
            Step("ratio", f"{shown(first)} / √{shown(second)}", shown(ratio)),
            Step("new w", f"{shown(w)} − {shown(lr)} × {factor(ratio)}", shown(new)),
        ),
    )


def _sgd(params: Params) -> Value:
    return real(params, "w") - real(params, "lr") * real(params, "g")


def _uphill(params: Params) -> Value:
    return 2 * real(params, "w") - float(as_number(_stepped(params).value))


def _no_gradient(params: Params) -> str | None:
    return "a gradient of 0 makes no step" if real(params, "g") == 0 else None


FIRST_STEP = Family(
    name="adam.first_step",
    title="Adam's first step",
    topic="optimisation",
    formula="w − lr · m̂ / (√v̂ + ε); at the first step m̂ = g and v̂ = g², so about w − lr · sign(g)",
    params=(
        START,
        Param("g", "decimal", "the gradient", -1000, 1000),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Adam (betas 0.9 and 0.999, no weight decay) starts at w = {{w}} with learning rate "
            "{{lr}}. The first gradient is {{g}}. Where is w after the first step?"
        ),
        explanation=(
            "With the correction for moments that start at zero, the first step divides the "
            "gradient by its own size. Only its sign and the learning rate are left: "
            "w − lr · sign(g) is {{answer}}."
        ),
        params={"w": 1, "g": 20, "lr": 0.1},
        vary={
            "w": IntRange(1, 9),
            "g": ChoiceRange((-50, -20, -4, -3, -2, -0.5, 0.5, 2, 3, 4, 20, 50)),
            "lr": ChoiceRange((0.01, 0.1, 0.2)),
        },
        level="intermediate",
        seconds=60,
        tags=("adam",),
        sources=("Kingma & Ba 2015, Adam, arXiv:1412.6980",),
    ),
    truth=_stepped,
    slips={
        "no_correction": slip(
            "bias-correction",
            "the moments are used as they are, without the correction.",
            lambda params: _stepped(params, correct=False),
        ),
        "plain_sgd": bare_slip("no-scale", "the gradient is not divided by its size.", _sgd),
        "uphill": bare_slip("sign", "the step follows the gradient.", _uphill),
    },
    valid=_no_gradient,
)

FAMILIES = {FIRST_STEP.name: FIRST_STEP}
