"""A gradient clipped entry by entry."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.functions import Numbers
from engines.families.given import real, reals
from engines.families.worked import row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, VectorRange
from engines.values import Float, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html"


def _cut(params: Params, *, below: bool = True) -> Truth:
    """Return every entry cut at c, and at −c where `below`."""
    gradient, limit = reals(params, "g"), real(params, "c")
    low = -limit if below else -math.inf
    value = tuple(min(max(entry, low), limit) for entry in gradient)
    outside = sum(entry != cut for entry, cut in zip(gradient, value, strict=True))
    bounds = f"{shown(low)} and {shown(limit)}" if below else shown(limit)
    return Truth(
        value,
        (
            Step("entries to cut", f"outside {bounds}" if below else f"> {bounds}", str(outside)),
            Step("gradient", f"cut at {bounds}, the others stay", row(value)),
        ),
    )


def _scaled_by(params: Params, size: Callable[[Numbers], float]) -> Truth:
    """Return the whole gradient scaled so that its `size` is at most c."""
    gradient, limit = reals(params, "g"), real(params, "c")
    whole = size(gradient)
    scale = min(1.0, limit / whole) if whole else 1.0
    value = tuple(scale * entry for entry in gradient)
    return Truth(
        value,
        (
            Step("entries to cut", "all scaled instead", str(len(gradient))),
            Step("gradient", f"all times {shown(scale)}", row(value)),
        ),
    )


VALUE = Family(
    name="clip_grad_value.value",
    title="a gradient clipped entry by entry",
    topic="regularisation",
    formula="min(max(g, −c), c) for each entry",
    params=(
        Param("g", "vector", "the gradient", -100, 100, sizes=(1, 8), entry="decimal"),
        Param("c", "decimal", "the largest size of an entry", 0, 100),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(reals(params, "g"))),
    ask=Ask(
        prompt=(
            "A parameter has the gradient {{g}}. What is the gradient after "
            "clip_grad_value_(parameter, clip_value={{c}})?"
        ),
        explanation=(
            "Every entry is cut by itself to lie between −{{c}} and {{c}}: {{answer}}. Unlike "
            "clipping by the norm, this can turn the gradient to another direction."
        ),
        params={"g": (3, -0.5, -2, 0.5), "c": 1},
        vary={
            "g": VectorRange(DecimalRange(-30, 30, 1), 3),
            "c": ChoiceRange((0.5, 1, 1.5, 2)),
        },
        seconds=45,
        tags=("gradient-clipping",),
        sources=(_DOCS,),
    ),
    truth=_cut,
    slips={
        "by_norm": slip(
            "other-convention",
            "the whole gradient is scaled down to the norm {{c}}, as clip_grad_norm_ does.",
            lambda params: _scaled_by(params, lambda g: math.hypot(*g)),
        ),
        "by_largest": slip(
            "other-convention",
            "all entries are scaled down by one factor until the largest fits.",
            lambda params: _scaled_by(params, lambda g: max(map(abs, g))),
        ),
        "upper_only": slip(
            "one-side",
            "entries are cut from above only.",
            lambda params: _cut(params, below=False),
        ),
    },
)
