"""Classifier-free guidance of a diffusion model."""

from __future__ import annotations

from engines.families.given import real
from engines.families.neat import neat, neat_factor
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Value


def _guided(params: Params, *, swap: bool = False, start: str = "u") -> Truth:
    """Return u + s(c − u). `start` names the prediction that the product is added to: u, c or
    none."""
    free, bound, scale = (real(params, name) for name in "ucs")
    if swap:
        free, bound = bound, free
    first = {"u": free, "c": bound, "": 0.0}[start]
    difference = bound - free
    value = first + scale * difference
    head = f"{neat(first)} + " if start else ""
    return Truth(
        value,
        (
            Step("difference", f"{neat(bound)} − {neat_factor(free)}", neat(difference)),
            Step("guided", f"{head}{neat(scale)} × {neat_factor(difference)}", neat(value)),
        ),
    )


def _conditional_scaled(params: Params) -> Value:
    return real(params, "s") * real(params, "c")


GUIDANCE = Family(
    name="classifier_free_guidance.value",
    title="classifier-free guidance",
    topic="generative",
    formula="ε = ε_u + s · (ε_c − ε_u); s = 1 is the conditional prediction",
    params=(
        Param("u", "decimal", "the unconditional prediction", -100, 100),
        Param("c", "decimal", "the conditional prediction", -100, 100),
        Param("s", "decimal", "the guidance scale", 0, 100),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A diffusion model predicts the noise {{u}} for a pixel without the prompt and {{c}} "
            "with it. What does classifier-free guidance make of them at scale {{s}}, counted so "
            "that scale 1 gives the prediction with the prompt?"
        ),
        explanation=(
            "Guidance goes on from the unconditional prediction along the difference that the "
            "prompt makes, s times as far: {{answer}}."
        ),
        params={"u": 0.2, "c": 0.5, "s": 7.5},
        vary={
            "u": ChoiceRange((-0.4, -0.2, 0.1, 0.2, 0.3)),
            "c": ChoiceRange((-0.5, -0.1, 0.4, 0.5, 0.6)),
            "s": ChoiceRange((1.5, 2, 3, 5, 7.5)),
        },
        level="intermediate",
        seconds=60,
        tags=("diffusion", "guidance"),
        sources=("Ho & Salimans 2022, Classifier-free diffusion guidance, arXiv:2207.12598",),
    ),
    truth=_guided,
    slips={
        "scaled_alone": bare_slip(
            "term-dropped",
            "the conditional prediction alone is multiplied by the scale.",
            _conditional_scaled,
        ),
        "no_base": slip(
            "term-dropped",
            "only the difference is scaled, and the unconditional prediction is not added.",
            lambda params: _guided(params, start=""),
        ),
        "swapped": slip(
            "swapped-roles",
            "the two predictions change places.",
            lambda params: _guided(params, swap=True),
        ),
        "one_more": slip(
            "other-convention",
            "the scale is counted from the conditional prediction on, as in the paper: "
            "ε_c + s(ε_c − ε_u).",
            lambda params: _guided(params, start="c"),
        ),
    },
)
